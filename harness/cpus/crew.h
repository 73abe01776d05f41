/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crew - the same work by several processes at once, each on a CPU of its own.
 */
#ifndef PB_CPUS_CREW_H
#define PB_CPUS_CREW_H

#include "base.h"

struct workload;

#define CREW_MOST 64

struct crew {
	unsigned int n; /* of processes, each on another of the CPUs that are online, in ascending order */
	struct crew_shared *shared;
	struct {
		int pid, to, from;
	} member[CREW_MOST];
};

/* How many CPUs are online. */
unsigned int crew_cpus(void);

/* Start @n of them, at most CREW_MOST and at most as many as there are CPUs. 0 or -errno; crew_stop() is due in either case. */
int crew_start(struct crew *c, unsigned int n, const struct workload *w);
void crew_stop(struct crew *c);

/*
 * The first @n of them work for at least @ns, from the moment that all of them are there. *ops: operations of all;
 * *ns_per_op: time that one of them took for one, on average over the processes; *switched: another task took the CPU
 * of one. 0 or -errno.
 */
int crew_work(struct crew *c, unsigned int n, u64 ns, u64 *ops, double *ns_per_op, bool *switched);

#endif
