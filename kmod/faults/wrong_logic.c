// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_logic - the module side: a duration is computed the wrong way round; everything that is
 * checked is right.
 *
 * evidence: durations of more than an hour.
 */
#include "pb_fault.h"

#include <linux/timekeeping.h>

/* fault */

static void wrong_logic_event(u64 n)
{
	u64 start = ktime_get_mono_fast_ns();
	u64 duration = start - ktime_get_mono_fast_ns();

	evidence += duration > 3600 * NSEC_PER_SEC;
}

/* hook */

PB_FAULT(wrong_logic);
