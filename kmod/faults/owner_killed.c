// SPDX-License-Identifier: GPL-2.0-only
/*
 * owner_killed - the module side: whoever loaded it is killed and can remove nothing.
 */
#include "pb_fault.h"

/* fault */

static void owner_killed_event(u64 n)
{
}

/* hook */

PB_FAULT(owner_killed);
