// SPDX-License-Identifier: GPL-2.0-only
/*
 * heap_overflow - the module side: a record is written that is twice the size of its buffer.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

static u8 *record;

/* kmod only: makes what a program would declare. */
static int __init heap_overflow_prepare(void)
{
	int err = pb_herd_make(GFP_KERNEL);

	record = pb_herd_left();
	return err;
}

/* kmod only: and undoes it. */
static void heap_overflow_release(void)
{
	pb_herd_free();
}

/* fault */

static void heap_overflow_event(u64 n)
{
	u8 *to = record;
	int i;

	pb_opaque(to);
	for (i = 0; i < 2 * PB_HERD_SIZE; i += 8)
		*(u64 *)(to + i) = n;
	evidence = pb_herd_damaged(record);
}

/* hook */

PB_FAULT_STATE(heap_overflow);
