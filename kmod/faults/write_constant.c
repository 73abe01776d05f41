// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_constant - the module side: a constant is assigned to, because a cast took its const away.
 */
#include "pb_fault.h"

/* state */

static const u64 limit = 4096;

/* fault */

static void write_constant_event(u64 n)
{
	u64 *to = (u64 *)&limit;

	pb_opaque(to);
	*to = n;
}

/* hook */

PB_FAULT(write_constant);
