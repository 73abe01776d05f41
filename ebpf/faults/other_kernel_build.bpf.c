// SPDX-License-Identifier: GPL-2.0-only
/*
 * other_kernel_build - the eBPF side: what was built for one kernel is loaded into another.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void other_kernel_build_event(__u64 n)
{
}

/* hook */

PB_FAULT(other_kernel_build);
