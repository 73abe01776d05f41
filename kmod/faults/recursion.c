// SPDX-License-Identifier: GPL-2.0-only
/*
 * recursion - the module side: a function calls itself, and nothing ends that.
 */
#include "pb_fault.h"

/* fault */

static noinline u64 recursion_walk(u64 depth)
{
	volatile u64 frame[8];

	frame[depth % 8] = depth;
	return recursion_walk(depth + 1) + frame[depth % 8];
}

static void recursion_event(u64 n)
{
	evidence = recursion_walk(n);
}

/* hook */

PB_FAULT(recursion);
