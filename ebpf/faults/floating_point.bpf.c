// SPDX-License-Identifier: GPL-2.0-only
/*
 * floating_point - the eBPF side: a ratio is computed in floating point.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 part = 1, whole = 3;
volatile __u64 percent = 0;

/* fault */

static __always_inline void floating_point_event(__u64 n)
{
	double ratio = (double)part / (double)whole;

	percent = (__u64)(ratio * 100.0);
}

/* hook */

PB_FAULT(floating_point);
