/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * on_host - upgrades on the kernel that runs, whose CPUs run at the same time: blackouts in time.
 */
#ifndef PB_UPGRADE_ON_HOST_H
#define PB_UPGRADE_ON_HOST_H

#include "sample.h"

/* struct experiment's samples: programs, since versions that are modules are loaded in guests only. */
bool on_host_samples(const struct cell *c);

/* struct experiment's sample: each cell is a series of o->loads * o->blocks upgrades, one after the other. */
void on_host_sample(struct cell_run *runs, size_t n, const struct sample_opts *o);

#endif
