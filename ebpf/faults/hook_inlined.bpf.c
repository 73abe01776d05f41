// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_inlined - the eBPF side: the hooked function exists, but the compiler put a copy of it into
 * the caller.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void hook_inlined_event(__u64 n)
{
}

/* hook */

PB_FAULT_CALL(hook_inlined, "kprobe/find_task_by_pid_ns", hook_inlined_event(0))
PB_FAULT_LICENSE(hook_inlined);
