/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * account - a cell of overhead while it is measured, and whether its events are those that were made.
 */
#ifndef PB_OVERHEAD_ACCOUNT_H
#define PB_OVERHEAD_ACCOUNT_H

#include "cell.h"
#include "measure.h"
#include "registry.h"

/* One cell's working state. */
struct overhead {
	struct cell_run *run;
	const struct workload *w;
	u64 events_per_op;
	u64 ops, empty;
	struct block_set before, treat, after;
	u64 before_twice, treat_twice; /* blocks of 2 * ops */
	struct counters seen;
};

/* Turn -errno of a measuring step into the cell's end. */
int overhead_step(struct overhead *o, int err, const char *step);

/*
 * Blocks of @ops operations into @set, and what the collector counted meanwhile. Events that the bracket itself causes
 * (reading counters and idling are system calls too) are what the same bracket shows around as many blocks of no
 * operations. 0 or -errno.
 */
int overhead_bracket(struct overhead *o, const struct backend *b, u64 ops, struct block_set *set, struct counters *c);

/* With the collector attached, in brackets that nobody times: hits of the handler, matches of a filter. The cell may end. */
void overhead_prove(struct overhead *o);

/* Into the record: events expected, seen and lost. 0; -EIO: they do not add up, and the cell has ended. */
int overhead_events(struct overhead *o);

/* The same of what their sizes add up to, where the collector sums them and the workload says what they are. */
void overhead_bytes(struct overhead *o);

#endif
