/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flip - a version of the relay that is attached to the hook itself and records only while a word names it.
 */
#include "relay.bpf.h"

/* state */

/* ebpf only: the word is a map of its own; a module finds it in the store. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} up_word SEC(".maps");

/* record */

static __always_inline void up_event(void *ctx, __u64 number)
{
	__u32 zero = 0;
	const volatile __u32 *word = bpf_map_lookup_elem(&up_word, &zero);

	(void)ctx;
	if (word && *word == UP_VERSION)
		up_record(number);
}

#include "handlers.bpf.h"
