/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hash - the contract of the collector that keeps a table: events and bytes of each task.
 *
 * A task is its thread id in the initial PID namespace. Bytes are what the third argument of the call
 * adds up to, which is a size for read(2), write(2) and the functions behind them; for other calls it
 * is a number without meaning.
 *
 * The table is an array of places. A task is at the first of PB_HASH_PROBES places in a row, from
 * PB_HASH_AT() on, that was free when its first event came; the row goes round. Nobody leaves by himself,
 * not even a task that has ended: the reader evicts what it has read, and the place is free at once. If
 * all places of its row are taken, the table is full for a task: its events are dropped, and dropped
 * events are counted per CPU: events = events in the table + dropped. A task that was evicted begins anew
 * with its next event. An event that is being recorded for a task at the moment of its eviction may be
 * counted for whoever gets the place: neither side waits.
 */
#ifndef PB_HASH_H
#define PB_HASH_H

#include "abi.h"

#define PB_HASH_BITS   14
#define PB_HASH_PLACES (1 << PB_HASH_BITS)
#define PB_HASH_PROBES 32
#define PB_HASH_GOLDEN 0x61c88647u /* spreads neighbours as far from one another as can be */
#define PB_HASH_AT(pid) (((__u32)(pid) * PB_HASH_GOLDEN) >> (32 - PB_HASH_BITS))

struct pb_hash_count {
	__u64 events;
	__u64 bytes;
};

/* The key of a place: 0 if nobody was ever there. */
#define PB_HASH_LIVE 0x80000000u /* | thread id */
#define PB_HASH_GONE 1		 /* somebody was: searching goes on behind it */

struct pb_hash_place {
	__u32 key;
	__u32 pad;
	struct pb_hash_count count;
};
_Static_assert(sizeof(struct pb_hash_place) == 24, "pb_hash_place");

struct pb_hash_slot {
	__u64 dropped;
	__u8 pad[PB_SLOT_BYTES - 8];
};
_Static_assert(sizeof(struct pb_hash_slot) == PB_SLOT_BYTES, "pb_hash_slot");

#define PB_HASH_FILE "pb_hash_places" /* of the module, in debugfs: all places */

/* An event as a test feeds it, and a task that is evicted: thread id << 32 | bytes. */
struct pb_hash_feed {
	__u64 event;
};

#endif
