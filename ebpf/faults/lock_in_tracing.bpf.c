// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_in_tracing - the eBPF side: a lock guards two fields that belong together: right, and the
 * question is who may.
 */
#include "pb_fault.bpf.h"

/* state */

struct guarded {
	struct bpf_spin_lock lock;
	__u64 first, second;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct guarded);
} guarded SEC(".maps");

/* fault */

static __always_inline void lock_in_tracing_event(__u64 n)
{
	__u32 zero = 0;
	struct guarded *g = bpf_map_lookup_elem(&guarded, &zero);

	if (!g)
		return;
	bpf_spin_lock(&g->lock);
	g->first = n;
	g->second = n;
	bpf_spin_unlock(&g->lock);
}

/* hook */

PB_FAULT(lock_in_tracing);
