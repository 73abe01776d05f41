// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_never_freed - the module side: memory is taken at every event and never given back.
 *
 * evidence: bytes taken.
 */
#include "pb_fault.h"

#include <linux/slab.h>

/* state */

static void *last;

/* fault */

static void alloc_never_freed_event(u64 n)
{
	int i;

	for (i = 0; i < 16; i++) {
		last = kmalloc(65536, GFP_ATOMIC);
		if (last)
			evidence += 65536;
	}
}

/* hook */

PB_FAULT(alloc_never_freed);
