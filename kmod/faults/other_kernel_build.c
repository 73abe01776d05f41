// SPDX-License-Identifier: GPL-2.0-only
/*
 * other_kernel_build - the module side: what was built for one kernel is loaded into another.
 */
#include "pb_fault.h"

/* fault */

static void other_kernel_build_event(u64 n)
{
}

/* hook */

PB_FAULT(other_kernel_build);
