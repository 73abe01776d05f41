// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments - the module side: the handler reads the second and third argument of a function that has
 * one.
 *
 * evidence: records of an argument that nobody passed.
 */
#include "pb_fault.h"

/* state */

static u64 flags;

/* fault */

static void hook_arguments_event(struct pt_regs *regs)
{
	flags = regs_get_kernel_argument(regs, 1) | regs_get_kernel_argument(regs, 2);
	evidence += flags != 0;
}

/* hook */

PB_FAULT_REGS(hook_arguments);
