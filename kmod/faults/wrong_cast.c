// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_cast - the module side: one struct is read as if it were another, through a cast.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.h"

#include <linux/sched/signal.h>

/* fault */

static void wrong_cast_event(u64 n)
{
	const struct task_struct *task = (const void *)current->signal;

	evidence += task->pid != current->pid;
}

/* hook */

PB_FAULT(wrong_cast);
