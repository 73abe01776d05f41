// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the module side: no mistake at all; whoever reports one is wrong. It writes a record into the
 * middle of objects that belong to others, and stays within its own.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

static u8 *record;

/* kmod only: makes what a program would declare. */
static int __init clean_prepare(void)
{
	int err = pb_herd_make(GFP_KERNEL);

	record = pb_herd_left();
	return err;
}

/* kmod only: and undoes it. */
static void clean_release(void)
{
	pb_herd_free();
}

/* fault */

static void clean_event(u64 n)
{
	memset(record, (int)n, PB_HERD_SIZE);
	evidence = pb_herd_damaged(record);
}

/* hook */

PB_FAULT_STATE(clean);
