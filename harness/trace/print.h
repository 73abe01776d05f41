/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print - a session's lines with their times, and what is to be said at its end.
 */
#ifndef PB_TRACE_PRINT_H
#define PB_TRACE_PRINT_H

#include "trace/request.h"
#include "trace/session.h"

struct printer {
	const struct tool *tool;
	void (*line)(const char *line, void *ctx); /* where it goes, without a newline */
	void *ctx;
	u64 start_ns; /* of the first record, which is second 0; 0: none yet */
};

/* For session->give; @ctx is a printer. */
void print_record(const struct pb_tool_head *record, void *ctx);

/* What is to be printed once the session has ended: the buckets of a histogram. */
void print_rest(const struct session *s, struct printer *p);

/* Fill a session with what @r asks for. */
void print_session(struct session *s, const struct request *r, struct printer *p);

/*
 * "1234 lines; nothing was lost", or how many events were; with the command's status if it was not 0.
 * Caller frees.
 */
char *print_end(const struct session *s);

#endif
