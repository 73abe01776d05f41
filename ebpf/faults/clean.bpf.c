// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the eBPF side: no mistake at all; whoever reports one is wrong.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void clean_event(__u64 n)
{
}

/* hook */

PB_FAULT(clean);
