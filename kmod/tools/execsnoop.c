// SPDX-License-Identifier: GPL-2.0-only
/*
 * execsnoop - the module side: every program that was started (contract: include/probebench/execsnoop.h).
 */
#include "pb_tool.h"

#include <linux/mm_types.h>

#include <probebench/execsnoop.h>

struct linux_binprm;

/* record */

/* The arguments of the program that runs from now on; how many bytes, 0 if they cannot be read. */
static __always_inline u32 execsnoop_args(struct pb_execsnoop *r, const struct mm_struct *mm)
{
	u64 from = mm->arg_start, bytes = mm->arg_end - from;

	r->all_bytes = bytes;
	if (bytes > PB_EXECSNOOP_ARGS)
		bytes = PB_EXECSNOOP_ARGS;
	return copy_from_user_nofault(r->args, (const void __user *)from, bytes) ? 0 : bytes;
}

static __always_inline void execsnoop_record(struct task_struct *task)
{
	struct pb_execsnoop *r;

	if (!pb_tool_wants(current->tgid))
		return;
	r = pb_tool_reserve(sizeof(*r));
	if (!r)
		return;
	pb_tool_head_fill(&r->head);
	r->head.ppid = pb_tool_parent(task);
	r->args_bytes = execsnoop_args(r, task->mm);
	pb_tool_commit(&r->head, offsetof(struct pb_execsnoop, args) + r->args_bytes);
}

/* handlers */

PB_PROBE(execsnoop, sched_process_exec, execsnoop_record(task), struct task_struct *task, pid_t old_pid,
	 struct linux_binprm *bprm)

PB_TOOL_HANDLERS(execsnoop, PB_AT(execsnoop, sched_process_exec));
