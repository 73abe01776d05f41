/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * request - what `probebench trace` was asked for, and how a guest is told of it.
 */
#ifndef PB_TRACE_REQUEST_H
#define PB_TRACE_REQUEST_H

#include <jansson.h>

#include "base.h"

struct cell_run;
struct initramfs;
struct tool;
struct workload;

#define REQUEST_FILE	  "trace.json" /* in a guest: its cell is a trace that somebody watches, not a test */
#define REQUEST_MAX_WORDS 64

struct request {
	const struct tool *tool;
	const char *arm;
	double seconds; /* 0: no limit */
	const struct workload *workload;
	u64 ops;
	char *command[REQUEST_MAX_WORDS + 1]; /* NULL ends; none: command[0] is NULL */
};

/* vm.c, on the host: boot a guest on a kernel and trace there. An exit code. */
int request_in_guest(const struct request *r, const char *kernel);
/* verb.c: trace here. An exit code. */
int request_here(const struct request *r);

/* Put the request that a guest is being made for, if there is one, into its archive. 0 or -errno. */
int request_pack(struct initramfs *a);
/* In the guest: is there one? Serve it with notes, each a line of output, and fill the record. */
bool request_serve(struct cell_run *run);

#endif
