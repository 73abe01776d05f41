// SPDX-License-Identifier: GPL-2.0-only
/*
 * size_overflow - the eBPF side: a size is a product that does not fit, so the check of it passes.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[64]);
} tables SEC(".maps");

/* fault */

static __always_inline void size_overflow_event(__u64 n)
{
	__u32 count = 0x10000000 + n;
	__u32 zero = 0;
	__u8 *table = bpf_map_lookup_elem(&tables, &zero);
	__u64 i;

	pb_opaque(count);
	if (!table || count * 16 > 64 * 16)
		return;
	for (i = 0; i < count && i < 100; i++)
		*(volatile __u8 *)(table + i) = n;
}

/* hook */

PB_FAULT(size_overflow);
