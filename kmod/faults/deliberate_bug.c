// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_bug - the module side: the handler decides that this must not happen, and says BUG.
 */
#include "pb_fault.h"

/* fault */

static void deliberate_bug_event(u64 n)
{
	BUG();
}

/* hook */

PB_FAULT(deliberate_bug);
