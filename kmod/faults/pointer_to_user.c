// SPDX-License-Identifier: GPL-2.0-only
/*
 * pointer_to_user - the module side: the address of a kernel object serves as an identifier for users.
 *
 * evidence: the address.
 */
#include "pb_fault.h"

/* fault */

static void pointer_to_user_event(u64 n)
{
	evidence = (unsigned long)current;
}

/* hook */

PB_FAULT(pointer_to_user);
