// SPDX-License-Identifier: GPL-2.0-only
/*
 * lpm_trie - finds the longest prefix of a key; asked with whole keys here. Nothing in a program can
 * iterate over it.
 */
#include "structure.bpf.h"

#define ST_BITS 32

struct st_prefix {
	__u32 bits;
	__u32 key; /* the most significant byte first */
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, ST_MAX_ENTRIES);
	__type(key, struct st_prefix);
	__type(value, struct st_value);
} st_map SEC(".maps");

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	struct st_prefix k = { ST_BITS, __builtin_bswap32(key) };
	struct st_value v = { .events = key };

	*sum = key;
	return !bpf_map_update_elem(&st_map, &k, &v, BPF_NOEXIST);
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	struct st_prefix k = { ST_BITS, __builtin_bswap32(key) };
	struct st_value *v = bpf_map_lookup_elem(&st_map, &k);

	if (v)
		*sum = v->events;
	return !!v;
}

static __always_inline long st_update(__u32 key, __u64 *sum)
{
	struct st_prefix k = { ST_BITS, __builtin_bswap32(key) };
	struct st_value *v = bpf_map_lookup_elem(&st_map, &k);

	if (v) {
		*sum = v->events++;
		v->bytes += ST_BYTES;
	}
	return !!v;
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	struct st_prefix k = { ST_BITS, __builtin_bswap32(key) };

	*sum = key;
	return !bpf_map_delete_elem(&st_map, &k);
}

ST_LOOP(insert)
ST_LOOP(lookup)
ST_LOOP(update)
ST_LOOP(delete)
