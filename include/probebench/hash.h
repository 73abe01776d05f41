/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hash - the contract of the collector that keeps a table: events and bytes of each task.
 *
 * A task is its thread id in the initial PID namespace. Bytes are what the third argument of the call
 * adds up to, which is a size for read(2), write(2) and the functions behind them; for other calls it
 * is a number without meaning.
 *
 * The table holds PB_HASH_TASKS tasks. Nothing leaves it by itself, not even a task that has ended: the
 * reader evicts what it has read, and the place is free at once. When the table is full, tasks in it
 * go on being counted; an event of any other task is dropped, and dropped events are counted per CPU:
 * events = events in the table + dropped. A task that was evicted begins anew with its next event. An
 * event that is being recorded for a task at the moment of its eviction may be counted for whoever gets
 * the place: neither side waits.
 */
#ifndef PB_HASH_H
#define PB_HASH_H

#include "abi.h"

#define PB_HASH_TASKS 8192

struct pb_hash_count {
	__u64 events;
	__u64 bytes;
};
_Static_assert(sizeof(struct pb_hash_count) == 16, "pb_hash_count");

struct pb_hash_slot {
	__u64 dropped;
	__u8 pad[PB_SLOT_BYTES - 8];
};
_Static_assert(sizeof(struct pb_hash_slot) == PB_SLOT_BYTES, "pb_hash_slot");

/* A place of the module's table, as debugfs shows all of them. */
struct pb_hash_place {
	__u32 key; /* PB_HASH_LIVE | thread id; without that bit nobody is here */
	__u32 pad;
	struct pb_hash_count count;
};
_Static_assert(sizeof(struct pb_hash_place) == 24, "pb_hash_place");

#define PB_HASH_LIVE   0x80000000u
#define PB_HASH_FILE   "pb_hash_tasks" /* in debugfs */
#define PB_HASH_PLACES (2 * PB_HASH_TASKS)

/* An event as a test feeds it: thread id << 32 | bytes. */
struct pb_hash_feed {
	__u64 event;
};

#endif
