// SPDX-License-Identifier: GPL-2.0-only
/*
 * cal100 - the module side: a known number of instructions (contract: include/probebench/cal100.h).
 */
#include "pb_kmod.h"

#include <probebench/cal100.h>

/* record */

static __always_inline void cal100_record(void)
{
	asm volatile("xorl %%ecx, %%ecx\n\t"
		     ".rept %c[adds]\n\t"
		     "addq $1, %%rcx\n\t"
		     ".endr" ::[adds] "i"(PB_CAL100_INSNS - 1)
		     : "rcx", "cc");
}

/* handlers */

PB_HANDLERS(cal100);
