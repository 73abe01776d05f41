// SPDX-License-Identifier: GPL-2.0-only
/*
 * helper_of_other_hook - the eBPF side: a function for network packets is called where there is no
 * packet.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void helper_of_other_hook_event(struct pt_regs *regs)
{
	__u32 word;

	bpf_skb_load_bytes(regs, 0, &word, sizeof(word));
}

/* hook */

PB_FAULT_REGS(helper_of_other_hook);
