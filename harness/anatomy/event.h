/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event - traced events of a result folder, ready to be shown.
 */
#ifndef PB_EVENT_H
#define PB_EVENT_H

#include "anatomy/layers.h"
#include "report/load.h"

#define EVENT_EXPERIMENT "anatomy"
#define EVENT_WORKLOAD	 "getppid" /* the cheapest: what a hook adds is most of what is seen */
#define EVENT_COLLECTOR	 "count"

struct event {
	const struct result_cell *cell;
	const struct result_kernel *kernel;
	struct trace trace;
	struct activation *activations;
	enum layer *layers; /* one for each activation */
	size_t n;	    /* activations */
	u64 empty;	    /* instructions of the bracket around it, in user space */
	s64 sums[NR_LAYERS]; /* without them */
};

struct events {
	struct event *v; /* by kernel, workload and collector; in a group the registry's order */
	size_t n;
};

/* The traced cells of @r that are ok; borrows from it. */
void events_load(struct events *e, const struct results *r);
void events_free(struct events *e);

/* The event without a collector on the same kernel and workload, or NULL. */
const struct event *event_base(const struct events *e, const struct event *of);
/* The same event on another kernel, or NULL. */
const struct event *event_on(const struct events *e, const struct event *of, const char *release);

bool event_is_base(const struct event *e);
/* Kernel, workload and collector are the same: they stand in one table. */
bool event_same_group(const struct event *a, const struct event *b);

/* What it adds to @base in a layer, or all of it where there is no base; NR_LAYERS: in all. */
s64 event_added(const struct event *e, const struct event *base, int layer);

/* "kprobe, eBPF kprobe": hook, arm and mechanism; caller frees. */
char *event_title(const struct event *e);
/* "6.12-getppid-kprobe-count-ebpf-kprobe", for names of files; caller frees. */
char *event_stem(const struct event *e);
/* "module", "eBPF", or the arm's own name. */
const char *event_arm(const struct event *e);

/* Instructions and calls of one function in it. */
void event_function(const struct event *e, const char *function, u64 *calls, u64 *insns);

/* Class, accelerator, CPU and kernel, for the note of a table; @k NULL: of all kernels. Caller frees. */
char *event_provenance(const struct events *e, const struct result_kernel *k);

#endif
