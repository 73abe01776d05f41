// SPDX-License-Identifier: GPL-2.0-only
/*
 * round - one upgrade under load.
 */
#include <errno.h>
#include <string.h>

#include "clock.h"
#include "upgrade/own.h"
#include "upgrade/round.h"

#define ROUND_STRIDE 4099 /* pauses */
#define ROUND_MARGIN 64 /* entries behind the last event that must stay empty */

/* What the surviving record and the stub have counted so far. */
static void round_books(struct upgrade *u, u64 *total, u64 *empty)
{
	*total = store_total(u);
	*empty = 0;
	if (u->store.stub)
		*empty = __atomic_load_n(&u->store.stub->empty, __ATOMIC_RELAXED);
}

static int round_steps(struct upgrade *u)
{
	int err = 0;

	for (unsigned int i = 0; i < upgrade_steps(u) && !err; i++)
		err = upgrade_step(u, i);
	return err;
}

/* Ticks of clock_read() in nanoseconds, from both clocks at both ends of the round. */
struct round_scale {
	u64 ticks, ns;
};

static struct round_scale round_now(void)
{
	return (struct round_scale){ .ticks = clock_read(), .ns = clock_ns() };
}

static u64 round_ns(const struct round_scale *from, const struct round_scale *to, u64 ticks)
{
	u64 all = to->ticks - from->ticks;

	return all ? (u64)((double)ticks * (double)(to->ns - from->ns) / (double)all) : 0;
}

static void round_times(struct round *r, const struct judge_case *c, const struct calm *calm,
			const struct round_scale *from, const struct round_scale *to)
{
	/* Another stretch of the calm for each upgrade, as they differ in what came before them. */
	u64 still = calm_longest(calm, r->before * ROUND_STRIDE, r->j.stall_events);

	for (unsigned int i = 0; i < c->steps; i++) {
		r->step_ns[i] = round_ns(from, to, c->end[i] - c->begin[i]);
		r->step_begin[i] = judge_made(c, c->begin[i]);
		r->step_end[i] = judge_made(c, c->end[i]);
	}
	r->nr_stretches = judge_stretches(c, r->stretches, ROUND_STRETCHES);
	r->hole_ns = round_ns(from, to, r->j.hole_ticks);
	r->stall_ns = round_ns(from, to, r->j.stall_ticks);
	r->calm_ns = round_ns(from, to, r->j.calm_ticks);
	r->still_ns = round_ns(from, to, still);
}

/* Did the old version record any of the events @from to @to-1? */
static bool round_old_runs(const struct upgrade *u, u64 from, u64 to)
{
	for (u64 n = from; n < to && n < UP_EVENTS; n++)
		if (UP_HITS(u->store.seen[n].hits, u->from))
			return true;
	return false;
}

/*
 * Some detach in the background after the last step has returned. The upgrade is over when the old
 * version has recorded none of so many events, or cannot be expected to stop.
 */
static int round_finish(struct upgrade *u, struct gen *g, const struct round *r)
{
	u64 from, to;

	do {
		from = gen_issued(g);
		if (!gen_wait(g, from + r->after))
			return upgrade_fail(u, -ECHILD, "the generator died");
		to = gen_issued(g);
	} while (!u->refusal && !gen_full(g) && round_old_runs(u, from, to));
	return 0;
}

int round_run(struct upgrade *u, struct gen *g, const struct calm *calm, struct round *r)
{
	struct judge_case c = { .seen = u->store.seen,
				.stamps = g->line->stamps,
				.from = u->from,
				.to = u->to,
				.steps = upgrade_steps(u),
				.chain = u->strategy->chain,
				.stub = u->strategy->stub,
				.slow = GEN_SLOW };
	u64 total, empty, after, last = gen_issued(g) + ROUND_MARGIN;
	u32 mark = own_mark(u);
	struct round_scale from, to;
	int err;

	upgrade_swaps(u, &c.first_swap, &c.last_swap);
	store_reset(&u->store, last < UP_EVENTS ? last : UP_EVENTS);
	round_books(u, &total, &empty);
	u->settled = 0;
	from = round_now();
	err = gen_go(g);
	/* The longest pause of this wait is what a turn of the other CPU alone makes of one. */
	if (err || !gen_wait_busy(g, r->before, 0))
		return upgrade_fail(u, -ECHILD, "the generator died");
	err = round_steps(u);
	if (!err)
		err = round_finish(u, g, r);
	r->cut = gen_full(g);
	c.issued = gen_halt(g);
	to = round_now();
	if (err)
		return err;
	c.margin = c.issued + ROUND_MARGIN > UP_EVENTS ? UP_EVENTS - c.issued : ROUND_MARGIN;
	memcpy(c.begin, u->begin, sizeof(c.begin));
	memcpy(c.end, u->end, sizeof(c.end));
	r->settled = u->settled;
	round_books(u, &after, &c.stub_empty);
	c.state_total = (s64)after - (s64)total;
	c.stub_empty -= empty;
	c.own_new = own_events(u, u->to, mark);
	judge(&c, &r->j);
	round_times(r, &c, calm, &from, &to);
	return 0;
}
