// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk_table - the module side: at every event a table of four million entries is walked.
 *
 * evidence: events that were held up for more than a millisecond.
 */
#include "pb_fault.h"

#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

/* state */

static u64 *table;
static u64 sum;

/* kmod only: makes what a program would declare. */
static int __init walk_table_prepare(void)
{
	table = vzalloc(4000000 * sizeof(*table));
	return table ? 0 : -ENOMEM;
}

/* kmod only: and undoes it. */
static void walk_table_release(void)
{
	vfree(table);
}

/* fault */

static void walk_table_event(u64 n)
{
	u64 start = ktime_get_mono_fast_ns(), i;

	for (i = 0; i < 4000000; i++)
		WRITE_ONCE(sum, sum + table[i]);
	if (ktime_get_mono_fast_ns() - start > 1000000)
		evidence++;
}

/* hook */

PB_FAULT_STATE(walk_table);
