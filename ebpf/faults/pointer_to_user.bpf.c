// SPDX-License-Identifier: GPL-2.0-only
/*
 * pointer_to_user - the eBPF side: the address of a kernel object serves as an identifier for users.
 *
 * evidence: the address.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void pointer_to_user_event(__u64 n)
{
	evidence = (unsigned long)bpf_get_current_task_btf();
}

/* hook */

PB_FAULT(pointer_to_user);
