/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge - what became of every numbered event of one upgrade, and whether the books balance.
 *
 * Truth is the generator's: it issued events 0 to issued-1, and noted the time after each. The
 * store says how often each version recorded each event. Nothing else is used, and no event is left
 * out.
 */
#ifndef PB_UPGRADE_JUDGE_H
#define PB_UPGRADE_JUDGE_H

#include <probebench/upgrade.h>

#include "base.h"

#define JUDGE_MAX_STEPS 8

/* What is judged. Times are clock_read(). */
struct judge_case {
	const struct up_entry *seen; /* at least issued + margin entries */
	const u64 *stamps;	     /* of the events, taken after each */
	u64 issued;
	u64 margin;		     /* entries behind the last event, which must be empty */
	unsigned int from, to;	     /* versions: 1 or 2 */
	u64 begin[JUDGE_MAX_STEPS], end[JUDGE_MAX_STEPS];
	unsigned int steps, first_swap, last_swap; /* how many; between which events are at risk */
	bool chain;		     /* every version has a second link */
	/* The collector's own books, as differences over the upgrade. */
	s64 state_total;	     /* of the record; less than before if another one took its place */
	bool stub;
	u64 stub_empty;		     /* events that found no version behind the stub */
	u64 own_new;		     /* of the new version's own variables, since it was loaded */
	u64 slow;		     /* from this event on the generator pauses by itself; 0: never */
};

struct judge {
	u64 issued, once, missed, multiple;
	u64 extra;	     /* hits beyond the first of each event: duplicates */
	u64 hits_old, hits_new;
	/* runs of missed events: how many; the longest, and its time */
	u64 holes, hole_events, hole_ticks;
	/* events after the first of the new version that the old one recorded too or alone */
	u64 wrong;
	u64 reordered;	     /* of these, the ones that the old version recorded alone */
	u64 mixed;	     /* chains whose links were of two versions */
	u64 overlap_events;  /* events recorded by both versions */
	s64 first_new, last_old; /* event numbers; -1: none */
	u64 state_lost;	     /* hits of this upgrade and before that the surviving record does not have */
	u64 own_lost;	     /* hits of this upgrade that the new version's own variables do not have */
	u64 unexplained;     /* missed events that the stub did not count */
	/* events at risk, from first_swap to last_swap: if 0, nothing was put to the test */
	u64 swap_events;
	u64 step_events[JUDGE_MAX_STEPS];
	u64 stall_ticks;     /* the longest time between two events while steps ran ... */
	u64 stall_events;    /* ... of so many ... */
	u64 calm_ticks;	     /* ... and before they began */
	const char *broken;  /* identity that does not hold, as a sentence; NULL: all hold */
};

void judge(const struct judge_case *c, struct judge *j);

/* Who recorded an event. */
enum judge_fate { FATE_OLD, FATE_NEW, FATE_BOTH, FATE_NONE, NR_FATES };
extern const char *const judge_fates[NR_FATES]; /* "old", ... */

/* Events in a row with the same fate. */
struct judge_stretch {
	enum judge_fate fate;
	u64 events;
};

/*
 * The whole upgrade as stretches, at most @max of them; the last holds the rest, whatever it is, if
 * there are more. How many were written.
 */
size_t judge_stretches(const struct judge_case *c, struct judge_stretch *v, size_t max);

/* How many events had been made at @ticks. */
u64 judge_made(const struct judge_case *c, u64 ticks);

#endif
