// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the eBPF side: no mistake at all; whoever reports one is wrong. It writes a record into a table,
 * and stays within its own.
 */
#include "pb_fault.bpf.h"

/* state */

struct record {
	__u8 bytes[64];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

/* fault */

static __always_inline void clean_event(__u64 n)
{
	__u32 middle = 1;
	struct record *record = bpf_map_lookup_elem(&records, &middle);

	if (record)
		__builtin_memset(record, 1, sizeof(*record));
}

/* hook */

PB_FAULT(clean);
