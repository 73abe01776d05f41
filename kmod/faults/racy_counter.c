// SPDX-License-Identifier: GPL-2.0-only
/*
 * racy_counter - the module side: a counter that all CPUs share is incremented without being
 * atomic.
 *
 * evidence: increments that were lost.
 */
#include "pb_fault.h"

/* state */

static u64 counter;

/* fault */

static void racy_counter_event(u64 n)
{
	u64 old = READ_ONCE(counter);
	int i;

	/* What else a handler does between reading and writing. */
	for (i = 0; i < 500; i++)
		pb_opaque(old);
	WRITE_ONCE(counter, old + 1);
	evidence = hits - counter;
}

/* hook */

PB_FAULT(racy_counter);
