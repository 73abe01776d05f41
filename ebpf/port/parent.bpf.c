// SPDX-License-Identifier: GPL-2.0-only
/*
 * parent - the eBPF side: what the parent of the calling task waits for (contract: include/probebench/parent.h).
 */
#include "../pb_bpf.bpf.h"

#include <bpf/bpf_core_read.h>

#include <probebench/parent.h>

/* ebpf only: what is read of the kernel's structure; the loader finds out where it is. */
struct task_struct {
	struct task_struct *real_parent;
	long state;
} __attribute__((preserve_access_index));

#ifndef pb_task_state
#include "../compat/task_state.bpf.h"
#endif

/* state */

struct pb_parent parent_seen = {};

/* record */

static __always_inline void parent_record(void)
{
	const struct task_struct *task = (const void *)bpf_get_current_task(), *parent = BPF_CORE_READ(task, real_parent);

	parent_seen.hits++;
	parent_seen.state = pb_task_state(parent);
}

/* handlers */

PB_HANDLERS(parent);
