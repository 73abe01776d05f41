// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_bug - the eBPF side: the handler decides that this must not happen, and says BUG.
 */
#include "pb_fault.bpf.h"

/* state */

void bpf_throw(__u64 cookie) __ksym;

/* fault */

static __always_inline void deliberate_bug_event(__u64 n)
{
	bpf_throw(n);
}

/* hook */

PB_FAULT(deliberate_bug);
