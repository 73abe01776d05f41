// SPDX-License-Identifier: GPL-2.0-only
/*
 * shift_too_far - the eBPF side: a bit mask is made for the 65th of 64 bits.
 *
 * evidence: masks that name another bit.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u64 bit = 64;

/* fault */

static __always_inline void shift_too_far_event(__u64 n)
{
	__u64 mask = 1ULL << bit;

	pb_opaque(mask);
	evidence += mask != 0;
}

/* hook */

PB_FAULT(shift_too_far);
