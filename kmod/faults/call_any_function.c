// SPDX-License-Identifier: GPL-2.0-only
/*
 * call_any_function - the module side: the handler calls a function of the kernel that nobody meant
 * for it: it makes the caller nice.
 *
 * evidence: 1 once the other task has another priority.
 */
#include "pb_fault.h"

/* fault */

static void call_any_function_event(u64 n)
{
	set_user_nice(current, 19);
	evidence = task_nice(current) == 19;
}

/* hook */

PB_FAULT(call_any_function);
