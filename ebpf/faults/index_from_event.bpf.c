// SPDX-License-Identifier: GPL-2.0-only
/*
 * index_from_event - the eBPF side: an index that comes with the event is not checked.
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

static __always_inline void index_from_event_event(__u64 n)
{
	__u32 zero = 0;
	__u8 *table = bpf_map_lookup_elem(&tables, &zero);

	if (table)
		table[64 + n]++;
}

/* hook */

PB_FAULT(index_from_event);
