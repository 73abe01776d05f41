// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleepable_hook - the eBPF side: a handler that may sleep is put where nobody may.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void sleepable_hook_event(__u64 n)
{
	__u64 value;

	bpf_copy_from_user(&value, sizeof(value), (void *)pb_user_page());
}

/* hook */

SEC("fentry.s/do_getpgid")
int sleepable_hook(__u64 *args)
{
	if (pb_mine()) {
		pb_hit();
		sleepable_hook_event(args[0]);
	}
	return 0;
}

PB_FAULT_LICENSE(sleepable_hook);
