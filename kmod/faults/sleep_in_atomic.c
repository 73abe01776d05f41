// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleep_in_atomic - the module side: a handler sleeps where nobody may.
 */
#include "pb_fault.h"

#include <linux/delay.h>

/* fault */

static void sleep_in_atomic_event(u64 n)
{
	msleep(5);
}

/* hook */

PB_FAULT(sleep_in_atomic);
