// SPDX-License-Identifier: GPL-2.0-only
/*
 * array - elements by index; all of them are always there.
 */
#include "pb_structure.h"

static struct st_value *st_values;

static int st_open(void)
{
	st_values = vzalloc(array_size(st_entries, sizeof(*st_values)));
	return st_values ? 0 : -ENOMEM;
}

static void st_close(void)
{
	vfree(st_values);
}

static __always_inline struct st_value *st_find(u32 key)
{
	u32 at = key - ST_FIRST_KEY;

	return at < st_entries ? &st_values[at] : NULL;
}
ST_FIND_OPS

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	u32 i;

	*sum = 0;
	for (i = 0; i < st_entries; i++)
		*sum += READ_ONCE(st_values[i].events);
	return i;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update }, { ST_ITERATE, st_iterate },
};

ST_MODULE("array");
