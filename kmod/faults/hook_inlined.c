// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_inlined - the module side: the hooked function exists, but the compiler put a copy of it
 * into the caller.
 */
#include "pb_fault.h"

/* fault */

static void hook_inlined_event(u64 n)
{
}

/* hook */

PB_NO_STATE(hook_inlined)
PB_HANDLER_CALL(hook_inlined, "find_task_by_pid_ns", hook_inlined_event(0));
PB_FAULT_INIT(hook_inlined);
