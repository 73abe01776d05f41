// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_size - v2 of the relay with a map that is larger than the machine (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 0x10000000);
	__type(key, __u32);
	__type(value, struct up_entry);
} up_huge SEC(".maps");

static __always_inline void up_event(void *ctx, __u64 number)
{
	__u32 n = (__u32)number - UP_BASE;

	if (bpf_map_lookup_elem(&up_huge, &n))
		up_record(number);
}

#include "handlers.bpf.h"
