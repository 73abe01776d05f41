// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_boot - a guest's messages are taken for what the plan allows, in whatever pieces they come.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/boot.h"

#define CELL_A "overhead/kernel=k/workload=nop"
#define CELL_B "overhead/kernel=k/workload=getppid"

static struct boot boot;
static int records, envs, last_index;

static void on_record(struct boot *b, int index, json_t *record)
{
	records++;
	last_index = index;
}

static void on_env(struct boot *b, json_t *env)
{
	envs++;
}

static void make(void)
{
	/* Warnings are what these tests provoke. */
	cr_assert(freopen("/dev/null", "w", stderr));
	boot = (struct boot){ .in_flight = -1,
			      .on_record = on_record,
			      .on_env = on_env,
			      .plan = json_pack("{s:[{s:s}, {s:s}]}", "cells", "cell", CELL_A, "cell",
						CELL_B) };
}

static void unmake(void)
{
	json_decref(boot.plan);
	free(boot.guest_error);
}

TestSuite(boot, .init = make, .fini = unmake);

Test(boot, messages_of_a_good_guest_are_followed)
{
	cr_expect(boot_line(&boot, "{\"msg\":\"hello\"}"));
	cr_expect(boot_line(&boot, "{\"msg\":\"env\",\"env\":{\"release\":\"k\"}}"));
	cr_expect(boot_line(&boot, "{\"msg\":\"start\",\"index\":1}"));
	cr_expect_eq(boot.in_flight, 1);
	cr_expect(boot_line(&boot, "{\"msg\":\"cell\",\"index\":1,\"record\":{\"cell\":\"" CELL_B
				   "\",\"outcome\":\"ok\",\"reason\":\"\"}}"));
	cr_expect_eq(boot.in_flight, -1);
	cr_expect(boot_line(&boot, "{\"msg\":\"something new\"}"), "an older host ignores it");
	cr_expect(boot_line(&boot, "{\"msg\":\"bye\"}"));
	cr_expect(boot.hello && boot.bye && boot.finished == 1 && envs == 1 && last_index == 1);
}

Test(boot, index_beyond_the_plan_is_refused)
{
	static const char *const bad[] = { "-1", "2", "4294967296", "9223372036854775807", "1.0",
					   "\"1\"", "null" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *start = str_fmt("{\"msg\":\"start\",\"index\":%s}", bad[i]);
		char *cell = str_fmt("{\"msg\":\"cell\",\"index\":%s,\"record\":{\"cell\":\"" CELL_A
				     "\",\"outcome\":\"ok\",\"reason\":\"\"}}", bad[i]);

		cr_expect_not(boot_line(&boot, start), "%s", bad[i]);
		cr_expect_not(boot_line(&boot, cell), "%s", bad[i]);
		free(start);
		free(cell);
	}
	cr_expect_eq(boot.in_flight, -1);
	cr_expect_eq(records, 0);
}

Test(boot, record_that_is_none_is_refused)
{
	static const char *const bad[] = {
		"{}", "[]", "7", "{\"cell\":\"" CELL_B "\",\"outcome\":\"ok\",\"reason\":\"\"}",
		"{\"cell\":\"" CELL_A "\",\"reason\":\"\"}",
		"{\"cell\":\"" CELL_A "\",\"outcome\":\"fine\",\"reason\":\"\"}",
		"{\"cell\":\"" CELL_A "\",\"outcome\":\"ok\"}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *cell = str_fmt("{\"msg\":\"cell\",\"index\":0,\"record\":%s}", bad[i]);

		cr_expect_not(boot_line(&boot, cell), "%s", bad[i]);
		free(cell);
	}
	cr_expect_not(boot_line(&boot, "{\"msg\":\"cell\",\"index\":0}"));
	cr_expect_eq(records, 0);
}

Test(boot, environment_without_a_release_is_refused)
{
	cr_expect_not(boot_line(&boot, "{\"msg\":\"env\"}"));
	cr_expect_not(boot_line(&boot, "{\"msg\":\"env\",\"env\":{\"release\":7}}"));
	cr_expect_eq(envs, 0);
}

static bool count_line(const char *text, void *ctx)
{
	++*(int *)ctx;
	return text[0] == '{';
}

Test(boot, only_messages_are_a_sign_of_life)
{
	struct guest g = { 0 };
	int lines = 0;

	cr_expect_not(guest_feed(&g, "noise\nno", 8, count_line, &lines));
	cr_expect_not(guest_feed(&g, "ise\n{", 5, count_line, &lines));
	cr_expect(guest_feed(&g, "}\r\n", 3, count_line, &lines));
	cr_expect_eq(lines, 3);
	cr_expect_eq(g.results_len, 0);
	free(g.results);
}

Test(boot, line_without_end_does_not_fill_the_memory)
{
	char *flood = mem_alloc(1 << 20, 1);
	struct guest g = { 0 };
	int lines = 0;

	memset(flood, 'x', 1 << 20);
	for (int i = 0; i < 64; i++) {
		guest_feed(&g, flood, 1 << 20, count_line, &lines);
		cr_assert_leq(g.results_len, GUEST_LINE_MAX);
	}
	cr_expect_eq(lines, 0);
	free(flood);
	free(g.results);
}
