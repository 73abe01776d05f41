// SPDX-License-Identifier: GPL-2.0-only
/*
 * irqs_off_loop - the module side: the loop that waits for what never comes does so with interrupts
 * off.
 */
#include "pb_fault.h"

/* state */

static u64 ready;

/* fault */

static void irqs_off_loop_event(u64 n)
{
	unsigned long flags;

	local_irq_save(flags);
	while (!READ_ONCE(ready))
		;
	local_irq_restore(flags);
}

/* hook */

PB_FAULT(irqs_off_loop);
