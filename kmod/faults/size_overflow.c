// SPDX-License-Identifier: GPL-2.0-only
/*
 * size_overflow - the module side: a size is a product that does not fit, so the check of it
 * passes.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

static u8 *table;

/* kmod only: makes what a program would declare. */
static int __init size_overflow_prepare(void)
{
	int err = pb_herd_make(GFP_KERNEL);

	table = pb_herd_left();
	return err;
}

/* kmod only: and undoes it. */
static void size_overflow_release(void)
{
	pb_herd_free();
}

/* fault */

static void size_overflow_event(u64 n)
{
	u32 count = 0x10000000 + n;
	u64 i;

	pb_opaque(count);
	if (count * 16 > 64 * 16)
		return;
	for (i = 0; i < count && i < 100; i++)
		*(volatile u8 *)(table + i) = n;
	evidence = pb_herd_damaged(table);
}

/* hook */

PB_FAULT_STATE(size_overflow);
