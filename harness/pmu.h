/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pmu - cycles and instructions of this thread, user and kernel, from the CPU's own counters.
 *
 * They belong to the sampled class, instructions too: on real hardware interrupts are counted as well.
 */
#ifndef PB_PMU_H
#define PB_PMU_H

#include "base.h"

struct pmu {
	int leader, other; /* -1: not offered */
};

struct pmu_count {
	bool valid; /* false: the counters were not on the CPU all the time */
	u64 cycles, insns;
};

/* 0 or -errno (quiet): many virtual machines offer no counters. */
int pmu_open(struct pmu *p);
void pmu_close(struct pmu *p);
/* Around a batch; nothing happens on a closed one. */
void pmu_start(const struct pmu *p);
void pmu_stop(const struct pmu *p, struct pmu_count *count);

#endif
