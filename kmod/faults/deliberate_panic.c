// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_panic - the module side: the handler decides that the machine must not go on.
 */
#include "pb_fault.h"

/* fault */

static void deliberate_panic_event(u64 n)
{
	panic("probebench: this must not happen");
}

/* hook */

PB_FAULT(deliberate_panic);
