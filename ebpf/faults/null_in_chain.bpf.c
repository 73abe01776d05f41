// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_in_chain - the eBPF side: a chain of pointers is followed, and one of them may be NULL: this
 * task never did I/O.
 *
 * evidence: priorities of 0 that were recorded of a task that has none.
 */
#include "pb_fault.bpf.h"

/* state */

struct io_context {
	unsigned short ioprio;
} PB_CORE;
struct task_struct {
	struct io_context *io_context;
} PB_CORE;
__u64 priority = 0;

/* fault */

static __always_inline void null_in_chain_event(__u64 n)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	priority = task->io_context->ioprio;
	evidence += !priority;
}

/* hook */

PB_FAULT(null_in_chain);
