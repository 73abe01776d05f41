// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments - the eBPF side: the handler reads the second and third argument of a function that has one.
 *
 * evidence: records of an argument that nobody passed.
 */
#include "pb_fault.bpf.h"

/* state */

__u64 flags = 0;

/* fault */

static __always_inline void hook_arguments_event(struct pt_regs *regs)
{
	flags = PT_REGS_PARM2(regs) | PT_REGS_PARM3(regs);
	evidence += flags != 0;
}

/* hook */

PB_FAULT_REGS(hook_arguments);
