// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_copy_in_atomic - the eBPF side: memory of user space that is not there yet is read where
 * nobody may wait for it.
 *
 * evidence: reads that failed and were seen to fail.
 */
#include "pb_fault.bpf.h"

/* state */

__u64 value = 0;

/* fault */

static __always_inline void user_copy_in_atomic_event(__u64 n)
{
	evidence += bpf_probe_read_user(&value, sizeof(value), (void *)pb_user_page()) != 0;
}

/* hook */

PB_FAULT(user_copy_in_atomic);
