/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * round - one upgrade under load: events begin, the steps are done, events end, the books are read.
 */
#ifndef PB_UPGRADE_ROUND_H
#define PB_UPGRADE_ROUND_H

#include "strategy.h"
#include "upgrade/calm.h"
#include "upgrade/gen.h"
#include "upgrade/judge.h"

#define ROUND_STRETCHES 24

struct round {
	u64 before; /* events before the first step; the upgrades of a cell differ in it */
	u64 after;  /* events without a record of the old version that end the round */
	/* found */
	struct judge j;
	u64 step_ns[STRATEGY_MAX_STEPS];
	/* in events made so far */
	u64 step_begin[STRATEGY_MAX_STEPS], step_end[STRATEGY_MAX_STEPS];
	struct judge_stretch stretches[ROUND_STRETCHES];
	size_t nr_stretches;
	u64 hole_ns, stall_ns, calm_ns;
	u64 still_ns; /* the longest pause of as many events while nobody upgraded */
	u64 settled; /* u->settled */
	bool cut; /* the store was full before the upgrade was over: what came later was not seen */
};

/*
 * Upgrade @u from u->from to u->to while @g makes events, and judge it; @calm: what pauses are compared with. 0; or -errno with
 * upgrade_fail(): a step failed, and the collector is in an unknown state.
 */
int round_run(struct upgrade *u, struct gen *g, const struct calm *calm, struct round *r);

#endif
