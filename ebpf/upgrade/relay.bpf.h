/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay - what every version does with one event (contract: include/probebench/upgrade.h).
 *
 * A version is a file that defines UP_VERSION and UP_RECORD and includes version.bpf.h (attached to
 * the hook itself, put into a slot of a stub or in place of a stub's function), flip.bpf.h or chain.bpf.h.
 */
#ifndef PB_UP_RELAY_BPF_H
#define PB_UP_RELAY_BPF_H

#include "../pb_bpf.bpf.h"

#include <probebench/upgrade.h>

#include "store.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, UP_RECORD);
} up_state SEC(".maps");

/* kept by this version alone: what a plain collector does */
struct up_own up_own SEC(".data.own") = { .version = UP_VERSION };

/* record */

static __always_inline void up_record(__u64 number)
{
	__u32 n = (__u32)number - UP_BASE, zero = 0;
	struct up_entry *entry = bpf_map_lookup_elem(&up_seen, &n);
	UP_RECORD *state = bpf_map_lookup_elem(&up_state, &zero);

	if (!entry || !state)
		return;
	__sync_fetch_and_add(&entry->hits, UP_HIT(UP_VERSION));
	__sync_fetch_and_add(&state->total, 1);
	__sync_fetch_and_add(&up_own.events, 1);
#if UP_VERSION == 3
	__sync_fetch_and_add(&state->wide, 1);
	state->last = n;
#endif
}

/* The same event again, as the second link of a chain. */
static __always_inline void up_record_second(__u64 number)
{
	__u32 n = (__u32)number - UP_BASE;
	struct up_entry *entry = bpf_map_lookup_elem(&up_seen, &n);

	if (!entry)
		return;
	__sync_fetch_and_add(&entry->chain, UP_HIT(UP_VERSION));
}

#endif
