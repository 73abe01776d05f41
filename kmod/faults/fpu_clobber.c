// SPDX-License-Identifier: GPL-2.0-only
/*
 * fpu_clobber - the module side: vector registers are used without saving those of the process.
 */
#include "pb_fault.h"

/* fault */

static void fpu_clobber_event(u64 n)
{
	asm volatile("pcmpeqd %%xmm9, %%xmm9" ::: "memory");
}

/* hook */

PB_FAULT(fpu_clobber);
