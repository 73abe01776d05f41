/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * worker - a second process for workloads that need one.
 */
#ifndef PB_WORKER_H
#define PB_WORKER_H

#include <sys/types.h>

/* A process at the other end of two pipes. Zero is "none". */
struct partner {
	pid_t pid;
	int to, from; /* write to it, read from it */
};

/*
 * Start a process that runs @serve(in, out) and then exits. It and this task become SCHED_FIFO on the
 * CPU this task is on: tasks of one priority switch when one blocks and never otherwise, so that the
 * order of events is the workload's own, not the fair scheduler's, whose choices depend on how long
 * each has run. 0 or -errno; partner_stop() is due in either case.
 */
int partner_start(struct partner *p, void (*serve)(int in, int out));

/* Close its pipes, wait for it, go back to the scheduling there was before. */
void partner_stop(struct partner *p);

#endif
