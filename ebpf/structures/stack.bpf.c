// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack - last in, first out; a program can neither search it nor iterate over it.
 */
#include "structure.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, ST_MAX_ENTRIES);
	__type(value, struct st_value);
} st_map SEC(".maps");

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	struct st_value v = { .events = key };

	*sum = key;
	return !bpf_map_push_elem(&st_map, &v, 0);
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	struct st_value v;

	if (bpf_map_pop_elem(&st_map, &v))
		return 0;
	*sum = v.events;
	return 1;
}

ST_LOOP(insert)
ST_LOOP(delete)
