// SPDX-License-Identifier: GPL-2.0-only
/*
 * divide_by_zero - the eBPF side: a mean is computed before anything was counted.
 *
 * evidence: means of nothing that came out as a number.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 sum = 1000, count = 0;

/* fault */

static __always_inline void divide_by_zero_event(__u64 n)
{
	__u64 mean = sum / count;

	if (mean < sum)
		evidence++;
}

/* hook */

PB_FAULT(divide_by_zero);
