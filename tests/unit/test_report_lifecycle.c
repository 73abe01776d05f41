// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_report_lifecycle - tables, bars and pages of a small planted life.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/lifecycle.h"
#include "report/report.h"
#include "report_fixture.h"

TestSuite(report_lifecycle, .init = folder_make, .fini = folder_remove);

static void plant_step(const char *arm, const char *step, const char *metrics, const char *more)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"lifecycle/kernel=" KERNEL "/hook=%s/collector=count/step=%s/"
			     "arm=%s/mech=%s\",\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\","
			     "\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{%s},%s\"repeats\":[{\"repeat\":0,\"boot\":0}],"
			     "\"repeats_agree\":true}\n",
			     strcmp(step, "build") ? "kprobe" : "none", step, arm,
			     strcmp(step, "build") ? "kprobe" : "none", metrics, more);

	plant(line);
	free(line);
}

#define INSN(n, calls) \
	"\"insn\":{\"value\":" #n ",\"unit\":\"insn\",\"class\":\"exact\"},\"others_insn\":{\"value\":2000}," \
	"\"syscalls\":{\"value\":" #calls "}"

static void plant_lives(void)
{
	plant_step("kmod", "load", INSN(940400, 3) ",\"relocate_insn\":{\"value\":52000}", "");
	plant_step("kmod", "attach", INSN(5756762, 0), "");
	plant_step("kmod", "detach", INSN(5605816, 0), "");
	plant_step("kmod", "unload", INSN(83155, 1), "");
	plant_step("ebpf", "load", INSN(951520, 35) ",\"open_insn\":{\"value\":250000}", "");
	plant_step("ebpf", "attach", INSN(5972266, 16), "");
	plant_step("ebpf", "detach", INSN(5633163, 3), "");
	plant_step("ebpf", "hold", "\"map_bytes\":{\"value\":135464}", "\"held\":{\"map_bytes\":135464,\"fds\":5},");
	plant_step("kmod", "build", "\"object_bytes\":{\"value\":361536},\"toolchain_bytes\":{\"value\":188743680},"
		   "\"build_cpu_ms\":{\"value\":4820.4,\"class\":\"sampled\",\"ci\":[4206.1,5358.9],\"n\":6}", "");
}

static char *rendered(struct table *t)
{
	char *text = table_text(t, &table_markdown);

	table_free(t);
	return text;
}

#define HAS(text, part) cr_expect_not_null(strstr(text, part), "no \"%s\" in:\n%s", part, text)

Test(report_lifecycle, steps_are_rounded_and_added_up)
{
	struct results r;
	char *text;

	plant_lives();
	load(&r);
	text = rendered(life_steps(&r, &r.kernels[0], "count"));
	HAS(text, "| module | kprobe    |  940 |   5757 |   5606 |");
	HAS(text, "| eBPF   | kprobe    |  952 |   5972 |   5633 | not run |     - |");
	free(text);
	text = rendered(life_calls(&r, &r.kernels[0]));
	HAS(text, "kprobe    |    3 |");
	free(text);
	results_free(&r);
}

Test(report_lifecycle, memory_parts_and_builds_have_their_tables)
{
	struct results r;
	char *text;

	plant_lives();
	load(&r);
	text = rendered(life_held(&r, &r.kernels[0]));
	HAS(text, "135464");
	HAS(text, "not run");
	free(text);
	text = rendered(life_loading(&r, &r.kernels[0]));
	HAS(text, "52 |");
	HAS(text, "250 |");
	free(text);
	text = rendered(life_built(&r, &r.kernels[0]));
	HAS(text, "180 |");
	HAS(text, "Class exact: bytes");
	cr_expect_null(strstr(text, "4820"), "a time among what is exact:\n%s", text);
	free(text);
	text = rendered(life_build_times(&r, &r.kernels[0]));
	HAS(text, "| 4820 (4206 to 5359) | not run |");
	HAS(text, "Class sampled");
	cr_expect_null(strstr(text, "exact"), "%s", text);
	free(text);
	results_free(&r);
}

Test(report_lifecycle, a_life_without_all_its_steps_is_a_gap)
{
	struct bars b = { .name = "x" };
	struct results r;

	plant_lives();
	load(&r);
	life_drawings[LIFE_PICTURE_LEAD].fill(&r, &r.kernels[0], &b);
	cr_assert_eq(b.nr_rows, 3);
	cr_expect(b.rows[0].heading);
	cr_expect_str_eq(b.rows[1].label, "module kprobe");
	cr_expect_str_eq(b.rows[1].text, "12.4");
	cr_expect_float_eq(b.rows[1].part[0], 0, 1e-9, "a module is not opened");
	cr_expect_float_eq(b.rows[1].part[2], 5.756762, 1e-9);
	cr_expect_float_eq(b.rows[2].part[2], 0, 1e-9);
	bars_free(&b);
	results_free(&r);
}

