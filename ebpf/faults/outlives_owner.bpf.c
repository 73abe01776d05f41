// SPDX-License-Identifier: GPL-2.0-only
/*
 * outlives_owner - the eBPF side: it was made to stay when its loader ends, and the loader ends.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void outlives_owner_event(__u64 n)
{
}

/* hook */

PB_FAULT(outlives_owner);
