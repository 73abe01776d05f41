// SPDX-License-Identifier: GPL-2.0-only
/*
 * outlives_owner - the module side: it was made to stay when its loader ends, and the loader ends.
 */
#include "pb_fault.h"

/* fault */

static void outlives_owner_event(u64 n)
{
}

/* hook */

PB_FAULT(outlives_owner);
