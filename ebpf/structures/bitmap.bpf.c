// SPDX-License-Identifier: GPL-2.0-only
/*
 * bitmap - a bit a key in a global variable: whether it is there, and nothing else.
 */
#include "structure.bpf.h"

#define ST_WORD 64

__u64 st_bits[ST_MAX_ENTRIES / ST_WORD];

static __always_inline __u64 *st_word(__u32 key)
{
	/* The verifier wants the bound of the index, so it is masked. */
	return &st_bits[(key - ST_FIRST_KEY) / ST_WORD & (ST_MAX_ENTRIES / ST_WORD - 1)];
}

static __always_inline __u64 st_bit(__u32 key)
{
	return 1ULL << ((key - ST_FIRST_KEY) % ST_WORD);
}

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	*sum = key;
	return !(__sync_fetch_and_or(st_word(key), st_bit(key)) & st_bit(key));
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	*sum = key;
	return !!(*st_word(key) & st_bit(key));
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	*sum = key;
	return !!(__sync_fetch_and_and(st_word(key), ~st_bit(key)) & st_bit(key));
}

ST_LOOP(insert)
ST_LOOP(lookup)
ST_LOOP(delete)
