// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_tracepoint - the eBPF side: the probe of a tracepoint does what fires the tracepoint.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void self_tracepoint_cause(void)
{
	bpf_printk("probebench");
}

SEC("raw_tp/bpf_trace_printk")
int self_tracepoint_seen(void *ctx)
{
	if (!pb_mine())
		return 0;
	pb_hit();
	self_tracepoint_cause();
	return 0;
}

/* hook */

SEC("kprobe/do_getpgid")
int self_tracepoint(struct pt_regs *regs)
{
	if (pb_mine())
		self_tracepoint_cause();
	return 0;
}

PB_FAULT_LICENSE(self_tracepoint);
