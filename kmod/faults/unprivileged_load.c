// SPDX-License-Identifier: GPL-2.0-only
/*
 * unprivileged_load - the module side: nothing is wrong in here; it is loaded by somebody without
 * privileges.
 */
#include "pb_fault.h"

/* fault */

static void unprivileged_load_event(u64 n)
{
}

/* hook */

PB_FAULT(unprivileged_load);
