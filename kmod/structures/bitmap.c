// SPDX-License-Identifier: GPL-2.0-only
/*
 * bitmap - a bit a key: whether it is there, and nothing else.
 */
#include "pb_structure.h"

#include <linux/bitmap.h>
#include <linux/bitops.h>

static unsigned long *st_bits;

static int st_open(void)
{
	st_bits = bitmap_zalloc(st_entries, GFP_KERNEL);
	return st_bits ? 0 : -ENOMEM;
}

static void st_close(void)
{
	bitmap_free(st_bits);
}

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	*sum = key;
	return key - ST_FIRST_KEY < st_entries && !test_and_set_bit(key - ST_FIRST_KEY, st_bits);
}
ST_LOOP(insert)

static __always_inline bool st_lookup(u32 key, u64 *sum)
{
	*sum = key;
	return key - ST_FIRST_KEY < st_entries && test_bit(key - ST_FIRST_KEY, st_bits);
}
ST_LOOP(lookup)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	*sum = key;
	return key - ST_FIRST_KEY < st_entries && test_and_clear_bit(key - ST_FIRST_KEY, st_bits);
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	unsigned int at;
	u64 done = 0;

	*sum = 0;
	for_each_set_bit(at, st_bits, st_entries) {
		*sum += ST_FIRST_KEY + at;
		done++;
	}
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert },
	{ ST_LOOKUP, st_run_lookup },
	{ ST_DELETE, st_run_delete },
	{ ST_ITERATE, st_iterate },
};

ST_MODULE("bitmap");
