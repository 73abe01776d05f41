// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_panic - the eBPF side: the handler decides that the machine must not go on.
 */
#include "pb_fault.bpf.h"

/* state */

struct pt_regs;
void crash_kexec(struct pt_regs *regs) __ksym;

/* fault */

static __always_inline void deliberate_panic_event(__u64 n)
{
	crash_kexec((void *)bpf_task_pt_regs(bpf_get_current_task_btf()));
}

/* hook */

/* ebpf only: the function is offered to programs at an entry, not to those at a kprobe. */
PB_FAULT_ENTRY(deliberate_panic);
