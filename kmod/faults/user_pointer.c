// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_pointer - the module side: a pointer of user space is followed as if it were one of the
 * kernel's.
 */
#include "pb_fault.h"

/* state */

static u64 seen;

/* fault */

static void user_pointer_event(u64 n)
{
	seen = *(volatile u64 *)pb_user_page();
}

/* hook */

PB_FAULT(user_pointer);
