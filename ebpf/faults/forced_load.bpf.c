// SPDX-License-Identifier: GPL-2.0-only
/*
 * forced_load - the eBPF side: what was built for one kernel is forced into another, past the kernel's own checks.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void forced_load_event(__u64 n)
{
}

/* hook */

PB_FAULT(forced_load);
