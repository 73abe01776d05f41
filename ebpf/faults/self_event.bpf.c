// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_event - the eBPF side: a probe makes the event that another probe of its own observes.
 *
 * evidence: events that the kernel says it withheld.
 */
#include "pb_fault.bpf.h"

/* state */

SEC("kprobe/copy_from_kernel_nofault")
int self_event_kprobe(struct pt_regs *regs)
{
	if (pb_mine())
		pb_hit();
	return 0;
}

/* fault */

static __always_inline void self_event_event(__u64 n)
{
	__u64 value;

	bpf_probe_read_kernel(&value, sizeof(value), (void *)bpf_get_current_task());
}

/* hook */

SEC("kprobe/do_getpgid")
int self_event(struct pt_regs *regs)
{
	if (pb_mine())
		self_event_event(pb_number(regs));
	return 0;
}

PB_FAULT_LICENSE(self_event);
