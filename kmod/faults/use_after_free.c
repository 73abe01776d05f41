// SPDX-License-Identifier: GPL-2.0-only
/*
 * use_after_free - the module side: a record is written after it was given back.
 *
 * evidence: objects of the next owner that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

/* kmod only: makes what a program would declare. */
static int __init use_after_free_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void use_after_free_release(void)
{
	pb_herd_free();
}

/* fault */

static void use_after_free_event(u64 n)
{
	u64 *record = pb_herd_one(GFP_ATOMIC);

	if (!record)
		return;
	kfree(record);
	pb_opaque(record);
	record[1] = n;
	/* Somebody else gets the memory, and is overwritten too. */
	if (!n && !pb_herd_make(GFP_ATOMIC)) {
		record[1] = n;
		evidence = pb_herd_damaged(NULL);
	}
}

/* hook */

PB_FAULT_STATE(use_after_free);
