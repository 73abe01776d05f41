// SPDX-License-Identifier: GPL-2.0-only
/*
 * change_registers - the module side: the handler changes an argument of the function that it
 * observes: 0 asks about the caller.
 *
 * evidence: 1 once the argument is not the caller's.
 */
#include "pb_fault.h"

/* fault */

static void change_registers_event(struct pt_regs *regs)
{
	regs->di = 0;
	evidence = 1;
}

/* hook */

PB_FAULT_REGS(change_registers);
