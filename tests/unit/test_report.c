// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_report - reading result folders, judging the method's gates, and what tables may say.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "report/gates.h"
#include "report/overhead.h"
#include "report/plots.h"
#include "report/report.h"
#include "report_fixture.h"
#include "vm/kernels.h"

TestSuite(report, .init = folder_make, .fini = folder_remove);

static struct cost cost_at(const struct results *r, const char *collector, const char *arm)
{
	return cost_of(r, cell_at(r, KERNEL, "getppid", "kprobe", collector, arm, "kprobe"));
}

Test(report, last_line_of_a_cell_wins)
{
	struct results r;

	plant("{\"schema\":1,\"cell\":\"overhead/a=1\",\"outcome\":\"broken\",\"reason\":\"x\"}\n"
	      "{\"schema\":1,\"cell\":\"overhead/a=2\",\"outcome\":\"ok\",\"new\":{\"key\":[1]}}\n"
	      "{\"schema\":1,\"cell\":\"overhead/a=1\",\"outcome\":\"ok\",\"reason\":\"\"}\n");
	load(&r);
	cr_assert_eq(r.nr_cells, 2);
	cr_assert_str_eq(r.cells[0].name, "overhead/a=1");
	cr_assert_eq(r.cells[0].outcome, OUTCOME_OK);
	results_free(&r);
}

Test(report, torn_last_line_is_left_out)
{
	struct results r;

	plant_cell(COUNT_CELL, 300 * N, 0, 0);
	plant("{\"schema\":1,\"cell\":\"overhead/kern");
	load(&r);
	cr_assert_eq(r.nr_cells, 1);
	results_free(&r);
}

Test(report, last_line_without_newline_counts_if_whole)
{
	struct results r;

	plant("{\"schema\":1,\"cell\":\"overhead/a=1\",\"outcome\":\"skip\",\"reason\":\"no\"}");
	load(&r);
	cr_assert_eq(r.nr_cells, 1);
	results_free(&r);
}

Test(report, damage_is_refused)
{
	static const char *const bad[] = {
		"{\"schema\":1,\"cell\":\"a\",\"outc\n", /* torn, but not by a kill */
		"{\"schema\":1,\"cell\":\"a\",\"outcome\":\"maybe\"}\n",
		"{\"schema\":1,\"outcome\":\"ok\"}\n",
		"{\"cell\":\"a\",\"outcome\":\"ok\"}\n",
		"[1]\n",
		"{\"schema\":2,\"cell\":\"a\",\"outcome\":\"ok\"}\n", /* newer than ours */
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct results r;

		plant_file("cells.jsonl", bad[i]);
		plant("{\"schema\":1,\"cell\":\"b\",\"outcome\":\"ok\"}\n");
		cr_expect_eq(results_load(folder, &r), -EINVAL, "accepted: %s", bad[i]);
		cr_expect_eq(report_build(folder, NULL, NULL), -EINVAL);
	}
}

Test(report, newer_or_damaged_manifest_is_refused)
{
	struct results r;

	plant_cell(COUNT_CELL, 300 * N, 0, 0);
	plant_file("manifest.json", "{\"schema\":2}");
	cr_assert_eq(results_load(folder, &r), -EINVAL);
	plant_file("manifest.json", "{\"schema\":1");
	cr_assert_eq(results_load(folder, &r), -EINVAL);
}

Test(report, missing_folder_and_missing_cells)
{
	char *markdown;

	cr_assert_eq(report_build("/nonexistent/folder", NULL, NULL), -ENOENT);
	cr_assert_eq(report_build(folder, NULL, NULL), -ENOENT);
	cr_assert_eq(report_headline(folder, &markdown), -ENOENT);
	cr_assert_null(markdown);
}

Test(report, csv_quotes_as_rfc_4180)
{
	struct table *t = table_new(str_dup("t"), str_dup("title"), str_dup("note"), "a,#b,c");
	char *text;

	table_put(t, "plain");
	table_put(t, "one,two");
	table_put(t, "say \"hi\"");
	table_put(t, "two\nlines");
	table_put(t, "%d", -3);
	table_put(t, "%s", "");
	text = table_text(t, &table_csv);
	cr_assert_str_eq(text, "a,b,c\nplain,\"one,two\",\"say \"\"hi\"\"\"\n\"two\nlines\",-3,\n");
	free(text);
	table_free(t);
}

