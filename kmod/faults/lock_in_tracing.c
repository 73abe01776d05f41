// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_in_tracing - the module side: a lock guards two fields that belong together: right, and the
 * question is who may.
 */
#include "pb_fault.h"

#include <linux/spinlock.h>

/* state */

static DEFINE_SPINLOCK(lock);
static u64 first, second;

/* fault */

static void lock_in_tracing_event(u64 n)
{
	spin_lock(&lock);
	first = n;
	second = n;
	spin_unlock(&lock);
}

/* hook */

PB_FAULT(lock_in_tracing);
