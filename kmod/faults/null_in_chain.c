// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_in_chain - the module side: a chain of pointers is followed, and one of them may be NULL:
 * this task never did I/O.
 *
 * evidence: priorities of 0 that were recorded of a task that has none.
 */
#include "pb_fault.h"

#include <linux/iocontext.h>

/* state */

static u64 priority = 1;

/* fault */

static void null_in_chain_event(u64 n)
{
	priority = current->io_context->ioprio;
	evidence += !priority;
}

/* hook */

PB_FAULT(null_in_chain);
