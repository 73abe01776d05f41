// SPDX-License-Identifier: GPL-2.0-only
/*
 * open - an array of places in a global variable, searched from where a key hashes to; a place is taken with
 * one compare-and-exchange. The table of the collector hash.
 */
#include "structure.bpf.h"

#define ST_MOST_PLACES (2 * ST_MAX_ENTRIES)

const volatile __u32 st_bits SEC(".rodata.bits"); /* set before it is loaded: a constant to the verifier */
struct st_place st_places[ST_MOST_PLACES];

static __always_inline struct st_place *st_place(__u32 at)
{
	/* The verifier wants the bound of the index, so it is masked twice. */
	return &st_places[at & ((1u << st_bits) - 1) & (ST_MOST_PLACES - 1)];
}

static __always_inline struct st_value *st_find(__u32 want)
{
	__u32 at = ST_AT(want, st_bits), n, key;

#pragma clang loop unroll(disable)
	for (n = 0; n < ST_PROBES; n++, at++) {
		struct st_place *place = st_place(at);

		key = *(volatile __u32 *)&place->key;
		if (key == (ST_LIVE | want))
			return &place->value;
		if (!key)
			break;
	}
	return 0;
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	struct st_value *v = st_find(key);

	if (v)
		*sum = v->events;
	return !!v;
}

static __always_inline long st_update(__u32 key, __u64 *sum)
{
	struct st_value *v = st_find(key);

	if (v) {
		*sum = v->events++;
		v->bytes += ST_BYTES;
	}
	return !!v;
}

static __always_inline long st_insert(__u32 want, __u64 *sum)
{
	__u32 at = ST_AT(want, st_bits), n, key;

	*sum = want;
	if (st_find(want))
		return 0;
#pragma clang loop unroll(disable)
	for (n = 0; n < ST_PROBES; n++, at++) {
		struct st_place *place = st_place(at);

		key = *(volatile __u32 *)&place->key;
		if (key & ST_LIVE || __sync_val_compare_and_swap(&place->key, key, ST_LIVE | want) != key)
			continue;
		place->value.events += want;
		return 1;
	}
	return 0;
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	struct st_value *v = st_find(key);
	struct st_place *place;

	*sum = key;
	if (!v)
		return 0;
	place = (void *)v - __builtin_offsetof(struct st_place, value);
	v->events = 0;
	v->bytes = 0;
	*(volatile __u32 *)&place->key = ST_GONE;
	return 1;
}

/* One place; the loop is told how many elements there are, and goes over twice as many. */
static long st_one_iterate(__u32 i, struct st_order *o)
{
	struct st_place *place = st_place(i);

	if (place->key & ST_LIVE) {
		o->done++;
		o->sum += place->value.events;
	}
	return 0;
}

ST_LOOP(insert)
ST_LOOP(lookup)
ST_LOOP(update)
ST_LOOP(delete)
ST_RUN(iterate, bpf_loop(1u << st_bits, st_one_iterate, &o, 0))
