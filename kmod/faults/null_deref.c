// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_deref - the module side: a look-up that finds nothing is used all the same.
 */
#include "pb_fault.h"

/* state */

static u64 known[4];

/* fault */

static u64 *null_deref_find(u64 n)
{
	return n < ARRAY_SIZE(known) ? NULL : &known[0];
}

static void null_deref_event(u64 n)
{
	u64 *value = null_deref_find(0);

	pb_opaque(value);
	(*value)++;
}

/* hook */

PB_FAULT(null_deref);
