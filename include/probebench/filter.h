/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * filter - the contract of the filtering collector: count, but only the events of one process.
 *
 * The process is named by its thread-group id in the initial PID namespace and can be changed while
 * attached. It is nobody at first, so that every event is looked at and dropped: what most events of
 * a real collector are.
 */
#ifndef PB_FILTER_H
#define PB_FILTER_H

#include "abi.h"

#define PB_FILTER_NOBODY 0x7fffffff

struct pb_filter_slot {
	__u64 events; /* those that matched */
	__u8 pad[PB_SLOT_BYTES - 8];
};
_Static_assert(sizeof(struct pb_filter_slot) == PB_SLOT_BYTES, "pb_filter_slot");

#endif
