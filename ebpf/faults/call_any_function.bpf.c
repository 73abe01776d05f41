// SPDX-License-Identifier: GPL-2.0-only
/*
 * call_any_function - the eBPF side: the handler calls a function of the kernel that nobody meant
 * for it: it makes the caller nice.
 *
 * evidence: 1 once the other task has another priority.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_struct {
	int pid;
} PB_CORE;
void set_user_nice(struct task_struct *task, long nice) __ksym;

/* fault */

static __always_inline void call_any_function_event(__u64 n)
{
	set_user_nice((void *)bpf_get_current_task_btf(), 19);
}

/* hook */

PB_FAULT(call_any_function);
