// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_twice - the module side: a lock is taken that is held already.
 */
#include "pb_fault.h"

#include <linux/spinlock.h>

/* state */

static DEFINE_SPINLOCK(lock);
static u64 protected;

/* fault */

static void lock_twice_event(u64 n)
{
	spin_lock(&lock);
	spin_lock(&lock);
	protected = n;
	spin_unlock(&lock);
	spin_unlock(&lock);
}

/* hook */

PB_FAULT(lock_twice);
