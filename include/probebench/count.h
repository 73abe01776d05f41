/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * count - the contract of the counting collector: one counter per CPU, incremented once per event.
 *
 * The reader sums over CPUs. Counters only grow; a bracket of operations is the difference of two
 * readings. An event that the kernel withholds (a re-entered probe) is not counted here: it is the
 * kernel's own number of missed hits, reported beside it.
 */
#ifndef PB_COUNT_H
#define PB_COUNT_H

#include "abi.h"

struct pb_count_slot {
	__u64 events;
	__u8 pad[PB_SLOT_BYTES - 8]; /* a slot never shares a cache line with its neighbour */
};
_Static_assert(sizeof(struct pb_count_slot) == PB_SLOT_BYTES, "pb_count_slot");

#endif
