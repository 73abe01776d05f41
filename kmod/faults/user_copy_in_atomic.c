// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_copy_in_atomic - the module side: memory of user space that is not there yet is read where
 * nobody may wait for it.
 *
 * evidence: reads that failed and were seen to fail.
 */
#include "pb_fault.h"

#include <linux/uaccess.h>

/* state */

static u64 value;

/* fault */

static void user_copy_in_atomic_event(u64 n)
{
	evidence += copy_from_user(&value, (void __user *)pb_user_page(), sizeof(value)) != 0;
}

/* hook */

PB_FAULT(user_copy_in_atomic);
