// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_limited - the module side: a table grows with the events, and its owner may have 64 MiB.
 *
 * A module can have its memory accounted, but to whoever makes the event: it is not the owner's memory.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.h"
#include "pb_growing.h"

/* state */

/* kmod only: makes what a program would declare. */
static int __init table_limited_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void table_limited_release(void)
{
	pb_growing_release();
}

/* fault */

static void table_limited_event(u64 n)
{
	pb_growing_event(n, GFP_ATOMIC | __GFP_ACCOUNT);
}

/* hook */

PB_FAULT_STATE(table_limited);
