// SPDX-License-Identifier: GPL-2.0-only
/*
 * wild_read - the module side: a pointer that was poisoned long ago is followed.
 *
 * evidence: reads that failed and were seen to fail.
 */
#include "pb_fault.h"

/* fault */

static void wild_read_event(u64 n)
{
	u64 address = 0xdead000000000100; /* LIST_POISON1 */

	pb_opaque(address);
	READ_ONCE(*(u32 *)address);
}

/* hook */

PB_FAULT(wild_read);
