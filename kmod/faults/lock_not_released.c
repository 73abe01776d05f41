// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_not_released - the module side: a lock is taken and, on this path, not released.
 */
#include "pb_fault.h"

#include <linux/spinlock.h>

/* state */

static DEFINE_SPINLOCK(lock);
static u64 protected;

/* fault */

static void lock_not_released_event(u64 n)
{
	spin_lock(&lock);
	if (n == protected)
		return;
	protected = n;
	spin_unlock(&lock);
}

/* hook */

PB_FAULT(lock_not_released);
