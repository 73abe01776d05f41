// SPDX-License-Identifier: GPL-2.0-only
/*
 * global - a variable of the module that is an array: the address is a constant of the code.
 */
#include "pb_structure.h"

static struct st_value st_values[ST_MAX_ENTRIES];

static int st_open(void)
{
	return 0;
}

static void st_close(void)
{
}

static __always_inline struct st_value *st_find(u32 key)
{
	return &st_values[(key - ST_FIRST_KEY) & (ST_MAX_ENTRIES - 1)];
}
ST_FIND_OPS

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	u32 i;

	*sum = 0;
	for (i = 0; i < n; i++)
		*sum += READ_ONCE(st_values[i].events);
	return i;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update }, { ST_ITERATE, st_iterate },
};

ST_MODULE("global");
