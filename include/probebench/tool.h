/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tool - what the contracts of all tools share: how a record begins, and how it gets to user space.
 *
 * A tool tells of each event by a record of varying length. The producer counts what it had to tell before
 * it looks for room, and what it found no room for: made = taken by the reader + dropped, on either side.
 * Records of one CPU are in order; those of several are put in order by their times.
 *
 * Module: a ring per CPU behind the device of the module's name, mapped by the reader at an offset of
 * n * PB_TOOL_SPAN for CPU n; made and dropped are parameters. eBPF: a ring buffer with the same room
 * for each CPU; made and dropped are slots in .bss.
 */
#ifndef PB_TOOL_H
#define PB_TOOL_H

#include "abi.h"

#define PB_TOOL_BYTES (256 * 1024) /* of records, for each CPU; a power of two */
#define PB_TOOL_PAGE  4096
#define PB_TOOL_SPAN  (PB_TOOL_PAGE + PB_TOOL_BYTES)
#define PB_TOOL_COMM  16
/*
 * Of a table by which one event of a tool finds what an earlier one left: most that it can hold. A set of
 * the module's may be full before, which is counted like a full table.
 */
#define PB_TOOL_PLACES 16384

/* Begins every record. The next one begins at the next multiple of 8. */
struct pb_tool_head {
	__u32 bytes; /* of the whole record; PB_TOOL_WRAP: none, go on where the ring begins */
	__u32 pid;   /* process */
	__u64 ts_ns; /* monotonic clock */
	__u32 tid;   /* thread */
	__u32 ppid;  /* parent process; 0 from tools that do not show it */
	char comm[PB_TOOL_COMM];
};
_Static_assert(sizeof(struct pb_tool_head) == 40, "pb_tool_head");

#define PB_TOOL_WRAP 0

/*
 * The page in front of a CPU's ring. Both count bytes since the start. The page is for the reader to
 * write, so the module believes nothing that it finds there.
 */
struct pb_tool_ring {
	__u64 head; /* where the next record goes; written by the module */
	__u64 pad_head[15];
	__u64 tail; /* taken up to here; written by the reader */
	__u64 pad_tail[15];
};
_Static_assert(sizeof(struct pb_tool_ring) <= PB_TOOL_PAGE, "pb_tool_ring");

struct pb_tool_slot {
	__u64 made;
	__u64 dropped;
	__u64 pad[14];
};
_Static_assert(sizeof(struct pb_tool_slot) == PB_SLOT_BYTES, "pb_tool_slot");

/* What is fixed when a tool is attached. */
struct pb_tool_params {
	__u32 skip; /* process that is not told of: the reader itself */
	__u32 only; /* the one process that is told of; 0: all */
};

#endif
