// SPDX-License-Identifier: GPL-2.0-only
/*
 * big_frames - the eBPF side: no function uses much stack, but they call one another: together it
 * is more than there is.
 */
#include "pb_fault.bpf.h"

/* fault */

/* ebpf only: the stack has 512 bytes, so two frames are enough. */
static __attribute__((noinline)) __u64 big_frames_inner(__u64 depth)
{
	volatile __u64 frame[40];

	frame[depth & 31] = depth;
	return frame[0];
}

/* ebpf only: and this is the outer one. */
static __attribute__((noinline)) __u64 big_frames_call(__u64 depth)
{
	volatile __u64 frame[40];

	frame[depth & 31] = depth;
	return big_frames_inner(depth - 1) + frame[0];
}

static __always_inline void big_frames_event(__u64 n)
{
	hits += big_frames_call(20 + n) == 1;
}

/* hook */

PB_FAULT(big_frames);
