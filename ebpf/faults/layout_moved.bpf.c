// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_moved - the eBPF side: a field moved between two kernels, and the collector is told by the
 * means its side has.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_struct {
	int pid;
} PB_CORE;

/* fault */

static __always_inline void layout_moved_event(__u64 n)
{
	const struct task_struct *task = (const void *)bpf_get_current_task();

	evidence += BPF_CORE_READ(task, pid) != (int)bpf_get_current_pid_tgid();
}

/* hook */

PB_FAULT(layout_moved);
