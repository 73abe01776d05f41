// SPDX-License-Identifier: GPL-2.0-only
/*
 * uninit_to_user - the eBPF side: a record goes to user space, and half of it was never written.
 *
 * evidence: addresses of the kernel in what was sent.
 */
#include "pb_fault.bpf.h"

/* state */

struct record {
	__u64 number;
	__u64 reserved[31];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct record);
} sent SEC(".maps");

/* fault */

static __always_inline void uninit_to_user_event(__u64 n)
{
	struct record record, *out;
	__u32 zero = 0;
	int i;

	record.number = n;
	bpf_map_update_elem(&sent, &zero, &record, BPF_ANY);
	out = bpf_map_lookup_elem(&sent, &zero);
	for (i = 0; out && i < 31; i++)
		evidence += out->reserved[i] >= PB_FAULT_KERNEL;
}

/* hook */

PB_FAULT(uninit_to_user);