Test(report_lifecycle, every_step_has_a_bar_of_its_own)
{
	struct bars b = { .name = "x" };
	struct results r;

	plant_lives();
	load(&r);
	life_drawings[LIFE_PICTURE_STEPS].fill(&r, &r.kernels[0], &b);
	cr_assert_eq(b.nr_rows, 3);
	cr_expect(b.apart);
	cr_expect_float_eq(b.rows[1].part[3], 83155, 1e-9, "unloading, beside steps of millions");
	cr_expect_null(b.rows[1].text);
	cr_expect_float_eq(b.rows[2].part[3], 0, 1e-9);
	cr_expect_str_eq(b.rows[2].text, "not run");
	bars_free(&b);
	results_free(&r);
}

Test(report_lifecycle, what_is_held_and_how_long_it_is_built_are_bars_too)
{
	struct bars held = { .name = "x" }, build = { .name = "y" };
	struct results r;

	plant_lives();
	load(&r);
	life_drawings[LIFE_PICTURE_HELD].fill(&r, &r.kernels[0], &held);
	cr_assert_eq(held.nr_rows, 2);
	cr_expect_str_eq(held.rows[0].text, "not run");
	cr_expect_str_eq(held.rows[1].label, "count eBPF");
	cr_expect_float_eq(held.rows[1].part[4], 135464.0 / 1024, 1e-9);
	cr_expect_str_eq(held.rows[1].text, "132");
	life_drawings[LIFE_PICTURE_BUILD].fill(&r, &r.kernels[0], &build);
	cr_assert_eq(build.nr_rows, 1);
	cr_expect_str_eq(build.rows[0].text, "4820");
	cr_expect(life_drawings[LIFE_PICTURE_BUILD].sampled);
	bars_free(&held);
	bars_free(&build);
	results_free(&r);
}

Test(report_lifecycle, a_folder_of_lives_alone_is_a_report)
{
	char *text;
	int err;

	plant_lives();
	err = report_build(folder, NULL, NULL);
	cr_assert(!err || err == -ENOPKG, "%d", err);
	text = folder_read("report.md");
	HAS(text, "# What does it take to build, load, attach, hold, detach and unload a collector?");
	HAS(text, "Accelerator icount, CPU qemu64");
	cr_expect_null(strstr(text, "Gates"), "the chapter of another experiment is in it");
	cr_expect(folder_has("tables/life-6.12.md"));
	cr_expect(folder_has("plots/lifecycle-6.12.dat"));
	cr_expect(folder_has("plots/lifecycle-steps-6.12.gp"));
	cr_expect(folder_has("tables/life-buildtime-6.12.md"));
	links_resolve(text);
	free(text);
}

static void plant_time(const char *step, double ns, const char *outcome)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"lifecycle/kernel=" KERNEL "/hook=kprobe/collector=count/step=%s/"
			     "arm=ebpf/mech=kprobe\",\"outcome\":\"%s\",\"reason\":\"\",\"profile\":\"sampled\",\"accel\":\"host\","
			     "\"cpu\":\"x\",\"events\":{},\"metrics\":{\"elapsed_ns\":{\"value\":%f,\"unit\":\"ns\",\"class\":"
			     "\"sampled\",\"ci\":[%f,%f],\"n\":30}},\"lives\":{\"kept\":30,\"miscounted\":0,\"cpu\":1},"
			     "\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n",
			     step, outcome, ns, ns - 1000, ns + 1000);

	plant(line);
	free(line);
}

Test(report_lifecycle, times_of_a_host_are_a_report_of_their_own)
{
	char *text;
	int err;

	plant_time("load", 666400, "ok");
	plant_time("attach", 55300, "ok");
	plant_time("detach", 1, "fail");
	err = report_build(folder, NULL, NULL);
	cr_assert(!err || err == -ENOPKG, "%d", err);
	text = folder_read("report.md");
	HAS(text, "| 666 [665, 667] | 55.3 [54.3, 56.3] |   fail | not run |");
	HAS(text, "30 lives each");
	HAS(text, "Elapsed time holds grace periods");
	links_resolve(text);
	cr_expect_null(strstr(text, "Thousands of instructions"), "there are none in this folder");
	cr_expect(folder_has("tables/life-elapsed-" KERNEL ".md"));
	free(text);
}

Test(report_lifecycle, times_stand_below_the_counts_of_a_folder_that_has_both)
{
	char *text;
	int err;

	plant_lives();
	plant_time("load", 666400, "ok");
	err = report_build(folder, NULL, NULL);
	cr_assert(!err || err == -ENOPKG, "%d", err);
	text = folder_read("report.md");
	HAS(text, "Thousands of instructions of the loader, by step");
	HAS(text, "Microseconds until a step is over, waiting included");
	free(text);
}
