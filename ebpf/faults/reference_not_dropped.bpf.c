// SPDX-License-Identifier: GPL-2.0-only
/*
 * reference_not_dropped - the eBPF side: a reference to a task is taken and never dropped.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_struct {
	int pid;
} PB_CORE;
struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
int last = 0;

/* fault */

static __always_inline void reference_not_dropped_event(__u64 n)
{
	struct task_struct *task = bpf_task_acquire((void *)bpf_get_current_task_btf());

	last = task != (void *)0;
}

/* hook */

/* ebpf only: the function is offered to programs at an entry, not to all at a kprobe. */
PB_FAULT_ENTRY(reference_not_dropped);
