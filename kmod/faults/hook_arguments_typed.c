// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments_typed - the module side: the handler reads the third argument of a hook that has
 * two, and whose types are declared.
 */
#include "pb_fault.h"

#include <trace/events/syscalls.h>

/* state */

static u64 flags;

/* fault */

static void hook_arguments_typed_event(u64 third)
{
	flags = third;
}

/* hook */

static void hook_arguments_typed_probe(void *data, struct pt_regs *regs, long id, u64 third)
{
	if (pb_mine())
		hook_arguments_typed_event(third);
}

static int __init hook_arguments_typed_init(void)
{
	return register_trace_sys_enter(hook_arguments_typed_probe, NULL);
}

static void __exit hook_arguments_typed_exit(void)
{
	unregister_trace_sys_enter(hook_arguments_typed_probe, NULL);
}

module_init(hook_arguments_typed_init);
module_exit(hook_arguments_typed_exit);
PB_FAULT_LICENSE(hook_arguments_typed);
