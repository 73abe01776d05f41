// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_never_freed - the eBPF side: memory is taken at every event and never given back.
 *
 * evidence: bytes taken.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} memory SEC(".maps");
__u64 last = 0;

/* fault */

static __always_inline void alloc_never_freed_event(__u64 n)
{
	__u64 *record = bpf_ringbuf_reserve(&memory, 65528, 0);

	if (!record)
		return;
	last = record[0];
	evidence += 65528;
}

/* hook */

PB_FAULT(alloc_never_freed);
