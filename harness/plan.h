/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan - the cells that experiments which compare arms have in common.
 */
#ifndef PB_PLAN_H
#define PB_PLAN_H

#include <stdbool.h>

struct cell;
struct experiment;
struct workload;

/*
 * Call @add for @w without a collector, then for every collector by every mechanism whose events @w makes.
 * For the plan() of an experiment.
 */
void plan_arms(const struct experiment *e, const char *kernel, const struct workload *w,
	       void (*add)(const struct cell *cell, void *ctx), void *ctx);

/* Is the plan in the making one for the kernel that runs? For plan(): a host may lack what every guest has. */
bool plan_on_host(void);

#endif
