/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * session - one tool at work: attach, give out its lines, until a time, a command's end, or a signal.
 */
#ifndef PB_TRACE_SESSION_H
#define PB_TRACE_SESSION_H

#include <sys/types.h>

#include "trace/source.h"

struct workload;

#define SESSION_NO_COMMAND 127 /* status of a command that could not be run */

struct session {
	/* given */
	struct source source;
	double seconds;			   /* 0: no limit */
	char *const *command;		   /* NULL ends; started once the tool is attached; NULL: none */
	const struct workload *workload;   /* or so many operations of a workload */
	u64 ops;
	int (*body)(void *ctx);		   /* or a function in a process of its own; what it returns is its status */
	void *body_ctx;
	bool only_child;		   /* tell of the first thread of its process alone */
	bool (*stop)(void);		   /* asked now and then; NULL: nobody */
	void (*give)(const struct pb_tool_head *, void *); /* every record, in order */
	void (*flush)(void *);		   /* after some; may be NULL */
	void *ctx;
	/* found */
	u64 given;
	pid_t child;
	u64 switches; /* with only_child: how often the kernel says that it got the CPU meanwhile */
	int status; /* of the child: exit status, or 128 + the signal that ended it */
};

/*
 * 0: it ended as it should, everything that was told has been given out and session->source has the
 * counts. -errno: session->source.why says what failed. source_free() is due in either case.
 */
int session_run(struct session *s);

#endif
