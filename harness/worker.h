/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * worker - helpers for workloads of several tasks.
 */
#ifndef PB_WORKER_H
#define PB_WORKER_H

/*
 * Run this task, and children to come, as SCHED_FIFO on the CPU it is on. Tasks of one priority switch
 * when one blocks and never otherwise, so that the order of events is the workload's own and not the
 * fair scheduler's, whose choices depend on how long each has run. 0 or -errno.
 */
int worker_fix(void);

/* Undo worker_fix(). */
void worker_relax(void);

#endif
