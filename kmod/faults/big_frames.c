// SPDX-License-Identifier: GPL-2.0-only
/*
 * big_frames - the module side: no function uses much stack, but they call one another: together it
 * is more than there is.
 */
#include "pb_fault.h"

/* fault */

/* kmod only: the stack has 16 KiB, so it takes more and larger frames. */
static noinline u64 big_frames_call(u64 depth)
{
	volatile u64 frame[120];

	frame[depth] = depth;
	return depth ? big_frames_call(depth - 1) + frame[depth] : 0;
}

static void big_frames_event(u64 n)
{
	hits += big_frames_call(20 + n) == 1;
}

/* hook */

PB_FAULT(big_frames);
