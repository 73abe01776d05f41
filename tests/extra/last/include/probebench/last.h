/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * last - the contract: how many events there were, and when the last one was.
 *
 * The example of docs/bring-your-own.md: a collector that lives outside the tree.
 */
#ifndef PB_LAST_H
#define PB_LAST_H

#include <probebench/abi.h>

/* One slot a CPU, a cache line each. The events come first, where the harness looks for them. */
struct pb_last_slot {
	__u64 events;
	__u64 ns; /* monotonic clock at the last event of this CPU; 0: none yet */
	__u64 pad[6];
};

_Static_assert(sizeof(struct pb_last_slot) == 64, "a slot is a cache line");

#endif
