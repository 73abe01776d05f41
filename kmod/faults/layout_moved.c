// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_moved - the module side: a field moved between two kernels, and the collector is told by
 * the means its side has.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.h"

/* fault */

static void layout_moved_event(u64 n)
{
	evidence += current->pid != task_pid_nr(current);
}

/* hook */

PB_FAULT(layout_moved);
