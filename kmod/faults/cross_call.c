// SPDX-License-Identifier: GPL-2.0-only
/*
 * cross_call - the module side: every other processor is asked to add its part, which takes the lock that
 * is held by who waits for them.
 */
#include "pb_fault.h"

#include <linux/smp.h>
#include <linux/spinlock.h>

/* state */

static DEFINE_SPINLOCK(lock);
static u64 sum;

/* fault */

/* Runs on the other processors, with interrupts off. */
static void cross_call_add(void *unused)
{
	spin_lock(&lock);
	sum++;
	spin_unlock(&lock);
}

static void cross_call_event(u64 n)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	smp_call_function(cross_call_add, NULL, 1);
	spin_unlock_irqrestore(&lock, flags);
}

/* hook */

PB_FAULT(cross_call);
