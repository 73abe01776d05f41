// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memory - which slab cache grew most, from two texts of /proc/slabinfo.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "upgrade/memory.h"

static const char head[] =
	"slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize>\n";

static u64 growth(const char *before, const char *after, char *name)
{
	char *a = str_fmt("%s%s", head, before), *b = str_fmt("%s%s", head, after);
	u64 n = memory_slab_growth(a, b, name, 64);

	free(a);
	free(b);
	return n;
}

Test(memory, the_cache_that_grew_most_is_named)
{
	char name[64];

	cr_expect_eq(growth("kmalloc-64 100 128 64\nfilp 50 64 256\n",
			    "kmalloc-64 110 128 64\nfilp 950 964 256\n", name),
		     900);
	cr_expect_str_eq(name, "filp");
}

Test(memory, shrinking_is_no_growth_and_a_new_cache_is)
{
	char name[64];

	cr_expect_eq(growth("filp 50 64 256\n", "filp 20 64 256\n", name), 0);
	cr_expect_str_eq(name, "");
	cr_expect_eq(growth("filp 50 64 256\n", "filp 50 64 256\npb 7 8 64\n", name), 7);
	cr_expect_str_eq(name, "pb");
}

Test(memory, names_that_begin_alike_are_told_apart)
{
	char name[64];

	cr_expect_eq(growth("kmalloc-8 5 8 8\nkmalloc-8k 10 16 8192\n",
			    "kmalloc-8 5 8 8\nkmalloc-8k 12 16 8192\n", name),
		     2);
	cr_expect_str_eq(name, "kmalloc-8k");
}

Test(memory, no_text_is_no_growth)
{
	char name[64];

	cr_expect_eq(memory_slab_growth("", "", name, sizeof(name)), 0);
}

Test(memory, areas_that_the_kernel_keeps_for_reuse_are_no_growth)
{
	char name[64];

	cr_expect_eq(growth("vmap_area 5 8 64\n", "vmap_area 5000 5008 64\n", name), 0);
}
