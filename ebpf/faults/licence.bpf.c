// SPDX-License-Identifier: GPL-2.0-only
/*
 * licence - the eBPF side: it calls functions that are for GPL code only, and is not.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void licence_event(__u64 n)
{
	__u64 word;

	evidence += !bpf_probe_read_kernel(&word, sizeof(word), (void *)bpf_get_current_task());
}

/* hook */

#undef PB_FAULT_LICENSE
#define PB_FAULT_LICENSE(stem) char _license[] SEC("license") = "Proprietary"
PB_FAULT(licence);
