// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_deref - the eBPF side: a look-up that finds nothing is used all the same.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u64);
	__type(value, __u64);
} known SEC(".maps");

/* fault */

static __always_inline __u64 *null_deref_find(__u64 n)
{
	return bpf_map_lookup_elem(&known, &n);
}

static __always_inline void null_deref_event(__u64 n)
{
	__u64 *value = null_deref_find(n);

	(*value)++;
}

/* hook */

PB_FAULT(null_deref);
