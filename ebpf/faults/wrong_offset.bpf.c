// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_offset - the eBPF side: a struct's layout is written down by hand, and is that of another
 * kernel.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_of_another_kernel {
	__u8 before[1264]; /* so it was in the kernel that the author had */
	int pid;
};

/* fault */

static __always_inline void wrong_offset_event(__u64 n)
{
	const struct task_of_another_kernel *task = (const void *)bpf_get_current_task();
	int pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &task->pid);
	evidence += pid != (int)bpf_get_current_pid_tgid();
}

/* hook */

PB_FAULT(wrong_offset);
