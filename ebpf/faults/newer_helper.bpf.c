// SPDX-License-Identifier: GPL-2.0-only
/*
 * newer_helper - the eBPF side: a function is called that only a later kernel has.
 */
#include "pb_fault.bpf.h"

/* state */

static __u64 (*function_of_a_later_kernel)(__u64 n) = (void *)500;

/* fault */

static __always_inline void newer_helper_event(__u64 n)
{
	evidence += function_of_a_later_kernel(n);
}

/* hook */

PB_FAULT(newer_helper);
