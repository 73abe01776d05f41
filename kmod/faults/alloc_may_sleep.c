// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_may_sleep - the module side: memory is asked for in a way that may sleep, where nobody may.
 */
#include "pb_fault.h"

#include <linux/slab.h>

/* fault */

static void alloc_may_sleep_event(u64 n)
{
	kfree(kmalloc(64, GFP_KERNEL));
}

/* hook */

PB_FAULT(alloc_may_sleep);
