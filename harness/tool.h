/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tool - descriptors of the tools that run on their own: one file in harness/tools/ each.
 */
#ifndef PB_TOOL_DESCRIPTOR_H
#define PB_TOOL_DESCRIPTOR_H

#include <stdio.h>

#include "base.h"

#include <probebench/tool.h>

struct tool {
	const char *name; /* the stem shared by contract, module, program and descriptor */
	const char *summary;
	/* It sorts times into the buckets of hist.h and has no records: the three below are not its. */
	bool histogram;
	const char *columns; /* heading of what line() gives */
	u32 record_bytes;    /* the least that a record has */
	/* What the record says beyond time, process and name, in columns; caller frees. */
	char *(*line)(const struct pb_tool_head *record);
	/* How long what it tells of took: a last column, which differs from run to run; NULL: there is none. */
	u64 (*span_ns)(const struct pb_tool_head *record);
	const void *(*bpf_elf)(size_t *size);
	/* Workloads whose operations show what it costs, NULL ends; may be NULL. */
	const char *const *costs;
	/*
	 * For the test that both sides say the same: do known things in this process, which exists for
	 * nothing else, and write to @expect what the tool must say of them, by tool_expect(). 0 or -errno.
	 * Of a histogram's, the kernel itself counts how often this process got the CPU.
	 */
	int (*script)(FILE *expect);
};

/* The generated table; ends with NULL. */
extern const struct tool *const tools[];
const struct tool *tool_find(const char *name); /* NULL: there is none */

/*
 * One line of output without its time: process, its name, and @rest; caller frees. tool_text() does it
 * for a record, whose length has been checked against record_bytes.
 */
char *tool_text(const struct tool *t, const struct pb_tool_head *record);
void tool_expect(FILE *expect, u32 pid, const char *comm, const char *rest);

/* The heading of such lines, with that of the time, or of a histogram's; caller frees. */
char *tool_heading(const struct tool *t);

/*
 * A line of a histogram: bucket @b of @buckets with its bounds and a bar; NULL
 * for one outside of all that have any. Caller frees.
 */
char *tool_bucket(const u64 *buckets, int b);

/*
 * @n bytes of a foreign program's string for a terminal: what is not printable ASCII, and the backslash,
 * as an escape; caller frees.
 */
char *tool_escape(const char *bytes, size_t n);

/* "ENOENT" of an error number; "-" for 0. */
const char *tool_errno(int err);

#endif
