// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_profile - names of cells that sample, sums over samples, and work whose shares are known.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "profile/sampler.h"
#include "profile/split.h"
#include "registry.h"
#include "report/profile.h"
#include "report_fixture.h"

#define CELL(event, period, body, arm, mech) \
	"profile/kernel=" KERNEL "/event=" event "/period=" period "/body=" body "/arm=" arm "/mech=" mech

static bool names_a_cell(const char *name)
{
	char *why = NULL;
	struct cell c;
	bool sound = !cell_parse(name, &c, &why);

	if (sound)
		cell_free(&c);
	else
		cr_expect(why && *why, "%s", name);
	free(why);
	return sound;
}

Test(profile, names_are_judged)
{
	cr_expect(names_a_cell(CELL("cpu-clock", "50us", "task", "ebpf", "perf_event")));
	cr_expect(names_a_cell(CELL("cpu-clock", "7us", "count", "kmod", "hrtimer")));
	cr_expect(names_a_cell(CELL("cycles", "100k", "address", "kmod", "perf_event")));
	cr_expect(!names_a_cell(CELL("moon-phase", "50us", "task", "ebpf", "perf_event")));
	cr_expect(!names_a_cell(CELL("cpu-clock", "0us", "task", "ebpf", "perf_event")));
	cr_expect(!names_a_cell(CELL("cpu-clock", "50", "task", "ebpf", "perf_event")), "50 of what?");
	cr_expect(!names_a_cell(CELL("cpu-clock", "99999999999999us", "task", "ebpf", "perf_event")));
	cr_expect(!names_a_cell(CELL("cpu-clock", "50us", "mood", "ebpf", "perf_event")));
	cr_expect(!names_a_cell(CELL("cpu-clock", "50us", "task", "ebpf", "hrtimer")), "no program is called by a timer");
	cr_expect(!names_a_cell(CELL("cycles", "100k", "count", "kmod", "hrtimer")), "no timer counts cycles");
	cr_expect(!names_a_cell(CELL("cpu-clock", "50us", "task", "kmod", "none")));
}

static void plan_sees(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	cr_expect(names_a_cell(name), "%s", name);
	++*(size_t *)ctx;
	free(name);
}

Test(profile, every_planned_cell_can_be_parsed)
{
	size_t n = 0;

	experiment_find(PROFILE_EXPERIMENT)->plan(KERNEL, plan_sees, &n);
	cr_expect_eq(n, 2 * 3 * 3 + 2 * 2, "%zu cells", n);
}

Test(profile, sums_over_places_are_of_keys)
{
	struct pb_profile_counts *c = mem_alloc(1, sizeof(*c));

	c->samples = 5;
	c->places[0] = (struct pb_profile_place){ PB_PROFILE_TASK(7), 3 };
	c->places[PB_PROFILE_PLACES - 1] = (struct pb_profile_place){ 0xffffffff81000010, 11 };
	cr_expect_eq(sampler_kept(c), 19);
	cr_expect_eq(sampler_between(c, PB_PROFILE_TASK(7), PB_PROFILE_TASK(7) + 1), 3);
	cr_expect_eq(sampler_between(c, PB_PROFILE_TASK(8), PB_PROFILE_TASK(8) + 1), 0);
	cr_expect_eq(sampler_between(c, 0xffffffff81000010, 0xffffffff81000020), 11);
	cr_expect_eq(sampler_between(c, 0xffffffff81000000, 0xffffffff81000010), 0, "the end is not part of it");
	free(c);
}

Test(profile, a_place_is_in_the_table_and_neighbours_are_apart)
{
	u32 last = PB_PROFILE_PLACES;

	for (u32 pid = 0; pid < 10000; pid++) {
		u32 at = PB_PROFILE_AT(PB_PROFILE_TASK(pid));

		cr_assert_lt(at, PB_PROFILE_PLACES);
		cr_assert_neq(at, last);
		last = at;
	}
	cr_expect_neq(PB_PROFILE_TASK(0), 0, "idle CPUs have a key too");
}

Test(profile, parts_of_the_work_are_apart_and_take_their_time)
{
	struct split s;
	struct split_times t;
	u64 a, b, x, y;

	cr_assert_eq(split_start(&s, false), 0);
	split_keys(&s, PB_PROFILE_BY_ADDRESS, 0, &a, &b);
	split_keys(&s, PB_PROFILE_BY_ADDRESS, 1, &x, &y);
	cr_expect(a < b && x < y && (b <= x || y <= a), "functions of their own");
	cr_assert_eq(split_run(&s, 30000000, 1, &t), 0);
	cr_expect_gt(t.between - t.start, t.end - t.between);
	cr_assert_eq(split_run(&s, 1, 30000000, &t), 0);
	cr_expect_lt(t.between - t.start, t.end - t.between);
	cr_assert_eq(split_run(&s, 0, 0, &t), 0, "nothing ends, too");
	split_stop(&s);
}

TestSuite(report_profile, .init = folder_make, .fini = folder_remove);

static void plant_sample(const char *cell, const char *outcome, int cost)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"%s\",\"reason\":\"%s\",\"profile\":\"exact\","
			     "\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{\"added_insn_per_event\":"
			     "{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\"}},\"repeats\":"
			     "[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", cell, outcome,
			     strcmp(outcome, "ok") ? "the kernel lacks it" : "", cost);

	plant(line);
	free(line);
}

Test(report_profile, only_what_was_measured_is_told)
{
	struct results r;
	char *text;

	plant_sample(CELL("cpu-clock", "500us", "address", "kmod", "perf_event"), "ok", 1500);
	plant_sample(CELL("cpu-clock", "500us", "address", "kmod", "hrtimer"), "fail", 7);
	plant_sample(CELL("cpu-clock", "50us", "address", "kmod", "hrtimer"), "ok", 1300);
	plant_sample(CELL("cpu-clock", "500us", "address", "ebpf", "perf_event"), "ok", 1600);
	plant_sample(CELL("cycles", "100k", "count", "ebpf", "perf_event"), "skip", 0);
	load(&r);
	text = chapter_profile.headline(&r);
	cr_expect_not_null(strstr(text, " one in 500us, "), "%s", text);
	cr_expect_not_null(strstr(text, ": module perf_event 1500 (148500); eBPF perf_event 1600 (158400)."), "%s", text);
	free(text);
	results_free(&r);
}