Test(report, markdown_escapes_what_would_break_the_table)
{
	struct table *t = table_new(str_dup("t"), str_dup(""), str_dup(""), "a,#b");
	char *text;

	table_put(t, "x|y\nz");
	table_put(t, "1");
	text = table_text(t, &table_markdown);
	cr_assert_str_eq(text, "| a         | b |\n|:----------|--:|\n| x\\|y<br>z | 1 |\n");
	free(text);
	table_free(t);
}

Test(report, resolution_is_the_spread_of_the_baselines)
{
	struct resolution res;
	struct results r;

	plant_cell(FLOOR_CELL, 100 * N, 0, 0);
	plant_cell(COUNT_CELL, 120 * N, 500, 0);
	load(&r);
	res = resolution_of(&r, KERNEL, "getppid");
	cr_assert_eq(res.spread, 500);
	cr_assert_eq(res.minima, 4);
	cr_assert_eq(res.boots, 2);
	cr_assert_not(resolution_sees(&res, 499, N));
	cr_assert(resolution_sees(&res, 500, N));
	cr_assert(resolution_sees(&res, -500, N));
	cr_assert_not(resolution_sees(&res, 999, 2 * N), "a block of 2N moves twice as far");
	results_free(&r);
}

Test(report, below_the_resolution_no_number_is_printed)
{
	struct results r;
	struct table *t;
	char *text;

	plant_cell(FLOOR_CELL, 777 * N, 0, 0);
	plant_cell(COUNT_CELL, 779 * N, 3 * N, 0);
	plant_cell(KMOD_CELL, 2 * N, 0, 0);
	load(&r);
	cr_assert_eq(cost_at(&r, "count", "ebpf").state, COST_NUMBER);
	cr_assert_eq(cost_at(&r, "count", "kmod").state, COST_UNRESOLVED);
	t = overhead_added(&r, &r.kernels[0], "getppid");
	text = table_text(t, &table_markdown);
	/* null, count and body of the module; null, count and body of eBPF; the ratio */
	cr_assert_not_null(strstr(text, "| kprobe | kprobe | not run | not resolved |"));
	cr_assert_not_null(strstr(text, "|  777 |   779 | not resolved |        not resolved |"),
			   "%s", text);
	free(text);
	table_free(t);
	t = overhead_csv_cells(&r);
	text = table_text(t, &table_csv);
	cr_assert_not_null(strstr(text, ",not resolved,"));
	free(text);
	table_free(t);
	results_free(&r);
}

Test(report, lost_events_withhold_the_cost)
{
	struct gate gates[NR_GATES];
	struct results r;

	plant_cell(COUNT_CELL, 120 * N, 0, 1);
	load(&r);
	cr_assert_eq(cost_at(&r, "count", "ebpf").state, COST_MISCOUNT);
	gates_judge(&r, gates);
	cr_assert_eq(gates[GATE_COUNTS].verdict, VERDICT_FAIL);
	cr_assert_eq(gates[GATE_COUNTS].nr_exceptions, 1);
	gates_free(gates);
	results_free(&r);
}

Test(report, sound_cells_pass_every_gate)
{
	struct gate gates[NR_GATES];
	struct results r;

	plant_cell(NONE_CELL, 0, 0, 0);
	plant_cell(FLOOR_CELL, 330 * N, 0, 0);
	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_cell(CAL_CELL, 430 * N, 0, 0);
	load(&r);
	gates_judge(&r, gates);
	for (size_t i = 0; i < NR_GATES; i++)
		cr_expect_eq(gates[i].verdict, VERDICT_PASS, "%s: %s", gates[i].name,
			     gates[i].numbers);
	gates_free(gates);
	results_free(&r);
}

Test(report, known_cost_missed_by_one_instruction_fails)
{
	static const long long miss[] = { 1, -1, N, -N }; /* a block; an event */

	for (size_t i = 0; i < ARRAY_SIZE(miss); i++) {
		struct gate gates[NR_GATES];
		struct results r;

		plant_file("cells.jsonl", "");
		plant_cell(FLOOR_CELL, 330 * N, 0, 0);
		plant_cell(CAL_CELL, 430 * N + miss[i], 0, 0);
		load(&r);
		gates_judge(&r, gates);
		cr_expect_eq(gates[GATE_KNOWN].verdict, VERDICT_FAIL, "missed %lld", miss[i]);
		cr_assert_eq(gates[GATE_KNOWN].nr_exceptions, 1);
		cr_expect_not_null(strstr(gates[GATE_KNOWN].exceptions[0], CAL_CELL));
		gates_free(gates);
		results_free(&r);
	}
}

