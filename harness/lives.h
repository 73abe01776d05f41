/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lives - several lives of one collector by one mechanism, and what they add up to.
 */
#ifndef PB_LIVES_H
#define PB_LIVES_H

#include "life.h"

#define LIVES_TIMED 7 /* led at full speed, for the cost of the steps */
#define LIVES_PARTS 8

/* Functions of the kernel that loading spends its time in; a kernel that has one inlined lacks that part. */
extern const struct lives_part {
	const char *metric, *function;
} lives_parts[LIVES_PARTS];

struct lives {
	struct lives *next;
	const struct collector *collector;
	const struct mech *mech;
	struct life_cost cost[LIVES_TIMED];
	u64 parts[LIVES_PARTS]; /* by lives_parts[]; UINT64_MAX: this kernel does not tell it apart */
	struct life_calls calls;
	json_t *held;		  /* footprint.h */
	u64 expected, seen, lost; /* events over all lives but the traced one, each judged by itself */
	enum outcome outcome;
	char *why; /* NULL: all went well */
};

/*
 * Did a life count what happened while it was attached: each event once, none lost; none at all if it looks for one
 * process and was not told for which? NULL, also for a collector that does not count, or what is wrong (caller frees).
 * @stray: events of others may be among those seen.
 */
char *lives_judge(const struct collector *c, const struct life_log *log, bool stray);

/* The lives of @run's collector by its mechanism, led now or earlier in this process. Never NULL. */
struct lives *lives_of(struct cell_run *run);

#endif
