// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - the eBPF side: a table grows with the events, and nobody ever takes anything out.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.bpf.h"

/* state */

struct entry {
	__u64 number;
	__u8 data[4072];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 100000);
	__type(key, __u64);
	__type(value, struct entry);
} table SEC(".maps");
struct entry blank = {};

/* fault */

static long table_grows_add(__u32 i, void *n)
{
	__u64 number = (*(__u64 *)n << 8) + i;

	if (bpf_map_update_elem(&table, &number, &blank, BPF_ANY))
		evidence++;
	return 0;
}

static __always_inline void table_grows_event(__u64 n)
{
	bpf_loop(256, table_grows_add, &n, 0);
}

/* hook */

PB_FAULT(table_grows);
