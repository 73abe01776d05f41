/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sample - one load of the sampled class: a process that measures blocks and reports them.
 *
 * Levels: load > block > batch. A block holds every arm once, the baseline twice (base and base', the
 * A/A control), in seeded, counterbalanced order, in one process on one CPU with one operation count.
 * Every batch attaches anew, so that an arm's place in memory varies within a load too.
 *
 * A load reports through a pipe, one JSON object a line:
 *
 *   {"msg":"arm","arm":2,"outcome":"skip","reason":"..."}    cannot be attached here (first load only)
 *   {"msg":"arm","arm":2,"describe":{...}}                   what is known of the attachment
 *   {"msg":"ready","ops":N,"lag1":0.1,"doubled":0}           sized and warm
 *   {"msg":"block","block":0,"batches":[{...},null,...],"switched":1,"miscounted":0}
 *   {"msg":"broken","reason":"..."}                          nothing more will come
 *   {"msg":"end"}
 *
 * Arms 0 and 1 are base and base'. A batch is null if every attempt at it was disturbed.
 */
#ifndef PB_SAMPLE_H
#define PB_SAMPLE_H

#include "cell.h"

#define SAMPLE_MAX_ARMS 24

struct sample_opts {
	unsigned int loads, blocks;
	u64 batch_ns, warmup_ns;
	unsigned int cpu;
	u64 seed;
};

/* Cells that share workload, hook and collector, after the two baselines. */
struct sample_group {
	struct cell arms[SAMPLE_MAX_ARMS];
	bool live[SAMPLE_MAX_ARMS]; /* false: skipped, not measured */
	size_t n;
};

/* Measure load number @load, reporting to @fd. @ops: operations of a batch, 0 to find them out. */
void sample_load(const struct sample_group *g, const struct sample_opts *o, unsigned int load, u64 ops,
		 int fd);

/*
 * Turn what the loads reported into the records of the group's cells. @loads: an array with an object
 * per load, {ops, lag1, doubled, blocks: [the block messages]}. For every live arm that is a cell
 * (those after the baselines; base' where there are only these) fills run[arm].record, and ends the
 * cell if too few batches were kept.
 */
void sample_record(const struct sample_group *g, const struct sample_opts *o, const json_t *loads,
		   struct cell_run *run);

/* Index of the first arm that is a cell. */
static inline size_t sample_first(const struct sample_group *g)
{
	return g->n > 2 ? 2 : 1;
}

#endif
