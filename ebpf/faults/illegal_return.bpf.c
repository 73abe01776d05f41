// SPDX-License-Identifier: GPL-2.0-only
/*
 * illegal_return - the eBPF side: where the kernel expects 0 or an error, a handler makes it see 1.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline int illegal_return_value(void)
{
	return 1;
}

/* hook */

SEC("lsm/file_alloc_security")
int illegal_return(void *ctx)
{
	if (!pb_mine())
		return 0;
	pb_hit();
	return illegal_return_value();
}

PB_FAULT_LICENSE(illegal_return);