Test(report, baseline_that_differs_from_itself_fails)
{
	struct gate gates[NR_GATES];
	struct results r;

	plant_cell(NONE_CELL, 2, 0, 0);
	load(&r);
	gates_judge(&r, gates);
	cr_assert_eq(gates[GATE_AA].verdict, VERDICT_FAIL);
	cr_assert_eq(gates[GATE_KNOWN].verdict, VERDICT_NOT_CHECKED);
	gates_free(gates);
	results_free(&r);
}

Test(report, without_gnuplot_tables_are_written)
{
	static const char *const files[] = {
		"report.md",	   "tables/overhead.csv",  "tables/pairs.csv",
		"tables/gates.md", "plots/added-6.12.dat", "plots/added-6.12.gp"
	};
	char *path, *text;

	plant_cell(NONE_CELL, 0, 0, 0);
	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_cell(KMOD_CELL, 152 * N, 0, 0);
	setenv("PATH", folder, 1);
	cr_assert_eq(report_build(folder, NULL, NULL), -ENOPKG);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		path = str_fmt("%s/%s", folder, files[i]);
		cr_expect(file_exists(path), "%s is missing", files[i]);
		free(path);
	}
	path = str_fmt("%s/report.md", folder);
	cr_assert_eq(file_read(path, &text, NULL), 0);
	cr_expect_not_null(strstr(text, "2.27"), "the ratio");
	cr_expect_null(strstr(text, "](plots"), "a link to a picture that does not exist");
	free(text);
	free(path);
}

Test(report, skipped_cell_is_a_marked_gap)
{
	struct results r;
	struct outputs to = { .dir = folder };
	enum plot_state states[NR_PLOTS];
	char *text;

	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant("{\"schema\":1,\"cell\":\"" PREFIX KMOD_CELL
	      "\",\"outcome\":\"skip\",\"reason\":\"no | mods\"}\n");
	setenv("PATH", folder, 1);
	load(&r);
	cr_assert_eq(plots_build(&r, &r.kernels[0], &to, states), -ENOPKG);
	cr_assert_eq(states[PLOT_ADDED], PLOT_FAILED);
	text = folder_read("plots/added-6.12.dat");
	cr_assert_not_null(strstr(text, "1\t0\t?\t?\t-\tskip\tkprobe\tmodule, kprobe\n"), "%s", text);
	free(text);
	outputs_free(&to);
	results_free(&r);
}

Test(report, headline_is_a_table_and_a_picture)
{
	char *markdown;

	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_cell(KMOD_CELL, 152 * N, 0, 0);
	cr_assert_eq(report_headline(folder, &markdown), 0);
	cr_assert_not_null(strstr(markdown, "2.27"));
	cr_assert_not_null(strstr(markdown, "(plots/answer-6.12.svg)"));
	free(markdown);
}

static void labelled(const char *const releases[], const char *const labels[], size_t n)
{
	struct results r = { .nr_kernels = n, .kernels = calloc(n, sizeof(*r.kernels)) };

	for (size_t i = 0; i < n; i++)
		r.kernels[i] = (struct result_kernel){ .release = (char *)releases[i], .series = kernel_series(releases[i]) };
	for (size_t i = 0; i < n; i++) {
		char *label = results_label(&r, &r.kernels[i]);

		cr_expect_str_eq(label, labels[i]);
		free(label);
	}
	for (size_t i = 0; i < n; i++)
		free((char *)r.kernels[i].series);
	free(r.kernels);
}

Test(report, kernels_are_called_what_tells_them_apart)
{
	static const char *const flavours[] = { "6.1.0-57-cloud-amd64", "6.1.0-57-rt-amd64", "6.1.0-57-amd64",
						"7.3-rt-amd64" };
	static const char *const builds[] = { "6.1.0-56-cloud-amd64", "6.1.0-57-cloud-amd64", "6.1.0-57-rt-amd64" };

	labelled(flavours, (const char *const[]){ "6.1", "6.1-rt", "6.1-generic", "7.3" }, 4);
	labelled(builds, (const char *const[]){ "6.1.0-56-cloud-amd64", "6.1.0-57-cloud-amd64", "6.1-rt" }, 3);
}
