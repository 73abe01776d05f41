// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_kobjects - what two snapshots of the kernel's objects differ by.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "files.h"
#include "kobjects.h"

static void add(struct kobjects *k, enum kobject_kind kind, const char *name)
{
	k->v[kind] = mem_grow(k->v[kind], k->n[kind] + 1, sizeof(*k->v[kind]));
	k->v[kind][k->n[kind]++] = str_dup(name);
}

Test(kobjects, the_new_ones_are_named)
{
	struct kobjects a = { 0 }, b = { 0 };
	json_t *diff, *fresh;

	add(&a, KOBJ_MODULE, "pb_count");
	add(&a, KOBJ_MODULE, "pb_gone");
	add(&b, KOBJ_MODULE, "pb_count");
	add(&b, KOBJ_MODULE, "pb_v2");
	add(&a, KOBJ_KPROBE, "ffff k");
	add(&b, KOBJ_KPROBE, "ffff k");
	add(&b, KOBJ_KPROBE, "ffff k");
	diff = kobjects_diff(&a, &b);
	cr_expect_eq(json_object_size(diff), 2);
	cr_expect_eq(json_integer_value(json_object_get(diff, "modules")), 1);
	cr_expect_eq(json_integer_value(json_object_get(diff, "kprobes")), 1, "a second at the same place");
	fresh = kobjects_new(&a, &b, KOBJ_MODULE);
	cr_assert_eq(json_array_size(fresh), 1);
	cr_expect_str_eq(json_string_value(json_array_get(fresh, 0)), "pb_v2");
	json_decref(fresh);
	json_decref(diff);
	kobjects_free(&a);
	kobjects_free(&b);
}

Test(kobjects, pins_are_files_below_the_folder)
{
	char root[] = "/tmp/probebench-pins.XXXXXX", *sub, *file;
	struct kobjects before, after;
	json_t *diff;

	cr_assert_not_null(mkdtemp(root));
	sub = str_fmt("%s/v1", root);
	file = str_fmt("%s/link", sub);
	kobjects_take(&before, root);
	cr_assert_eq(dir_make(sub), 0);
	cr_assert_eq(file_write(file, "", 0), 0);
	kobjects_take(&after, root);
	diff = kobjects_diff(&before, &after);
	cr_expect_eq(json_integer_value(json_object_get(diff, "pins")), 1);
	json_decref(diff);
	kobjects_free(&before);
	kobjects_free(&after);
	dir_remove(root);
	free(sub);
	free(file);
}
