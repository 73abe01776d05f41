// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_scratch - the eBPF side: scratch space of the CPU is used across a point where another
 * task may get the CPU.
 *
 * evidence: records that carry another task's data.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} scratches SEC(".maps");

/* fault */

static __always_inline void percpu_scratch_event(__u64 n)
{
	__u64 mine = (__u32)bpf_get_current_pid_tgid();
	__u32 zero = 0;
	volatile __u64 *scratch = bpf_map_lookup_elem(&scratches, &zero);
	int i;

	if (!scratch)
		return;
	*scratch = mine;
	for (i = 0; i < 4000; i++)
		pb_opaque(mine);
	evidence += *scratch != mine;
}

/* hook */

/* ebpf only: programs at a kprobe run without preemption, those at an entry do not. */
PB_FAULT_ENTRY(percpu_scratch);
