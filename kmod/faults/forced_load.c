// SPDX-License-Identifier: GPL-2.0-only
/*
 * forced_load - the module side: what was built for one kernel is forced into another, past the
 * kernel's own checks.
 */
#include "pb_fault.h"

/* fault */

static void forced_load_event(u64 n)
{
}

/* hook */

PB_FAULT(forced_load);
