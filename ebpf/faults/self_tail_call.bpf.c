// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_tail_call - the eBPF side: a program goes on in itself, without end.
 *
 * evidence: events after which the kernel refused to go on.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");
__u64 started = -1;

/* fault */

/* hook */

SEC("kprobe/do_getpgid")
int self_tail_call(struct pt_regs *regs)
{
	if (!pb_mine())
		return 0;
	if (pb_number(regs) != started) {
		started = pb_number(regs);
		pb_hit();
	}
	bpf_tail_call(regs, &next, 0);
	evidence++;
	return 0;
}

PB_FAULT_LICENSE(self_tail_call);
