// SPDX-License-Identifier: GPL-2.0-only
/*
 * field_gone - the eBPF side: a field is read that this kernel does not have any more.
 */
#include "pb_fault.bpf.h"

/* state */

struct task_struct {
	__u64 no_such_field;
} PB_CORE;
__u64 seen = 0;

/* fault */

static __always_inline void field_gone_event(__u64 n)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	seen = task->no_such_field;
}

/* hook */

PB_FAULT(field_gone);
