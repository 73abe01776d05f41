// SPDX-License-Identifier: GPL-2.0-only
/*
 * wild_read - the eBPF side: a pointer that was poisoned long ago is followed.
 *
 * evidence: reads that failed and were seen to fail.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void wild_read_event(__u64 n)
{
	__u64 address = 0xdead000000000100; /* LIST_POISON1 */
	__u32 value;

	if (bpf_probe_read_kernel(&value, sizeof(value), (void *)address))
		evidence++;
}

/* hook */

PB_FAULT(wild_read);
