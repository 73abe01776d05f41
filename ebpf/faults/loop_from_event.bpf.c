// SPDX-License-Identifier: GPL-2.0-only
/*
 * loop_from_event - the eBPF side: the event says how often a loop runs.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 sum = 0;

/* fault */

static __always_inline void loop_from_event_event(__u64 n)
{
	__u64 times = (n + 1) << 36, i;

	for (i = 0; i < times; i++)
		sum = sum + i;
}

/* hook */

PB_FAULT(loop_from_event);
