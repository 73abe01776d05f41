// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_constant - the module side: a constant is assigned to, because a cast took its const away.
 */
#include "pb_fault.h"

/* state */

static const volatile u64 limit = 4096;

/* fault */

static void write_constant_event(u64 n)
{
	*(volatile u64 *)&limit = n;
}

/* hook */

PB_FAULT(write_constant);
