// SPDX-License-Identifier: GPL-2.0-only
/*
 * heap_overflow - the eBPF side: a record is written that is twice the size of its buffer.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[64]);
} record SEC(".maps");

/* fault */

static __always_inline void heap_overflow_event(__u64 n)
{
	__u32 zero = 0;
	__u8 *to = bpf_map_lookup_elem(&record, &zero);
	int i;

	if (!to)
		return;
#pragma unroll
	for (i = 0; i < 2 * 64; i += 8)
		*(__u64 *)(to + i) = n;
}

/* hook */

PB_FAULT(heap_overflow);
