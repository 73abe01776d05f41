// SPDX-License-Identifier: GPL-2.0-only
/*
 * lockdown_integrity - the eBPF side: memory of the kernel is read on a machine that is locked
 * down: integrity.
 *
 * evidence: words that were read.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void lockdown_integrity_event(__u64 n)
{
	__u64 word;

	evidence += !bpf_probe_read_kernel(&word, sizeof(word), (void *)bpf_get_current_task());
}

/* hook */

PB_FAULT(lockdown_integrity);
