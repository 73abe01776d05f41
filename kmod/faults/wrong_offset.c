// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_offset - the module side: a struct's layout is written down by hand, and is that of another
 * kernel.
 *
 * evidence: records with the number of no process.
 */
#include "pb_fault.h"

/* state */

struct task_of_another_kernel {
	u8 before[1264]; /* so it was in the kernel that the author had */
	int pid;
};

/* fault */

static void wrong_offset_event(u64 n)
{
	const struct task_of_another_kernel *task = (const void *)current;

	evidence += task->pid != current->pid;
}

/* hook */

PB_FAULT(wrong_offset);
