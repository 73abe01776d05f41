// SPDX-License-Identifier: GPL-2.0-only
/*
 * pointer_to_user - the module side: the address of a kernel object serves as an identifier for
 * users.
 *
 * evidence: addresses of the kernel that users can read.
 */
#include "pb_fault.h"

/* state */

static unsigned long identifier;
module_param(identifier, ulong, 0444);

/* fault */

static void pointer_to_user_event(u64 n)
{
	WRITE_ONCE(identifier, (unsigned long)current);
	evidence += identifier >= PB_FAULT_KERNEL;
}

/* hook */

PB_FAULT(pointer_to_user);
