// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge - one pass over the events, and the identities that must hold (docs/upgrade.md).
 */
#include "upgrade/judge.h"

static u64 judge_hits(const struct up_entry *e, unsigned int version)
{
	return UP_HITS(e->hits, version);
}

/* A run of missed events ends before event @n. */
static void judge_hole(const struct judge_case *c, struct judge *j, u64 from, u64 n)
{
	u64 events = n - from, before, after;

	if (!events)
		return;
	/* From the last event that was seen to the first that is seen again. */
	before = from ? c->stamps[from - 1] : c->stamps[from];
	after = n < c->issued ? c->stamps[n] : c->stamps[n - 1];
	j->holes++;
	if (events > j->hole_events) {
		j->hole_events = events;
		j->hole_ticks = after - before;
	}
}

static void judge_event(const struct judge_case *c, struct judge *j, u64 n)
{
	u64 old = judge_hits(&c->seen[n], c->from), new = judge_hits(&c->seen[n], c->to);
	u64 total = old + new;

	j->hits_old += old;
	j->hits_new += new;
	j->once += total == 1;
	j->multiple += total > 1;
	j->overlap_events += old && new;
	if (total > 1)
		j->extra += total - 1;
	if (new && j->first_new < 0) {
		j->first_new = (s64)n;
	} else if (old && j->first_new >= 0) {
		j->wrong++;
		j->reordered += !new;
	}
	if (old)
		j->last_old = (s64)n;
	/* A link alone is a broken chain as well. */
	if (c->chain && total && c->seen[n].chain != c->seen[n].hits)
		j->mixed++;
}

u64 judge_made(const struct judge_case *c, u64 ticks)
{
	u64 low = 0, high = c->issued;

	while (low < high) {
		u64 mid = low + (high - low) / 2;

		if (c->stamps[mid] < ticks)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Up to here the generator makes events as fast as it can. */
static u64 judge_fast(const struct judge_case *c, u64 n)
{
	return c->slow && n > c->slow ? c->slow : n;
}

/* The longest time between two events of [from, to). */
static u64 judge_gap(const struct judge_case *c, u64 from, u64 to)
{
	u64 most = 0;

	for (u64 n = from ? from : 1; n < judge_fast(c, to); n++)
		if (c->stamps[n] - c->stamps[n - 1] > most)
			most = c->stamps[n] - c->stamps[n - 1];
	return most;
}

static void judge_times(const struct judge_case *c, struct judge *j)
{
	u64 first, last;

	if (!c->steps || !c->issued)
		return;
	first = judge_made(c, c->begin[0]);
	last = judge_made(c, c->end[c->steps - 1]);
	for (unsigned int i = 0; i < c->steps; i++)
		j->step_events[i] = judge_made(c, c->end[i]) - judge_made(c, c->begin[i]);
	j->swap_events =
		judge_made(c, c->end[c->last_swap]) - judge_made(c, c->begin[c->first_swap]);
	j->calm_ticks = judge_gap(c, 0, first);
	/* The event after the last step may have waited for it. */
	last = judge_fast(c, last < c->issued ? last + 1 : c->issued);
	j->stall_ticks = judge_gap(c, first, last);
	j->stall_events = last > first ? last - first : 0;
}

static const char *judge_identities(const struct judge_case *c, const struct judge *j, u64 in_holes)
{
	if (j->issued != j->once + j->missed + j->multiple)
		return "events issued are not the sum of those seen once, missed and seen repeatedly";
	if (j->hits_old + j->hits_new != j->issued - j->missed + j->extra)
		return "hits of both versions are not the events seen plus the duplicates";
	if (j->missed != in_holes)
		return "the holes do not add up to the missed events";
	for (u64 n = c->issued; n < c->issued + c->margin; n++)
		if (c->seen[n].hits || c->seen[n].chain)
			return "a version recorded an event that was not issued";
	/* These come from counters of their own; those above are one count, done in two ways. */
	if (c->own_new != j->hits_new)
		return "the new version counted other events than the ones that it recorded";
	if (c->state_total > (s64)(j->hits_old + j->hits_new))
		return "the record counts more events than both versions recorded";
	if (j->unexplained)
		return "events are missing that neither a version nor the stub saw";
	return NULL;
}

void judge(const struct judge_case *c, struct judge *j)
{
	u64 hole = 0, in_holes = 0; /* @hole: where the current one began */

	*j = (struct judge){ .issued = c->issued, .first_new = -1, .last_old = -1 };
	for (u64 n = 0; n < c->issued; n++) {
		judge_event(c, j, n);
		if (judge_hits(&c->seen[n], c->from) + judge_hits(&c->seen[n], c->to)) {
			judge_hole(c, j, hole, n);
			in_holes += n - hole;
			hole = n + 1;
		} else {
			j->missed++;
		}
	}
	judge_hole(c, j, hole, c->issued);
	in_holes += c->issued - hole;
	judge_times(c, j);
	j->state_lost = (u64)((s64)(j->hits_old + j->hits_new) - c->state_total);
	j->own_lost = j->hits_old + j->hits_new - c->own_new;
	if (c->stub)
		j->unexplained = j->missed > c->stub_empty ? j->missed - c->stub_empty : 0;
	j->broken = judge_identities(c, j, in_holes);
	if (!j->broken && c->stub && c->stub_empty > j->missed)
		j->broken = "the stub counted more empty calls than events are missing";
}

const char *const judge_fates[NR_FATES] = { "old", "new", "both", "none" };

static enum judge_fate judge_fate(const struct judge_case *c, u64 n)
{
	bool old = judge_hits(&c->seen[n], c->from), new = judge_hits(&c->seen[n], c->to);

	return old && new ? FATE_BOTH : old ? FATE_OLD : new ? FATE_NEW : FATE_NONE;
}

size_t judge_stretches(const struct judge_case *c, struct judge_stretch *v, size_t max)
{
	size_t at = 0;

	for (u64 n = 0; n < c->issued; n++) {
		enum judge_fate fate = judge_fate(c, n);

		if (at && (v[at - 1].fate == fate || at == max))
			v[at - 1].events++;
		else
			v[at++] = (struct judge_stretch){ .fate = fate, .events = 1 };
	}
	return at;
}
