// SPDX-License-Identifier: GPL-2.0-only
/*
 * cal100 - the eBPF side: a known number of instructions (contract: include/probebench/cal100.h).
 */
#include "pb_bpf.bpf.h"

#include <probebench/cal100.h>

/* record */

static __always_inline void cal100_record(void)
{
	asm volatile("r1 = 0\n\t"
		     ".rept %[adds]\n\t"
		     "r1 += 1\n\t"
		     ".endr" ::[adds] "i"(PB_CAL100_INSNS - 1)
		     : "r1");
}

/* handlers */

PB_HANDLERS(cal100);
