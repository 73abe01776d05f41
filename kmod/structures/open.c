// SPDX-License-Identifier: GPL-2.0-only
/*
 * open - an array of places, searched from where a key hashes to; a place is taken with one
 * compare-and-exchange and no lock at all. The table of the collector hash.
 */
#include "pb_structure.h"

#include <linux/atomic.h>
#include <linux/log2.h>

static struct st_place *st_places;
static u32 st_bits, st_mask;

static int st_open(void)
{
	st_bits = ilog2(roundup_pow_of_two(st_entries)) + 1;
	st_mask = (1u << st_bits) - 1;
	st_places = vzalloc(sizeof(*st_places) << st_bits);
	return st_places ? 0 : -ENOMEM;
}

static void st_close(void)
{
	vfree(st_places);
}

static __always_inline struct st_value *st_find(u32 want)
{
	u32 at = ST_AT(want, st_bits), n, key;

	for (n = 0; n < ST_PROBES; n++, at++) {
		struct st_place *place = &st_places[at & st_mask];

		key = READ_ONCE(place->key);
		if (key == (ST_LIVE | want))
			return &place->value;
		if (!key)
			break;
	}
	return NULL;
}
ST_FIND_OPS

static __always_inline bool st_insert(u32 want, u64 *sum)
{
	u32 at = ST_AT(want, st_bits), n, key;

	*sum = want;
	if (st_find(want))
		return false;
	for (n = 0; n < ST_PROBES; n++, at++) {
		struct st_place *place = &st_places[at & st_mask];

		key = READ_ONCE(place->key);
		if (key & ST_LIVE || cmpxchg(&place->key, key, ST_LIVE | want) != key)
			continue;
		place->value.events += want;
		return true;
	}
	return false;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_value *v = st_find(key);

	*sum = key;
	if (!v)
		return false;
	*v = (struct st_value){ 0 };
	smp_store_release(&container_of(v, struct st_place, value)->key, ST_GONE);
	return true;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	u64 done = 0;
	u32 at;

	*sum = 0;
	for (at = 0; at <= st_mask; at++)
		if (READ_ONCE(st_places[at].key) & ST_LIVE) {
			*sum += st_places[at].value.events;
			done++;
		}
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update },
	{ ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("open");
