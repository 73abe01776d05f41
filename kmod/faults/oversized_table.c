// SPDX-License-Identifier: GPL-2.0-only
/*
 * oversized_table - the module side: a table is made for more entries than there is memory.
 */
#include "pb_fault.h"

#include <linux/vmalloc.h>

/* state */

static void *table;

static int __init oversized_table_prepare(void)
{
	table = __vmalloc(100000000ULL * 64, GFP_KERNEL | __GFP_NOWARN);
	return table ? 0 : -ENOMEM;
}

static void oversized_table_release(void)
{
	vfree(table);
}

/* fault */

static void oversized_table_event(u64 n)
{
}

/* hook */

PB_FAULT_STATE(oversized_table);
