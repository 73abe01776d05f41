// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleep_in_atomic - the eBPF side: a handler sleeps where nobody may.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void sleep_in_atomic_event(__u64 n)
{
	__u64 value;

	bpf_copy_from_user(&value, sizeof(value), (void *)pb_user_page());
}

/* hook */

PB_FAULT(sleep_in_atomic);
