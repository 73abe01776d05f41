// SPDX-License-Identifier: GPL-2.0-only
/*
 * signed_division - the eBPF side: the smallest number there is is divided by -1.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __s64 smallest = (__s64)1 << 63, divisor = -1;
volatile __s64 quotient = 0;

/* fault */

static __always_inline void signed_division_event(__u64 n)
{
	quotient = smallest / divisor;
}

/* hook */

PB_FAULT(signed_division);
