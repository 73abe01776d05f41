// SPDX-License-Identifier: GPL-2.0-only
/*
 * worker - helpers for workloads of several tasks.
 */
#include <errno.h>
#include <sched.h>

#include "worker.h"

static cpu_set_t worker_allowed;

int worker_fix(void)
{
	const struct sched_param lowest = { .sched_priority = 1 };
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	if (sched_getaffinity(0, sizeof(worker_allowed), &worker_allowed) ||
	    sched_setaffinity(0, sizeof(here), &here) || sched_setscheduler(0, SCHED_FIFO, &lowest))
		return -errno;
	return 0;
}

void worker_relax(void)
{
	const struct sched_param none = { 0 };

	sched_setscheduler(0, SCHED_OTHER, &none);
	if (CPU_COUNT(&worker_allowed))
		sched_setaffinity(0, sizeof(worker_allowed), &worker_allowed);
}
