/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lives_sample - lives of collectors on the kernel that runs: what each step takes in time.
 */
#ifndef PB_LIVES_SAMPLE_H
#define PB_LIVES_SAMPLE_H

#include "cell.h"
#include "sample.h"

/* Does a cell of `lifecycle` take time? Building does not happen here, and holding takes none. */
bool lives_sampled(const struct cell *c);

/*
 * struct experiment's sample(): o->loads times o->blocks lives of every mechanism among the @n cells, in
 * turns and seeded order, each in a process of its own on CPU o->cpu; a first one is not counted.
 */
void lives_sample(struct cell_run *runs, size_t n, const struct sample_opts *o);

#endif
