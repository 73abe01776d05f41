// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_pointer - the eBPF side: a pointer of user space is followed as if it were one of the
 * kernel's.
 */
#include "pb_fault.bpf.h"

/* state */

__u64 seen = 0;

/* fault */

static __always_inline void user_pointer_event(__u64 n)
{
	seen = *(volatile __u64 *)pb_user_page();
}

/* hook */

PB_FAULT(user_pointer);
