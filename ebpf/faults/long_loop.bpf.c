// SPDX-License-Identifier: GPL-2.0-only
/*
 * long_loop - the eBPF side: a loop ends, but only after ten million rounds.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 sum = 0;

/* fault */

static __always_inline void long_loop_event(__u64 n)
{
	__u64 i;

	for (i = 0; i < 10000000; i++)
		sum = sum + i;
}

/* hook */

PB_FAULT(long_loop);
