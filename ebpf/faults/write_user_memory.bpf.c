// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_user_memory - the eBPF side: the observer writes into the memory of the process that it
 * observes: over its stack.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void write_user_memory_event(__u64 n)
{
	const __u64 zeros[8] = { 0 };

	bpf_probe_write_user((void *)pb_user_stack(), zeros, sizeof(zeros));
}

/* hook */

PB_FAULT(write_user_memory);
