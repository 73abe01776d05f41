// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - the module side: a table grows with the events, and nobody ever takes anything out.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.h"
#include "pb_growing.h"

/* state */

/* kmod only: makes what a program would declare. */
static int __init table_grows_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void table_grows_release(void)
{
	pb_growing_release();
}

/* fault */

static void table_grows_event(u64 n)
{
	pb_growing_event(n, GFP_ATOMIC);
}

/* hook */

PB_FAULT_STATE(table_grows);
