// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_heat - the map of workloads and hooks, and the tables that go with it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/heat.h"
#include "report/overhead.h"
#include "report_fixture.h"

TestSuite(heat, .init = folder_make, .fini = folder_remove);

#define EXPECT_IN(text, what) cr_expect(strstr(text, what), "no \"%s\" in:\n%s", what, text)

/* Every baseline of the fixture costs 300 an operation, and an operation makes one event. */
static void plant_two(void)
{
	plant_linear("getppid", NONE_CELL, 0, 0);
	plant_linear("getppid", KMOD_CELL, 150 * N, 0);
	plant_linear("getppid", COUNT_CELL, 360 * N, 0);
	plant_linear("stat", NONE_CELL, 0, 0);
	plant_linear("stat", KMOD_CELL, 200 * N, 0);
	plant_linear("stat", "hook=kprobe/collector=count/arm=ebpf/mech=kprobe", 400 * N, 0);
}

static char *map(enum heat_kind kind, const char *extension)
{
	struct outputs to = { .dir = folder };
	struct results r;
	char *name, *path, *text = NULL;

	load(&r);
	name = heat_script(&r, &r.kernels[0], kind, &to);
	if (name) {
		path = str_fmt("plots/%s.%s", name, extension);
		text = folder_read(path);
		free(path);
	}
	free(name);
	outputs_free(&to);
	results_free(&r);
	return text;
}

Test(heat, has_a_field_for_each_side_and_for_the_ratio)
{
	char *text;

	plant_two();
	text = map(HEAT_EVENT, "dat");
	cr_assert_not_null(text);
	EXPECT_IN(text, "\t150\tgetppid\tkprobe\tkprobe\n");
	EXPECT_IN(text, "\t360\tgetppid\tkprobe\tkprobe\n");
	EXPECT_IN(text, "\t2.4\tgetppid\tkprobe\tkprobe / kprobe\n");
	EXPECT_IN(text, "\t2.0\tstat\tkprobe\tkprobe / kprobe\n");
	free(text);
}

Test(heat, share_is_of_the_operations_own_cost)
{
	char *text;

	plant_two();
	text = map(HEAT_SHARE, "dat");
	cr_assert_not_null(text);
	EXPECT_IN(text, "\t50\tgetppid\tkprobe\tkprobe\n");
	EXPECT_IN(text, "\t120\tgetppid\tkprobe\tkprobe\n");
	cr_expect_null(strstr(text, " / "), "no ratio: it would be the other map's");
	free(text);
}

/* The colour of the field with @text of @workload, and whether its letters are white. */
static unsigned int shade(const char *dat, const char *text, const char *workload, unsigned int *dark)
{
	char *want = str_fmt("\t%s\t%s\t", text, workload), *at = strstr(dat, want);
	unsigned int colour = 0;

	cr_assert_not_null(at, "%s", want);
	while (at > dat && at[-1] != '\n')
		at--;
	cr_assert_eq(sscanf(at, "%*f\t%*u\t%u\t%u\t", &colour, dark), 2);
	free(want);
	return colour;
}

/* Darker is more, on one scale for both sides; on dark fields letters are white. */
Test(heat, shades_follow_the_numbers)
{
	unsigned int dark[4], colour[4];
	char *text;

	plant_two();
	text = map(HEAT_EVENT, "dat");
	cr_assert_not_null(text);
	colour[0] = shade(text, "150", "getppid", &dark[0]);
	colour[1] = shade(text, "200", "stat", &dark[1]);
	colour[2] = shade(text, "360", "getppid", &dark[2]);
	colour[3] = shade(text, "400", "stat", &dark[3]);
	/* By green, which weighs most in grey. */
	cr_expect_gt(colour[0] & 0xff00, colour[1] & 0xff00);
	cr_expect_gt(colour[2] & 0xff00, colour[3] & 0xff00);
	cr_expect(!dark[0] && !dark[1] && dark[2] && dark[3]);
	free(text);
}

Test(heat, a_field_without_a_number_says_why)
{
	char *text;

	plant_two();
	plant("{\"schema\":1,\"cell\":\"overhead/kernel=" KERNEL
	      "/workload=stat/hook=exit/collector=count/arm=kmod/mech=fprobe\","
	      "\"outcome\":\"skip\",\"reason\":\"no fprobe\"}\n");
	text = map(HEAT_EVENT, "dat");
	cr_assert_not_null(text);
	EXPECT_IN(text, "\t16777215\t0\t-\tstat\texit\tfprobe\n");
	EXPECT_IN(text, "\t16777215\t0\t-\tgetppid\texit\tfprobe\n");
	free(text);
}

Test(heat, one_workload_is_no_map)
{
	plant_cell(NONE_CELL, 0, 0, 0);
	plant_cell(KMOD_CELL, 150 * N, 0, 0);
	cr_expect_null(map(HEAT_EVENT, "dat"));
}

Test(heat, workloads_have_their_own_cost_events_and_resolution)
{
	struct results r;
	struct table *t;
	char *text;

	plant_two();
	load(&r);
	t = overhead_workloads(&r, &r.kernels[0]);
	text = table_text(t, &table_csv);
	EXPECT_IN(text, "stat,\"stat(\"\"/dev/null\"\") per operation\",");
	EXPECT_IN(text, ",1,1,-,300,exact,0");
	table_free(t);
	free(text);
	t = overhead_by_workload(&r, &r.kernels[0]);
	text = table_text(t, &table_csv);
	EXPECT_IN(text, "getppid,150 / 360");
	EXPECT_IN(text, "stat,200 / 400");
	table_free(t);
	free(text);
	results_free(&r);
}

/* Who has an empty body beside the lead one is measured in depth; if nobody has, all are shown. */
Test(heat, only_workloads_with_a_floor_have_panels_of_their_own)
{
	const char **names;
	struct results r;
	size_t nr;

	plant_two();
	load(&r);
	nr = workload_names_deep(&r, KERNEL, &names);
	cr_expect_eq(nr, 2);
	free(names);
	results_free(&r);
	plant_linear("stat", FLOOR_CELL, 390 * N, 0);
	load(&r);
	nr = workload_names_deep(&r, KERNEL, &names);
	cr_assert_eq(nr, 1);
	cr_expect_str_eq(names[0], "stat");
	free(names);
	results_free(&r);
}
