// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill_others - the eBPF side: the observer kills the process that it observes.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void kill_others_event(__u64 n)
{
	bpf_send_signal(9);
}

/* hook */

PB_FAULT(kill_others);
