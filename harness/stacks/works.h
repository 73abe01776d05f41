/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * works - what is done while stacks are looked at: workloads, and what is made for stacks alone.
 */
#ifndef PB_STACKS_WORKS_H
#define PB_STACKS_WORKS_H

#include "registry.h"

struct stacks_work {
	const char *name; /* value of work= */
	const char *workload; /* of the registry; NULL: one of its own */
	const char *func;     /* where stacks begin; NULL: where the workload is observed */
	unsigned int calls;   /* of func an operation; 0: as the workload says */
	/* What must come out, so that a cell cannot pass by seeing little. */
	unsigned int distinct, deep; /* at least so many different stacks; so many frames */
	unsigned int beyond; /* calls of an operation, at least, whose stacks are deeper than what is kept of one */
	bool ticks;	     /* an interrupt of the clock changes what its stacks are */
	unsigned int places; /* of the table that it is also counted with, and that it fills; 0: none */
};
extern const struct stacks_work stacks_works[]; /* a NULL name ends */
const struct stacks_work *stacks_work_find(const char *name);

/* deep.c: the phases of the work of that name. */
#define DEEP_LEVELS 3
int deep_setup(struct worker *w);
int deep_run(struct worker *w, u64 n);
void deep_teardown(struct worker *w);

/* The workload, with func and calls in place; its name is the work's. */
struct workload stacks_workload(const struct stacks_work *w);

#endif
