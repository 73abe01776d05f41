/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hist - the contract of the histogram collector: how long calls of a function take.
 *
 * From entry to exit of one call, in nanoseconds of the monotonic clock that is safe in any context,
 * sorted into buckets of powers of two: bucket 0 holds 0 ns, bucket b holds [2^(b-1), 2^b). The last
 * bucket holds everything longer. One histogram per CPU: that of the CPU which the exit ran on.
 */
#ifndef PB_HIST_H
#define PB_HIST_H

#include "abi.h"

#define PB_HIST_BUCKETS 48 /* up to 2^47 ns: 39 hours */

struct pb_hist_slot {
	__u64 buckets[PB_HIST_BUCKETS];
};
_Static_assert(sizeof(struct pb_hist_slot) % PB_SLOT_BYTES == 0, "pb_hist_slot");

/* What the entry leaves for the exit. */
struct pb_hist_start {
	__u64 ts_ns;
};

/* Context of the program that is fed recorded intervals by a test. */
struct pb_hist_feed {
	__u64 interval_ns;
};

#endif
