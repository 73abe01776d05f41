// SPDX-License-Identifier: GPL-2.0-only
/*
 * unprivileged_load - the eBPF side: nothing is wrong in here; it is loaded by somebody without
 * privileges.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void unprivileged_load_event(__u64 n)
{
}

/* hook */

PB_FAULT(unprivileged_load);
