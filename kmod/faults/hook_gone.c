// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_gone - the module side: the function to hook does not exist in this kernel.
 */
#include "pb_fault.h"

/* fault */

static void hook_gone_event(u64 n)
{
}

/* hook */

PB_NO_STATE(hook_gone)
PB_HANDLER_CALL(hook_gone, "no_function_has_this_name", hook_gone_event(0));
PB_FAULT_INIT(hook_gone);
