// SPDX-License-Identifier: GPL-2.0-only
/*
 * index_from_event - the module side: an index that comes with the event is not checked.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

static u8 *table;

/* kmod only: makes what a program would declare. */
static int __init index_from_event_prepare(void)
{
	int err = pb_herd_make(GFP_KERNEL);

	table = pb_herd_left();
	return err;
}

/* kmod only: and undoes it. */
static void index_from_event_release(void)
{
	pb_herd_free();
}

/* fault */

static void index_from_event_event(u64 n)
{
	table[64 + n]++;
	evidence = pb_herd_damaged(table);
}

/* hook */

PB_FAULT_STATE(index_from_event);
