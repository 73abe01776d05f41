// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_kernel_object - the eBPF side: a field of the kernel's own object is changed: the timer
 * slack of whoever passes.
 *
 * evidence: 1 once the field has the value.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_struct {
	__u64 timer_slack_ns;
} PB_CORE;

/* fault */

static __always_inline void write_kernel_object_event(__u64 n)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	task->timer_slack_ns = n + 1;
	evidence = task->timer_slack_ns == n + 1;
}

/* hook */

PB_FAULT(write_kernel_object);
