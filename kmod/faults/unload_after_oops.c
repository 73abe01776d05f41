// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_after_oops - the module side: a handler has died in the kernel, and then the collector is
 * removed.
 */
#include "pb_fault.h"

/* state */

static u64 *value;

/* fault */

static void unload_after_oops_event(u64 n)
{
	u64 *nothing = value;

	pb_opaque(nothing);
	(*nothing)++;
}

/* hook */

PB_FAULT(unload_after_oops);
