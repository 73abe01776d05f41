// SPDX-License-Identifier: GPL-2.0-only
/*
 * pointer_to_user - the eBPF side: the address of a kernel object serves as an identifier for
 * users.
 *
 * evidence: addresses of the kernel that users can read.
 */
#include "pb_fault.bpf.h"

/* state */

__u64 identifier = 0;

/* fault */

static __always_inline void pointer_to_user_event(__u64 n)
{
	identifier = (unsigned long)bpf_get_current_task_btf();
	evidence += bpf_get_current_task() >= PB_FAULT_KERNEL;
}

/* hook */

PB_FAULT(pointer_to_user);
