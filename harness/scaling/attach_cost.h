/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach_cost - what attaching to many functions and detaching from them takes, several times over.
 */
#ifndef PB_SCALING_ATTACH_COST_H
#define PB_SCALING_ATTACH_COST_H

#include "scaling/many.h"
#include "stamps.h"

#define ATTACH_TIMES 3

struct attach_cost {
	unsigned int n; /* how often it was done */
	struct span attach[ATTACH_TIMES], detach[ATTACH_TIMES];
};

/*
 * Attach @m and detach it again, @times times; waiting for other tasks is told apart by the kernel's own trace
 * of switches. 0, or -errno with run->reason set.
 */
int attach_cost(struct many *m, const struct many_side *side, unsigned int times, struct attach_cost *cost);

/* "attach_insn" and so on: of the loader and the kernel on its behalf, of others meanwhile, and the waits. */
void attach_record(json_t *record, const struct attach_cost *cost);

#endif
