// SPDX-License-Identifier: GPL-2.0-only
/*
 * signed_division - the module side: the smallest number there is is divided by -1.
 */
#include "pb_fault.h"

/* state */

static s64 smallest = S64_MIN, divisor = -1;
static volatile s64 quotient;

/* fault */

static void signed_division_event(u64 n)
{
	quotient = READ_ONCE(smallest) / READ_ONCE(divisor);
}

/* hook */

PB_FAULT(signed_division);
