// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the module side: no mistake at all; whoever reports one is wrong.
 */
#include "pb_fault.h"

/* fault */

static void clean_event(u64 n)
{
}

/* hook */

PB_FAULT(clean);
