// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments_typed - the eBPF side: the handler reads the third argument of a hook that has
 * two, and whose types are declared.
 */
#include "pb_fault.bpf.h"

/* state */

__u64 flags = 0;

/* fault */

static __always_inline void hook_arguments_typed_event(__u64 third)
{
	flags = third;
}

/* hook */

SEC("tp_btf/sys_enter")
int hook_arguments_typed_probe(__u64 *args)
{
	if (pb_mine())
		hook_arguments_typed_event(args[2]);
	return 0;
}

PB_FAULT_LICENSE(hook_arguments_typed);
