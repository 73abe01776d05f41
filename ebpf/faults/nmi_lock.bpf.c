// SPDX-License-Identifier: GPL-2.0-only
/*
 * nmi_lock - the eBPF side: an interrupt that cannot be masked needs the lock that it interrupts.
 *
 * evidence: updates that the kernel refused, and said so.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

/* fault */

/* The lock is inside the table. */
static __always_inline long nmi_lock_update(__u64 n)
{
	__u64 key = 0;

	return bpf_map_update_elem(&table, &key, &n, BPF_ANY);
}

/* Runs in the interrupt. */
SEC("raw_tp/nmi_handler")
int nmi_lock_nmi(void *ctx)
{
	if (pb_mine() && nmi_lock_update(1))
		__sync_fetch_and_add(&evidence, 1);
	return 0;
}

/* ebpf only: a loop this long is a call. */
static long nmi_lock_more(__u32 i, void *ctx)
{
	nmi_lock_update(i);
	return 0;
}

static __always_inline void nmi_lock_event(__u64 n)
{
	bpf_loop(20000, nmi_lock_more, &n, 0);
}

/* hook */

PB_FAULT(nmi_lock);
