// SPDX-License-Identifier: GPL-2.0-only
/*
 * nop - the floor: what the loop itself costs.
 *
 * No system call, so no hook fires. The empty assembly keeps the compiler from deleting the loop.
 */
#include "registry.h"

static int nop_run(struct worker *w, u64 n)
{
	while (n--)
		__asm__ volatile("" ::: "memory");
	return 0;
}

const struct workload workload_nop = {
	.name = "nop",
	.summary = "an empty loop: the floor of the harness",
	.run = nop_run,
};
