// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk_table - the eBPF side: at every event a table of four million entries is walked.
 *
 * evidence: events that were held up for more than a millisecond.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4000000);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");
volatile __u64 sum = 0;

/* ebpf only: a map is walked by a function that is called for every entry. */
static long walk_table_each(void *map, __u32 *key, __u64 *value, void *ctx)
{
	sum = sum + *value;
	return 0;
}

/* fault */

static __always_inline void walk_table_event(__u64 n)
{
	__u64 start = bpf_ktime_get_ns();

	bpf_for_each_map_elem(&table, walk_table_each, &n, 0);
	if (bpf_ktime_get_ns() - start > 1000000)
		evidence++;
}

/* hook */

PB_FAULT(walk_table);
