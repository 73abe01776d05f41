// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach_twice - the eBPF side: the same collector is loaded and attached a second time.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void attach_twice_event(__u64 n)
{
}

/* hook */

PB_FAULT(attach_twice);
