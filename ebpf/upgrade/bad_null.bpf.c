// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_null - v2 of the relay, which follows a null pointer at every event (contract:
 * include/probebench/upgrade.h). The verifier lets it, because a read through a pointer of the kernel's
 * own cannot fault: it reads 0.
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.bpf.h"

struct task_struct {
	struct task_struct *pi_top_task;
	int pid;
} __attribute__((preserve_access_index));

static __always_inline void up_event(void *ctx, __u64 number)
{
	struct task_struct *task = bpf_get_current_task_btf();

	/* Nobody waits for a priority-inheriting lock of ours: there is no such task. */
	up_record(number + task->pi_top_task->pid);
}

#include "handlers.bpf.h"
