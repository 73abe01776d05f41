// SPDX-License-Identifier: GPL-2.0-only
/*
 * long_loop - the module side: a loop ends, but only after ten million rounds.
 */
#include "pb_fault.h"

/* state */

static u64 sum;

/* fault */

static void long_loop_event(u64 n)
{
	u64 i;

	for (i = 0; i < 10000000; i++)
		WRITE_ONCE(sum, sum + i);
}

/* hook */

PB_FAULT(long_loop);
