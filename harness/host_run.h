/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_run - the state of a run on the running kernel, and its loads.
 */
#ifndef PB_HOST_RUN_H
#define PB_HOST_RUN_H

#include "host_state.h"
#include "needs.h"
#include "run.h"

struct host_group {
	struct sample_group g;
	const struct hook *hook;
	const struct collector *collector;
	u32 cells[SAMPLE_MAX_ARMS]; /* index into run->cells */
	struct cell_run runs[SAMPLE_MAX_ARMS];
	json_t *loads; /* what sample_record() reads */
	bool ended;    /* the load that is running has said all it had to say */
};

struct host {
	struct run *run;
	struct machine machine;
	struct host_state state;
	struct host_group *groups;
	size_t nr_groups;
	char *cpu_model;
	double heard; /* when the load that is running last said something */
};

/* host_load.c: a process for load number @load. 0 if it came to its end; -errno: not, or a signal. */
int host_load(struct host *h, struct host_group *hg, unsigned int load);

/* End every cell of the group that is still being measured. */
void host_end_all(struct host_group *hg, enum outcome o, const char *why);

#endif
