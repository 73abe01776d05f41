/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task_state - what a task waits for: the field was renamed and became an unsigned int in 5.14.
 *
 * Two flavours of one structure: the loader looks at the kernel, and what stands behind the test that fails is
 * never verified.
 */
#ifndef PB_COMPAT_TASK_STATE_BPF_H
#define PB_COMPAT_TASK_STATE_BPF_H

#include <bpf/bpf_core_read.h>

struct task_struct___before_5_14 {
	long state;
} __attribute__((preserve_access_index));

struct task_struct___since_5_14 {
	unsigned int __state;
} __attribute__((preserve_access_index));

static __always_inline __u64 pb_task_state(const void *task)
{
	const struct task_struct___before_5_14 *before = task;
	const struct task_struct___since_5_14 *since = task;

	return bpf_core_field_exists(since->__state) ? BPF_CORE_READ(since, __state) :
						       (__u64)BPF_CORE_READ(before, state);
}

#endif
