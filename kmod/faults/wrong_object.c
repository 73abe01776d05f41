// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_object - the module side: an object of another kind is handed to a function of the kernel.
 *
 * evidence: answers that are not about the task.
 */
#include "pb_fault.h"

#include <linux/pid_namespace.h>

/* state */

static u64 size = 1;

/* fault */

static void wrong_object_event(u64 n)
{
	struct pid *pid = (struct pid *)current->mm;

	size = pid_nr_ns(pid, &init_pid_ns);
	evidence += size != task_pid_nr(current);
}

/* hook */

PB_FAULT(wrong_object);
