/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life - one collector from nothing to nothing: loaded, attached, asked, detached, unloaded; and what
 * every step of that took.
 *
 * A life is led in a child of its own: a real loader starts fresh too, and libbpf remembers what it has
 * found out about a kernel. The backends say when a step is over (cell_step()); what happens inside
 * one system call is told apart by the kernel's own trace points (stamps.h).
 */
#ifndef PB_LIFE_H
#define PB_LIFE_H

#include <jansson.h>

#include "cell.h"
#include "stamps.h"

#define LIFE_MAX_MARKS 12

/* One step as the child saw it: two readings of the instruction clock; LIFE_SAMPLED: of clock_ns(). */
struct life_mark {
	u32 step; /* enum life_step */
	u64 from, to;
	u64 cpu_ns; /* LIFE_SAMPLED: processor time of the process in between */
};

/* What a child leaves in memory shared with its parent. */
struct life_log {
	int pid;
	u32 nr;
	struct life_mark marks[LIFE_MAX_MARKS];
	u64 settled; /* when the window after the unloading was over; 0: it never got there */
	u64 idle_from, idle_to; /* a window of the same length with nothing going on, before all */
	u64 expected, seen, lost; /* events while it was attached */
	bool failed;
	char reason[512];
	char held[4096]; /* JSON: what was held while it was attached; "" unless asked for */
};

/* What a life is for. */
enum life_purpose {
	LIFE_TIMED,  /* led at full speed */
	LIFE_TRACED, /* its system calls are listed */
	LIFE_HELD,   /* what it holds is looked up while it is attached */
	LIFE_SAMPLED, /* on a real kernel, in time; pinned to run->cpu, and killed if it takes too long */
};

/* System calls of each step, by enum life_step. */
struct life_calls {
	unsigned int n[LIFE_STEPS];
	unsigned int bpf; /* how many of all are bpf(2) */
};

/*
 * Lead one life of @run's collector in a child. 0, or -errno with *log zeroed as far as it did not get.
 * What went wrong in the life itself is in log->failed and log->reason. @calls: for LIFE_TRACED.
 */
int life_lead(const struct cell_run *run, enum life_purpose purpose, struct life_log *log,
	      struct life_calls *calls);

/* Instructions of the steps of one life, from its marks and the stamps that were taken meanwhile. */
struct life_cost {
	bool has[LIFE_STEPS];
	struct span step[LIFE_STEPS];
	u64 deferred; /* of other tasks from the unloading on, less what the idle window showed */
};

/*
 * A module is attached inside the call that loads it and detached inside the one that unloads it: the
 * kernel's stamps around its init() and before its memory goes divide them. -EPROTO: a stamp is missing.
 */
int life_cost(const struct life_log *log, const struct stamps *s, struct life_cost *cost);

/* The trace points that life_cost() needs, NULL ends. */
extern const char *const life_events[];

/* Word of a step in a cell's name: "load". LIFE_OPEN counts as part of "load". */
const char *life_step_name(enum life_step step);

#endif
