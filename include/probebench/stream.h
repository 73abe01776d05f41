/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stream - the contract of the streaming collector: one record of fixed size per event to user space.
 *
 * The handler numbers its events per CPU, from 0, before it tries to hand one over. A number that does not
 * arrive is an event that was dropped, and the slot's counter of dropped ones must say so: nothing is
 * lost without being counted. Every byte of a record follows from number, process, CPU and size, so that a
 * reader can tell whether it is whole.
 */
#ifndef PB_STREAM_H
#define PB_STREAM_H

#include "abi.h"

#define PB_STREAM_BYTES	   (256 * 1024) /* what a channel has room for, per CPU, its own headers included */
#define PB_STREAM_MIN	   16	/* bytes of a record; a power of two */
#define PB_STREAM_MAX	   4096
#define PB_STREAM_BATCH	   64	/* records, a power of two, at most: PB_STREAM_WAKE_BATCH */
#define PB_STREAM_SUBBUFS  8	/* relay: parts of the buffer */
#define PB_STREAM_DEVICE   "pb_stream"
#define PB_STREAM_PAGE	   4096 /* the control page in front of a mapped ring */

/* How a record gets to user space: parameter channel. */
enum pb_stream_channel {
	PB_STREAM_NONE,	   /* it is written and handed to nobody: the floor of the others */
	PB_STREAM_MMAP,	   /* module: a ring that the reader maps */
	PB_STREAM_READ,	   /* module: the same ring, copied out by read() */
	PB_STREAM_RELAY,   /* module: relay */
	PB_STREAM_RINGBUF, /* eBPF: ring buffer, written in place */
	PB_STREAM_OUTPUT,  /* eBPF: ring buffer, written elsewhere and copied in */
	PB_STREAM_PERFBUF, /* eBPF: perf buffer */
};

/* When a waiting reader is woken: parameter wake. relay and perf buffer have rules of their own. */
enum pb_stream_wake {
	PB_STREAM_WAKE_NEVER, /* the reader polls */
	PB_STREAM_WAKE_EACH,  /* for each record */
	PB_STREAM_WAKE_AUTO,  /* for a record that finds the channel empty */
	PB_STREAM_WAKE_BATCH, /* for each record whose number ends a batch: parameter batch */
};

/*
 * A batch that the channel cannot hold would never end, and its reader never wake: an eighth of the buffer
 * is its limit.
 */
#define PB_STREAM_BATCH_OF(bytes)                                                                  \
	((bytes) * PB_STREAM_BATCH > PB_STREAM_BYTES / 8 ? PB_STREAM_BYTES / 8 / (bytes) : PB_STREAM_BATCH)

/* Begins a record; words of 64 bits up to its size follow, word i of the record being nr + i. */
struct pb_stream_head {
	__u64 nr;
	__u32 pid; /* thread group */
	__u16 cpu;
	__u16 bytes; /* of the whole record */
};
_Static_assert(sizeof(struct pb_stream_head) == PB_STREAM_MIN, "pb_stream_head");

#define PB_STREAM_HEAD_WORDS (sizeof(struct pb_stream_head) / 8)

/* eBPF: a slot per CPU in .bss. Module: parameters events and dropped. */
struct pb_stream_slot {
	__u64 made;    /* events, and the next one's number */
	__u64 dropped; /* of these, not handed over */
	__u64 pad[14];
};
_Static_assert(sizeof(struct pb_stream_slot) == PB_SLOT_BYTES, "pb_stream_slot");

/*
 * The control page of a CPU's mapped ring; PB_STREAM_BYTES of data follow. Both count records since the
 * start; record n lies at (n mod slots) * size, where slots = PB_STREAM_BYTES / size. The page is for the
 * reader to write, so the module believes nothing that it finds there.
 */
struct pb_stream_ring {
	__u64 head; /* handed over; written by the module */
	__u64 pad_head[15];
	__u64 tail; /* taken; written by the reader */
	__u64 pad_tail[15];
};
_Static_assert(sizeof(struct pb_stream_ring) <= PB_STREAM_PAGE, "pb_stream_ring");

#endif
