// SPDX-License-Identifier: GPL-2.0-only
/*
 * recursion - the eBPF side: a function calls itself, and nothing ends that.
 */
#include "pb_fault.bpf.h"

/* fault */

static __attribute__((noinline)) __u64 recursion_walk(__u64 depth)
{
	volatile __u64 frame[8];

	frame[depth % 8] = depth;
	return recursion_walk(depth + 1) + frame[depth % 8];
}

static __always_inline void recursion_event(__u64 n)
{
	evidence = recursion_walk(n);
}

/* hook */

PB_FAULT(recursion);
