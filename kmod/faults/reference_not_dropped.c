// SPDX-License-Identifier: GPL-2.0-only
/*
 * reference_not_dropped - the module side: a reference to a task is taken and never dropped.
 */
#include "pb_fault.h"

#include <linux/sched/task.h>

/* state */

static struct task_struct *last;

/* fault */

static void reference_not_dropped_event(u64 n)
{
	last = get_task_struct(current);
}

/* hook */

PB_FAULT(reference_not_dropped);
