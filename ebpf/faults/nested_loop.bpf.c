// SPDX-License-Identifier: GPL-2.0-only
/*
 * nested_loop - the eBPF side: loops are nested: 8388608 rounds, each of 8388608.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 sum = 0;

/* fault */

static long nested_loop_inner(__u32 i, void *ctx)
{
	sum = sum + i;
	return 0;
}

static long nested_loop_outer(__u32 i, void *ctx)
{
	bpf_loop(8388608, nested_loop_inner, ctx, 0);
	return 0;
}

static __always_inline void nested_loop_event(__u64 n)
{
	bpf_loop(8388608, nested_loop_outer, &n, 0);
}

/* hook */

PB_FAULT(nested_loop);
