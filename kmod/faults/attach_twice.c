// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach_twice - the module side: the same collector is loaded and attached a second time.
 */
#include "pb_fault.h"

/* fault */

static void attach_twice_event(u64 n)
{
}

/* hook */

PB_FAULT(attach_twice);
