// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_logic - the eBPF side: a duration is computed the wrong way round; everything that is
 * checked is right.
 *
 * evidence: durations of more than an hour.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void wrong_logic_event(__u64 n)
{
	__u64 start = bpf_ktime_get_ns();
	__u64 duration = start - bpf_ktime_get_ns();

	evidence += duration > 3600 * 1000000000ULL;
}

/* hook */

PB_FAULT(wrong_logic);
