// SPDX-License-Identifier: GPL-2.0-only
/*
 * oversized_table - the eBPF side: a table is made for more entries than there is memory.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 100000000);
	__type(key, __u32);
	__type(value, __u8[64]);
} table SEC(".maps");

/* fault */

static __always_inline void oversized_table_event(__u64 n)
{
	__u32 zero = 0;

	bpf_map_lookup_elem(&table, &zero);
}

/* hook */

PB_FAULT(oversized_table);
