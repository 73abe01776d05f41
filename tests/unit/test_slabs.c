// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_slabs - which slab caches grow, and which of them steadily, from three texts of /proc/slabinfo.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "upgrade/slabs.h"

static const char head[] = "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize>\n";

static struct slab_growth v[4];

static size_t grown(const char *first, const char *mid, const char *last)
{
	char *texts[3] = { str_fmt("%s%s", head, first), str_fmt("%s%s", head, mid), str_fmt("%s%s", head, last) };
	size_t n = slabs_grown((const char *const *)texts, v, ARRAY_SIZE(v));

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	return n;
}

Test(slabs, what_grew_is_named_the_most_bytes_first)
{
	cr_assert_eq(grown("kmalloc-64 100 128 64\nfilp 50 64 256\n", "kmalloc-64 105 128 64\nfilp 500 564 256\n",
			   "kmalloc-64 110 128 64\nfilp 950 964 256\n"),
		     2);
	cr_expect_str_eq(v[0].name, "filp");
	cr_expect_eq(v[0].objects[0], 450);
	cr_expect_eq(v[0].objects[1], 450);
	cr_expect_eq(v[0].bytes, 256);
	cr_expect_eq(slab_steady(&v[0]), 450);
	cr_expect_str_eq(v[1].name, "kmalloc-64");
}

Test(slabs, a_cache_that_fills_up_once_does_not_grow_steadily)
{
	cr_assert_eq(grown("filp 50 64 256\n", "filp 950 964 256\n", "filp 951 964 256\n"), 1);
	cr_expect_eq(slab_steady(&v[0]), 1);
	cr_assert_eq(grown("filp 50 64 256\n", "filp 950 964 256\n", "filp 940 964 256\n"), 1);
	cr_expect_eq(slab_steady(&v[0]), -10);
}

Test(slabs, shrinking_is_no_growth_and_a_new_cache_is)
{
	cr_expect_eq(grown("filp 50 64 256\n", "filp 60 64 256\n", "filp 20 64 256\n"), 0);
	cr_assert_eq(grown("filp 50 64 256\n", "filp 50 64 256\n", "filp 50 64 256\npb 7 8 64\n"), 1);
	cr_expect_str_eq(v[0].name, "pb");
	cr_expect_eq(v[0].objects[1], 7);
}

Test(slabs, names_that_begin_alike_are_told_apart)
{
	cr_assert_eq(grown("kmalloc-8 5 8 8\nkmalloc-8k 10 16 8192\n", "kmalloc-8 5 8 8\nkmalloc-8k 10 16 8192\n",
			   "kmalloc-8 5 8 8\nkmalloc-8k 12 16 8192\n"),
		     1);
	cr_expect_str_eq(v[0].name, "kmalloc-8k");
	cr_expect_eq(v[0].objects[1], 2);
}

Test(slabs, there_may_be_more_than_there_is_room_for)
{
	cr_expect_eq(grown("", "", "a 1 1 8\nb 1 1 64\nc 1 1 16\nd 1 1 32\ne 1 1 128\nf 1 1 4\n"), 4);
	cr_expect_str_eq(v[0].name, "e");
	cr_expect_str_eq(v[3].name, "c");
}

Test(slabs, areas_that_the_kernel_keeps_for_reuse_are_no_growth)
{
	cr_expect_eq(grown("vmap_area 5 8 64\n", "vmap_area 50 58 64\n", "vmap_area 5000 5008 64\n"), 0);
}
