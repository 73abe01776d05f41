/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source - one side of a tool, attached to the kernel that runs: where its records come from.
 */
#ifndef PB_TRACE_SOURCE_H
#define PB_TRACE_SOURCE_H

#include <probebench/hist.h>

#include "tool.h"

struct source;

/* Functions that return int give 0 or -errno, with source->why set. */
struct source_side {
	const char *arm;
	/* Load and attach; sets source->fd, which polls as readable when there are records; -1: there are none. */
	int (*open)(struct source *s);
	/* Hand every record that is there to source_add(). */
	int (*take)(struct source *s);
	/* Records that the producer made, and those of them that it had no room for; a histogram's buckets. */
	int (*count)(struct source *s);
	/* No event is told of any more; what was told can still be taken. */
	int (*detach)(struct source *s);
	/* Undo all of it, tolerating a half-made state. */
	int (*close)(struct source *s);
};
extern const struct source_side source_kmod, source_ebpf;
const struct source_side *source_side(const char *arm); /* NULL: no such arm */

struct source {
	/* given */
	const struct tool *tool;
	const struct source_side *side;
	struct pb_tool_params params;
	/* found */
	int fd;
	void *priv;
	char *why;	   /* what failed; the first cause is kept */
	u64 made, dropped; /* after count() */
	u64 missed;	   /* events that the kernel withheld from the handler */
	u64 taken;	   /* records that arrived; of a histogram, what its buckets add up to */
	u64 buckets[PB_HIST_BUCKETS];
	u64 torn;	   /* of these, no sound records: left out */
	struct pb_tool_head **queue; /* not yet given out, each allocated */
	size_t nr_queue;
};

/* A record of @n bytes has come; what is too short for what it says is counted and left out. */
void source_add(struct source *s, const void *record, size_t n);
int source_fail(struct source *s, int err, const char *fmt, ...) PB_PRINTF(3, 4);

/*
 * Put the queue in order and give out the records that are older than @before, a time of the monotonic
 * clock that was read before take(): a younger one may still be preceded by one of another CPU.
 */
void source_give(struct source *s, u64 before, void (*give)(const struct pb_tool_head *, void *), void *ctx);

void source_free(struct source *s);

#endif
