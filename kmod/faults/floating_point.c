// SPDX-License-Identifier: GPL-2.0-only
/*
 * floating_point - the module side: a ratio is computed in floating point.
 */
#include "pb_fault.h"

/* state */

static u64 part = 1, whole = 3;
static volatile u64 percent;

/* fault */

static void floating_point_event(u64 n)
{
	double ratio = (double)READ_ONCE(part) / (double)READ_ONCE(whole);

	percent = (u64)(ratio * 100.0);
}

/* hook */

PB_FAULT(floating_point);
