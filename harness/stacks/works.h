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
};
extern const struct stacks_work stacks_works[]; /* a NULL name ends */
const struct stacks_work *stacks_work_find(const char *name);

/* The workload, with func and calls in place; its name is that of the registry's or of the work. */
struct workload stacks_workload(const struct stacks_work *w);

#endif
