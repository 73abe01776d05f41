// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_cast - the eBPF side: one struct is read as if it were another, through a cast.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.bpf.h"

/* state */

struct signal_struct;
struct task_struct {
	int pid;
	struct signal_struct *signal;
} PB_CORE;

/* fault */

static __always_inline void wrong_cast_event(__u64 n)
{
	struct task_struct *current = (void *)bpf_get_current_task_btf();
	const struct task_struct *task = (const void *)current->signal;

	evidence += BPF_CORE_READ(task, pid) != current->pid;
}

/* hook */

PB_FAULT(wrong_cast);
