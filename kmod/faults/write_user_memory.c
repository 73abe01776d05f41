// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_user_memory - the module side: the observer writes into the memory of the process that it
 * observes: over its stack.
 */
#include "pb_fault.h"

#include <linux/uaccess.h>

/* state */

static const u64 zeros[8];

/* fault */

static void write_user_memory_event(u64 n)
{
	copy_to_user_nofault((void __user *)pb_user_stack(), zeros, sizeof(zeros));
}

/* hook */

PB_FAULT(write_user_memory);
