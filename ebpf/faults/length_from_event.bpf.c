// SPDX-License-Identifier: GPL-2.0-only
/*
 * length_from_event - the eBPF side: the length of a copy comes with the event and is not checked.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[64]);
} names SEC(".maps");

/* fault */

static __always_inline void length_from_event_event(__u64 n)
{
	void *source = (void *)bpf_get_current_task();
	__u64 length = 64 + n;
	__u32 zero = 0;
	__u8 *name = bpf_map_lookup_elem(&names, &zero);

	if (name)
		bpf_probe_read_kernel(name, length, source);
}

/* hook */

PB_FAULT(length_from_event);
