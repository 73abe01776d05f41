// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_kernel_object - the module side: a field of the kernel's own object is changed: the timer
 * slack of whoever passes.
 *
 * evidence: 1 once the field has the value.
 */
#include "pb_fault.h"

/* fault */

static void write_kernel_object_event(u64 n)
{
	current->timer_slack_ns = n + 1;
	evidence = current->timer_slack_ns == n + 1;
}

/* hook */

PB_FAULT(write_kernel_object);
