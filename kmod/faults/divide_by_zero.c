// SPDX-License-Identifier: GPL-2.0-only
/*
 * divide_by_zero - the module side: a mean is computed before anything was counted.
 *
 * evidence: means of nothing that came out as a number.
 */
#include "pb_fault.h"

/* state */

static u64 sum = 1000, count;

/* fault */

static void divide_by_zero_event(u64 n)
{
	u64 mean = READ_ONCE(sum) / READ_ONCE(count);

	if (mean < sum)
		evidence++;
}

/* hook */

PB_FAULT(divide_by_zero);
