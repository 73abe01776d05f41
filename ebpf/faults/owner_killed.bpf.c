// SPDX-License-Identifier: GPL-2.0-only
/*
 * owner_killed - the eBPF side: whoever loaded it is killed and can remove nothing.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void owner_killed_event(__u64 n)
{
}

/* hook */

PB_FAULT(owner_killed);
