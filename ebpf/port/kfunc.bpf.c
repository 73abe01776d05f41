// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfunc - whoami that looks its parent up by number, with functions that kernels have since 6.2.
 */
#define PB_WHOAMI_PARENT(task) whoami_look_up(BPF_CORE_READ(task, real_parent, tgid))

struct task_struct;
static int whoami_look_up(int pid);

#include "whoami.bpf.c"

extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

static __always_inline int whoami_look_up(int pid)
{
	struct task_struct *parent = bpf_task_from_pid(pid);
	int tgid = -1;

	if (parent) {
		tgid = parent->tgid;
		bpf_task_release(parent);
	}
	return tgid;
}
