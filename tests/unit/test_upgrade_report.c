// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_upgrade_report - rows and sentences follow from the cells, and say no more than these.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/upgrade.h"

#define KERNEL "6.12.1-test"

static struct results r;
static struct upgrade_rows rows;

/* One cell a line: strategy, arm, mech, and the metrics that it has. */
static char *cell(const char *strategy, const char *arm, const char *mech, const char *metrics)
{
	return str_fmt(
		"{\"schema\":1,\"cell\":\"upgrade/kernel=" KERNEL
		"/hook=kprobe/strategy=%s/arm=%s/mech=%s\","
		"\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"pair\",\"events\":{},\"metrics\":{%s},"
		"\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n",
		strategy, arm, mech, metrics);
}

#define METRIC(name, value)                                                                        \
	"\"" name "\":{\"value\":" #value ",\"unit\":\"events\",\"class\":\"exact\"}"
/* clang-format off: one metric a line */
#define COUNTS(upgrades, exposed, missed, lossy, hole, extra, doubling)                            \
	METRIC("upgrades", upgrades) ","                                                           \
	METRIC("exposed_upgrades", exposed) ","                                                    \
	METRIC("missed", missed) ","                                                               \
	METRIC("lossy_upgrades", lossy) ","                                                        \
	METRIC("blackout_max", hole) ","                                                           \
	METRIC("duplicated", extra) ","                                                            \
	METRIC("doubling_upgrades", doubling) ","                                                  \
	METRIC("state_lost", 0)
/* clang-format on */

static void load(char *const cells[], size_t n)
{
	char *all = NULL;

	for (size_t i = 0; i < n; i++) {
		text_add(&all, "%s", cells[i]);
		free(cells[i]);
	}
	memset(&r, 0, sizeof(r));
	cr_assert_eq(results_parse(&r, "cells.jsonl", all, strlen(all)), 0);
	rows = upgrade_rows(&r, KERNEL);
	free(all);
}

static void unload(void)
{
	upgrade_rows_free(&rows);
	results_free(&r);
}

static void says(size_t at, const char *want)
{
	char *text = upgrade_verdict(&rows, at, upgrade_next(&rows, at));

	cr_expect_str_eq(text, want);
	free(text);
}

static void in_short(size_t at, const char *arm, const char *want)
{
	char *text = upgrade_short(&rows, at, upgrade_next(&rows, at), arm);

	cr_expect_str_eq(text, want);
	free(text);
}

Test(upgrade_report, rows_are_by_strategy_and_the_module_comes_first)
{
	char *cells[] = { cell("stub", "ebpf", "kprobe", COUNTS(30, 12, 0, 0, 0, 0, 0)),
			  cell("replace", "ebpf", "kprobe", COUNTS(30, 30, 900, 30, 40, 0, 0)),
			  cell("replace", "kmod", "kprobe", COUNTS(30, 30, 600, 30, 25, 0, 0)) };

	load(cells, 3);
	cr_assert_eq(rows.n, 3);
	cr_expect_str_eq(upgrade_side(&rows.v[0]), "module");
	cr_expect_str_eq(upgrade_side(&rows.v[1]), "eBPF");
	cr_expect_eq(upgrade_next(&rows, 0), 2);
	cr_expect_eq(upgrade_next(&rows, 2), 3);
	says(0,
	     "the module loses 600 events in 30 of 30 upgrades, up to 25 in a row; eBPF loses 900 events in 30 "
	     "of 30 upgrades, up to 40 in a row.");
	says(2, "eBPF loses and doubles nothing in 30 upgrades, 12 of which had events at risk.");
	in_short(0, "kmod", "loses 20");
	in_short(2, "ebpf", "nothing lost or doubled");
	in_short(2, "kmod", "-");
	unload();
}

Test(upgrade_report, an_upgrade_that_met_no_event_proves_nothing)
{
	char *cells[] = { cell("stub", "kmod", "kprobe", COUNTS(30, 0, 0, 0, 0, 0, 0)) };

	load(cells, 1);
	says(0,
	     "the module loses and doubles nothing, but no event came while versions changed: nothing was put to "
	     "the test.");
	in_short(0, "kmod", "not put to the test");
	unload();
}

Test(upgrade_report, versions_that_went_back_are_told_where_nothing_was_lost)
{
	char *cells[] = { cell("flip", "ebpf", "kprobe",
			       COUNTS(30, 4, 0, 0, 0, 0, 0) "," METRIC("reordered", 3)),
			  cell("flip", "kmod", "kprobe",
			       COUNTS(30, 4, 2, 2, 1, 0, 0) "," METRIC("reordered", 1)) };

	load(cells, 2);
	says(0, "the module loses 2 events in 2 of 30 upgrades, up to 1 in a row, and the old version alone records "
		"1 after the new one has begun; eBPF loses and doubles nothing, and the old version alone records 3 after the "
		"new one has begun.");
	unload();
}

