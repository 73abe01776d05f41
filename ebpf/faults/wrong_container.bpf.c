// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_container - the eBPF side: a container is handed to a function for containers of another
 * kind.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

/* fault */

static __always_inline void wrong_container_event(__u64 n)
{
	void *entry = bpf_ringbuf_reserve(&table, 8, 0);

	if (entry)
		bpf_ringbuf_discard(entry, 0);
}

/* hook */

PB_FAULT(wrong_container);
