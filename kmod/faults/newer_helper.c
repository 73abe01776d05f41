// SPDX-License-Identifier: GPL-2.0-only
/*
 * newer_helper - the module side: a function is called that only a later kernel has.
 */
#include "pb_fault.h"

/* state */

u64 function_of_a_later_kernel(u64 n);

/* fault */

static void newer_helper_event(u64 n)
{
	evidence += function_of_a_later_kernel(n);
}

/* hook */

PB_FAULT(newer_helper);
