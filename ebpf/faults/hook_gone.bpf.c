// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_gone - the eBPF side: the function to hook does not exist in this kernel.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void hook_gone_event(__u64 n)
{
}

/* hook */

PB_FAULT_CALL(hook_gone, "kprobe/no_function_has_this_name", hook_gone_event(0))
PB_FAULT_LICENSE(hook_gone);
