// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_verify - v2 of the relay, which the verifier refuses: it uses what a look-up gave without asking
 * whether there was anything (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.bpf.h"

static __always_inline void up_event(void *ctx, __u64 number)
{
	__u32 n = (__u32)number - UP_BASE;
	struct up_entry *entry = bpf_map_lookup_elem(&up_seen, &n);

	entry->hits += UP_HIT(UP_VERSION);
	up_record(number);
}

#include "handlers.bpf.h"
