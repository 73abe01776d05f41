// SPDX-License-Identifier: GPL-2.0-only
/*
 * empty_callback - the eBPF side: a table of functions has a place that nobody filled, and the
 * event says which to call.
 */
#include "pb_fault.bpf.h"

/* fault */

static __attribute__((noinline)) __u64 empty_callback_known(__u64 n)
{
	return n;
}

static __always_inline void empty_callback_event(__u64 n)
{
	__u64 (*volatile callbacks[4])(__u64 n) = { empty_callback_known };
	__u64 (*callback)(__u64) = callbacks[(n + 1) % 4];

	evidence += callback(n) > 1000;
}

/* hook */

PB_FAULT(empty_callback);
