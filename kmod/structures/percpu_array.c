// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_array - elements by index, with a value for each CPU: an array a CPU, since what the per-CPU allocator
 * gives at once is limited.
 */
#include "pb_structure.h"

#include <linux/percpu.h>

static DEFINE_PER_CPU(struct st_value *, st_values);

static void st_close(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		vfree(per_cpu(st_values, cpu));
}

static int st_open(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(st_values, cpu) = vzalloc(array_size(st_entries, sizeof(struct st_value)));
		if (!per_cpu(st_values, cpu)) {
			st_close();
			return -ENOMEM;
		}
	}
	return 0;
}

static __always_inline struct st_value *st_find(u32 key)
{
	u32 at = key - ST_FIRST_KEY;

	return at < st_entries ? raw_cpu_read(st_values) + at : NULL;
}
ST_FIND_OPS

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	const struct st_value *values = raw_cpu_read(st_values);
	u32 i;

	*sum = 0;
	for (i = 0; i < st_entries; i++)
		*sum += READ_ONCE(values[i].events);
	return i;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update }, { ST_ITERATE, st_iterate },
};

ST_MODULE("percpu_array");
