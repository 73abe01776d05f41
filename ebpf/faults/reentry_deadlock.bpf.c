// SPDX-License-Identifier: GPL-2.0-only
/*
 * reentry_deadlock - the eBPF side: a probe inside a locked region needs the same lock.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

static __u64 keys = 0;

/* fault */

static __always_inline void reentry_deadlock_update(__u64 n)
{
	__u64 key = __sync_fetch_and_add(&keys, 1);

	bpf_map_update_elem(&table, &key, &n, BPF_ANY);
}

/* Runs with the lock held: that of the table itself. */
SEC("kprobe/htab_lru_map_delete_node")
int reentry_deadlock_inside(struct pt_regs *regs)
{
	if (pb_mine())
		reentry_deadlock_update(1);
	return 0;
}

/* ebpf only: so many keys that the table has to let old ones go. */
static long reentry_deadlock_more(__u32 i, void *ctx)
{
	reentry_deadlock_update(i);
	return 0;
}

static __always_inline void reentry_deadlock_event(__u64 n)
{
	bpf_loop(1024, reentry_deadlock_more, &n, 0);
}

/* hook */

/* ebpf only: a kprobe inside one of another BPF program's kprobes would not run, hence entry. */
PB_FAULT_ENTRY(reentry_deadlock);
