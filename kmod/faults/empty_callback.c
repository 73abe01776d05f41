// SPDX-License-Identifier: GPL-2.0-only
/*
 * empty_callback - the module side: a table of functions has a place that nobody filled, and the
 * event says which to call.
 */
#include "pb_fault.h"

/* fault */

static noinline u64 empty_callback_known(u64 n)
{
	return n;
}

static void empty_callback_event(u64 n)
{
	u64 (*volatile callbacks[4])(u64 n) = { empty_callback_known };
	u64 (*callback)(u64) = callbacks[(n + 1) % 4];

	evidence += callback(n) > 1000;
}

/* hook */

PB_FAULT(empty_callback);
