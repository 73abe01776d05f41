// SPDX-License-Identifier: GPL-2.0-only
/*
 * racy_counter - the eBPF side: a counter that all CPUs share is incremented without being atomic.
 *
 * evidence: increments that were lost.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 counter = 0;

/* fault */

static __always_inline void racy_counter_event(__u64 n)
{
	__u64 old = counter;
	int i;

	/* What else a handler does between reading and writing. */
	for (i = 0; i < 500; i++)
		pb_opaque(old);
	counter = old + 1;
	evidence = *(volatile __u64 *)&hits - counter;
}

/* hook */

PB_FAULT(racy_counter);
