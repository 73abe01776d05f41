// SPDX-License-Identifier: GPL-2.0-only
/*
 * init_half_way - the eBPF side: the second of two probes cannot be attached, and the first one is
 * forgotten.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void init_half_way_event(__u64 n)
{
	evidence++;
}

/* hook */

PB_FAULT(init_half_way);

/* ebpf only: a handler has one hook. */
SEC("kprobe/no_function_has_this_name")
int init_half_way_second(struct pt_regs *regs)
{
	return 0;
}
