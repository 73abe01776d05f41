// SPDX-License-Identifier: GPL-2.0-only
/*
 * nested_loop - the module side: loops are nested: 8388608 rounds, each of 8388608.
 */
#include "pb_fault.h"

/* state */

static u64 sum;

/* fault */

static long nested_loop_inner(u32 i, void *ctx)
{
	WRITE_ONCE(sum, sum + i);
	return 0;
}

static long nested_loop_outer(u32 i, void *ctx)
{
	u32 j;

	for (j = 0; j < 8388608; j++)
		nested_loop_inner(j, ctx);
	return 0;
}

static void nested_loop_event(u64 n)
{
	u32 i;

	for (i = 0; i < 8388608; i++)
		nested_loop_outer(i, NULL);
}

/* hook */

PB_FAULT(nested_loop);
