// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_constant - the eBPF side: a constant is assigned to, because a cast took its const away.
 */
#include "pb_fault.bpf.h"

/* state */

const volatile __u64 limit = 4096;

/* fault */

static __always_inline void write_constant_event(__u64 n)
{
	*(volatile __u64 *)&limit = n;
}

/* hook */

PB_FAULT(write_constant);
