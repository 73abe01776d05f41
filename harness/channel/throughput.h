/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * throughput - records a second that reach a reader on a kernel that runs, and the share that is lost.
 */
#ifndef PB_THROUGHPUT_H
#define PB_THROUGHPUT_H

#include "cell.h"
#include "sample.h"

/* Does a cell of `channel` have a rate? Those of readers that keep up if they can, not the floors. */
bool throughput_sampled(const struct cell *c);

/*
 * struct experiment's sample(): o->loads times o->blocks batches of every cell, in turns and seeded order.
 * The producer sends itself signals on CPU o->cpu as fast as it can, the reader has the other CPUs. The hook is
 * the tracepoint of a signal's delivery: a kernel need not have kprobes, and a tracepoint of system calls would
 * see those of the reader, which would then never come to rest.
 */
void throughput_sample(struct cell_run *runs, size_t n, const struct sample_opts *o);

#endif