Test(upgrade_report, a_record_that_goes_with_its_loader_is_told)
{
	char *cells[] = { cell("restart", "ebpf", "raw_tp",
			       COUNTS(30, 30, 900, 30, 40, 0, 0) "," METRIC("state_lost", 70)) };

	load(cells, 1);
	says(0, "eBPF loses 900 events in 30 of 30 upgrades, up to 40 in a row, and its record misses 70 of the events "
		"recorded.");
	in_short(0, "ebpf", "loses 30, and its record");
	unload();
}

Test(upgrade_report, mechanisms_of_one_side_are_added_up)
{
	char *cells[] = { cell("overlap", "ebpf", "kprobe", COUNTS(30, 30, 2, 2, 1, 0, 0)),
			  cell("overlap", "ebpf", "raw_tp", COUNTS(30, 30, 0, 0, 0, 12345, 29)) };

	load(cells, 2);
	says(0,
	     "eBPF loses 2 events in 2 of 60 upgrades, up to 1 in a row, and records 12,345 twice.");
	in_short(0, "ebpf", "loses 1 now and then, doubles 206");
	unload();
}

Test(upgrade_report, a_refusal_is_named)
{
	char *cells[] = { cell("linkupdate", "ebpf", "kprobe",
			       COUNTS(30, 30, 0, 0, 0, 0, 0) "," METRIC("refusal", 22)) };

	load(cells, 1);
	says(0, "eBPF is refused by the kernel (EINVAL) and goes on with the old version.");
	in_short(0, "ebpf", "refused: EINVAL");
	unload();
}

Test(upgrade_report, what_the_stub_counted_and_mixed_chains_are_told)
{
	char *cells[] = { cell("chain", "ebpf", "kprobe",
			       COUNTS(30, 30, 0, 0, 0, 0, 0) "," METRIC("mixed_versions", 4321)),
			  cell("freplace", "ebpf", "kprobe",
			       COUNTS(30, 30, 50, 10, 5, 0, 0) "," METRIC("stub_counted", 50)) };

	load(cells, 2);
	says(0, "eBPF loses and doubles nothing, and 4,321 events pass links of two versions.");
	says(1,
	     "eBPF loses 50 events in 10 of 30 upgrades, up to 5 in a row, all of which what stays at the hook "
	     "has counted.");
	in_short(0, "ebpf", "nothing lost or doubled, mixes versions");
	unload();
}

Test(upgrade_report, cells_that_were_not_measured_are_no_rows)
{
	char *cells[] = { cell("stub", "ebpf", "kprobe", ""), cell("stub", "kmod", "kprobe", "") };

	load(cells, 2);
	cr_expect_eq(rows.n, 0);
	unload();
}

Test(upgrade_report, a_blackout_on_a_running_kernel_is_told_in_microseconds)
{
	char *line = cell("replace", "ebpf", "raw_tp",
			  COUNTS(30, 30, 900, 30, 40, 0, 0) ",\"blackout_ns\":{\"value\":19000400.0,\"unit\":\"ns\","
			  "\"class\":\"sampled\",\"ci\":[15000000.0,2200000000.0],\"n\":30}");
	char *guest[] = { cell("stub", "kmod", "kprobe", COUNTS(30, 30, 0, 0, 0, 0, 0)),
			  str_replace(line, "\"profile\":\"pair\"", "\"profile\":\"sampled\"") };
	struct page p = { 0 };
	char *text;

	free(line);
	load(guest, 2);
	cr_expect_eq(rows.n, 1, "a guest's cells alone are rows of the matrix");
	cr_assert(upgrade_times(&r, &p));
	text = page_written(&p, &page_markdown);
	cr_expect_not_null(strstr(text, "19,000 [15,000, 2,200,000]"), "%s", text);
	cr_expect_null(strstr(text, "stub"), "%s", text);
	free(text);
	page_free(&p);
	unload();
}

Test(upgrade_report, numbers_have_commas)
{
	static const struct {
		s64 n;
		const char *text;
	} cases[] = { { 0, "0" },
		      { 999, "999" },
		      { 1000, "1,000" },
		      { 1234567, "1,234,567" },
		      { -1000, "-1,000" } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = upgrade_number(cases[i].n);

		cr_expect_str_eq(text, cases[i].text);
		free(text);
	}
}
