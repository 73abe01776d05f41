// SPDX-License-Identifier: GPL-2.0-only
/*
 * global - a global variable that is an array: the address is a constant of the program.
 */
#include "structure.bpf.h"

struct st_value st_values[ST_MAX_ENTRIES];

static __always_inline struct st_value *st_at(__u32 key)
{
	/* The verifier wants the bound of the index, so it is masked. */
	return &st_values[(key - ST_FIRST_KEY) & (ST_MAX_ENTRIES - 1)];
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	*sum = st_at(key)->events;
	return 1;
}

static __always_inline long st_update(__u32 key, __u64 *sum)
{
	struct st_value *v = st_at(key);

	*sum = v->events++;
	v->bytes += ST_BYTES;
	return 1;
}

static __always_inline long st_iterate(__u32 key, __u64 *sum)
{
	return st_lookup(key, sum);
}

ST_LOOP(lookup)
ST_LOOP(update)
ST_LOOP(iterate)
