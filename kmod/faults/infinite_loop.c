// SPDX-License-Identifier: GPL-2.0-only
/*
 * infinite_loop - the module side: the loop waits for what never comes.
 */
#include "pb_fault.h"

/* state */

static u64 ready;

/* fault */

static void infinite_loop_event(u64 n)
{
	while (!READ_ONCE(ready))
		;
}

/* hook */

PB_FAULT(infinite_loop);
