// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_warn - the module side: the handler decides that this should not happen, and warns.
 */
#include "pb_fault.h"

/* fault */

static void deliberate_warn_event(u64 n)
{
	WARN_ON_ONCE(n < 1000);
}

/* hook */

PB_FAULT(deliberate_warn);
