// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_in_use - the eBPF side: the collector is removed while a reader has its numbers open.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void unload_in_use_event(__u64 n)
{
}

/* hook */

PB_FAULT(unload_in_use);
