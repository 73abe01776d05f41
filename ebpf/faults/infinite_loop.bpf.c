// SPDX-License-Identifier: GPL-2.0-only
/*
 * infinite_loop - the eBPF side: the loop waits for what never comes.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 ready = 0;

/* fault */

static __always_inline void infinite_loop_event(__u64 n)
{
	while (!ready)
		;
}

/* hook */

PB_FAULT(infinite_loop);
