// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_object - the eBPF side: an object of another kind is handed to a function of the kernel.
 *
 * evidence: answers that are not about the task.
 */
#include "pb_fault.bpf.h"

/* state */

struct mm_struct;
struct task_struct {
	struct mm_struct *mm;
} PB_CORE;
__u64 size = 0;

/* fault */

static __always_inline void wrong_object_event(__u64 n)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	size = bpf_task_pt_regs((void *)task->mm);
}

/* hook */

PB_FAULT(wrong_object);
