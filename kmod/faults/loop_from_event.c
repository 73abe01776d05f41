// SPDX-License-Identifier: GPL-2.0-only
/*
 * loop_from_event - the module side: the event says how often a loop runs.
 */
#include "pb_fault.h"

/* state */

static u64 sum;

/* fault */

static void loop_from_event_event(u64 n)
{
	u64 times = (n + 1) << 36, i;

	for (i = 0; i < times; i++)
		WRITE_ONCE(sum, sum + i);
}

/* hook */

PB_FAULT(loop_from_event);
