/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * limits - how much worse a figure may get.
 *
 *   [GLOB:]METRIC=BOUND[|BOUND...]      insn_per_op=+2%|+50
 *                                       arm=ebpf:added_*_per_event=+0
 *
 * GLOB is matched against cells' paths as --filter does, METRIC is a glob over metrics. A bound with %
 * is soft: relative to what was. One without is hard: a difference in the metric's unit. Its sign says
 * which way is worse. A change beyond any of the bounds crosses the limit. Of several limits that match
 * a figure the last one given counts.
 */
#ifndef PB_LIMITS_H
#define PB_LIMITS_H

#include "compare/change.h"

#define LIMIT_MAX_BOUNDS 4

struct bound {
	bool percent;
	double value; /* its sign is the direction that is worse; -0.0 counts as down */
};

struct limit {
	const char *text; /* as given */
	char *glob;	  /* NULL: every cell */
	char *metric;
	struct bound bounds[LIMIT_MAX_BOUNDS];
	size_t nr;
	size_t used; /* figures that it was applied to */
};

/* Parse @text for the verb @verb. 0 or -EINVAL (logged). Free with limit_free(). */
int limit_parse(const char *verb, const char *text, struct limit *l);
void limit_free(struct limit *l);

/* The last of @limits that applies to a cell, known by either name, and a metric; NULL: none. */
struct limit *limit_find(struct limit *limits, size_t nr, const char *name, const char *series_name,
			 const char *metric);

/* The first bound that a change of @was by @delta is beyond; NULL: none. */
const struct bound *limit_crossed(const struct limit *l, double was, double delta);

#endif
