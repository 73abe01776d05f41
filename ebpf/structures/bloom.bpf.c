// SPDX-License-Identifier: GPL-2.0-only
/*
 * bloom - a filter that says whether a key may have been inserted; five hashes, as by default. What is in
 * it never leaves it.
 */
#include "structure.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, ST_MAX_ENTRIES);
	__type(value, __u32);
} st_map SEC(".maps");

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	*sum = key;
	return !bpf_map_push_elem(&st_map, &key, 0);
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	*sum = key;
	return !bpf_map_peek_elem(&st_map, &key);
}

ST_LOOP(insert)
ST_LOOP(lookup)
