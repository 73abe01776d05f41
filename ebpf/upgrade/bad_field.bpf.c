// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_field - v2 of the relay, built against a kernel whose task has a member that this one's lacks
 * (contract: include/probebench/upgrade.h). For a program this is what another vermagic is for a module.
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.bpf.h"

struct task_struct {
	__u64 pb_up_member;
} __attribute__((preserve_access_index));

static __always_inline void up_event(void *ctx, __u64 number)
{
	const struct task_struct *task = (const void *)bpf_get_current_task();
	__u64 member = 0;

	bpf_probe_read_kernel(&member, sizeof(member), &task->pb_up_member);
	up_record(number + (member == ~0ull));
}

#include "handlers.bpf.h"
