// SPDX-License-Identifier: GPL-2.0-only
/*
 * execsnoop - the eBPF side: every program that was started (contract: include/probebench/execsnoop.h).
 */
#include "pb_tool.bpf.h"

#include <probebench/execsnoop.h>

struct linux_binprm;

/* record */

PB_TOOL_STAGE(struct pb_execsnoop);

/* The arguments of the program that runs from now on; how many bytes, 0 if they cannot be read. */
static __always_inline __u32 execsnoop_args(struct pb_execsnoop *r, const struct mm_struct *mm)
{
	__u64 from = mm->arg_start, bytes = mm->arg_end - from;

	r->all_bytes = bytes;
	/* ebpf only: or the compiler compares one register and passes on an unbounded copy. */
	barrier_var(bytes);
	if (bytes > PB_EXECSNOOP_ARGS)
		bytes = PB_EXECSNOOP_ARGS;
	return bpf_probe_read_user(r->args, bytes, (const void *)from) ? 0 : bytes;
}

static __always_inline void execsnoop_record(struct task_struct *task)
{
	struct pb_execsnoop *r;

	if (!pb_tool_wants(bpf_get_current_pid_tgid() >> 32))
		return;
	r = pb_tool_reserve();
	if (!r)
		return;
	pb_tool_head_fill(&r->head);
	r->head.ppid = pb_tool_parent(task);
	r->args_bytes = execsnoop_args(r, task->mm);
	pb_tool_commit(&r->head, offsetof(struct pb_execsnoop, args) + r->args_bytes);
}

/* handlers */

PB_PROBE(execsnoop, sched_process_exec, execsnoop_record(task), struct task_struct *task, int old_pid,
	 struct linux_binprm *bprm)

PB_TOOL_HANDLERS(execsnoop, PB_AT(execsnoop, sched_process_exec));
