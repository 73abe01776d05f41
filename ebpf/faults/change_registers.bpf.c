// SPDX-License-Identifier: GPL-2.0-only
/*
 * change_registers - the eBPF side: the handler changes an argument of the function that it
 * observes: 0 asks about the caller.
 *
 * evidence: 1 once the argument is not the caller's.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void change_registers_event(struct pt_regs *regs)
{
	PT_REGS_PARM1(regs) = 0;
	evidence = 1;
}

/* hook */

PB_FAULT_REGS(change_registers);
