// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_report_cells - what cells mean to a report: resolution and linearity, things that the registry
 * does not know, arms beside the two, sampled cells beside exact ones.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/gates.h"
#include "report/overhead.h"
#include "report/plots.h"
#include "report/report.h"
#include "report/sampled.h"
#include "report_fixture.h"

TestSuite(report_cells, .init = folder_make, .fini = folder_remove);

static char *table_as_csv(struct table *t)
{
	char *text = table_text(t, &table_csv);

	table_free(t);
	return text;
}

#define EXPECT_IN(text, part)	  cr_expect_not_null(strstr(text, part), "no %s in:\n%s", part, text)
#define EXPECT_NOT_IN(text, part) cr_expect_null(strstr(text, part), "%s in:\n%s", part, text)

Test(report_cells, resolution_is_the_larger_of_spread_and_baseline_linearity)
{
	struct resolution res;
	struct results r;

	plant_linear("getppid", NONE_CELL, 0, -700);
	plant_cell(COUNT_CELL, 120 * N, 500, 0);
	load(&r);
	res = resolution_of(&r, KERNEL, "getppid");
	cr_expect_eq(res.spread, 500);
	cr_expect_eq(res.linear, 700);
	cr_expect_eq(res.block, 700);
	cr_expect_not(resolution_sees(&res, 699, N));
	cr_expect(resolution_sees(&res, -700, N));
	cr_expect_eq(resolution_block(&res, 2 * N), 1400);
	results_free(&r);
	plant_cell(KMOD_CELL, 120 * N, 900, 0);
	load(&r);
	res = resolution_of(&r, KERNEL, "getppid");
	cr_expect_eq(res.block, 900);
	results_free(&r);
}

/* The state of a cell that adds @first instructions in one boot and @second in boot @boot, where the resolution is 5 N. */
static enum cost_state wavering(long long first, long long second, int boot)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"overhead/kernel=" KERNEL "/workload=getppid/" COUNT_CELL "\",\"outcome\":\"ok\","
			     "\"reason\":\"\",\"events\":{\"expected\":%lld,\"seen\":%lld,\"lost\":0},\"metrics\":{\"insn_per_op\":"
			     "{\"value\":1,\"ops\":%lld},\"base_insn_per_op\":{\"value\":1,\"ops\":%lld,\"empty\":0},"
			     "\"added_insn_per_event\":{\"value\":1,\"delta\":%lld,\"events\":%lld}},\"repeats\":["
			     "{\"repeat\":0,\"boot\":0,\"base_min\":%lld,\"delta\":%lld},"
			     "{\"repeat\":1,\"boot\":%d,\"ops\":%lld,\"base_min\":%lld,\"delta\":%lld}]}\n",
			     N, N, N, N, first, N, BASE, first, boot, N, BASE, second);
	enum cost_state state;
	struct results r;

	plant(line);
	free(line);
	load(&r);
	state = cost_of(&r, cell_at(&r, KERNEL, "getppid", "kprobe", "count", "ebpf", "kprobe")).state;
	results_free(&r);
	return state;
}

Test(report_cells, near_the_resolution_boots_must_agree)
{
	plant_cell(FLOOR_CELL, 100 * N, 5 * N, 0);
	cr_expect_eq(wavering(7 * N, 9 * N, 1), COST_UNRESOLVED);
	cr_expect_eq(wavering(7 * N, 7 * N + N / 10, 1), COST_NUMBER, "the same when rounded");
	cr_expect_eq(wavering(7 * N, 7 * N, 0), COST_UNRESOLVED, "one boot agrees with itself");
	cr_expect_eq(wavering(4 * N, 4 * N, 1), COST_UNRESOLVED, "below the resolution agreeing is no help");
	cr_expect_eq(wavering(10 * N, 12 * N, 1), COST_NUMBER, "at twice the resolution none is asked");
}

Test(report_cells, linearity_of_a_treatment_is_not_its_own_resolution)
{
	struct resolution res;
	struct results r;

	plant_linear("getppid", COUNT_CELL, 120 * N, 700);
	load(&r);
	res = resolution_of(&r, KERNEL, "getppid");
	cr_expect_eq(res.block, 0);
	results_free(&r);
}

Test(report_cells, linearity_gate_judges_what_is_added)
{
	static const struct {
		long long none, treatment;
		enum verdict verdict;
	} cases[] = { { 0, 0, VERDICT_PASS },	   { 700, 0, VERDICT_PASS },
		      { 700, 700, VERDICT_PASS },  { -700, 700, VERDICT_PASS },
		      { 700, -4200, VERDICT_PASS }, /* it combines six minima */
		      { 700, -4201, VERDICT_FAIL }, { 0, 1, VERDICT_FAIL } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct gate gates[NR_GATES];
		struct results r;

		plant_file("cells.jsonl", "");
		plant_linear("getppid", NONE_CELL, 0, cases[i].none);
		plant_linear("getppid", COUNT_CELL, 120 * N, cases[i].treatment);
		load(&r);
		gates_judge(&r, gates);
		cr_expect_eq(gates[GATE_LINEAR].verdict, cases[i].verdict, "case %zu: %s", i,
			     gates[GATE_LINEAR].numbers);
		gates_free(gates);
		results_free(&r);
	}
}

Test(report_cells, baseline_alone_does_not_prove_linearity)
{
	struct gate gates[NR_GATES];
	struct results r;

	plant_linear("getppid", NONE_CELL, 0, 700);
	load(&r);
	gates_judge(&r, gates);
	cr_expect_eq(gates[GATE_LINEAR].verdict, VERDICT_NOT_CHECKED);
	cr_expect_not_null(strstr(gates[GATE_LINEAR].numbers, "700"));
	gates_free(gates);
	results_free(&r);
}

Test(report_cells, what_the_registry_does_not_know_is_shown_all_the_same)
{
	struct results r;
	char *text;

	plant_linear("brandnew", "hook=newhook/collector=null/arm=kmod/mech=newmech", 40 * N, 0);
	plant_linear("brandnew", "hook=newhook/collector=count/arm=kmod/mech=newmech", 41 * N, 0);
	plant_linear("brandnew", "hook=newhook/collector=newbody/arm=kmod/mech=newmech", 47 * N, 0);
	plant_linear("brandnew", FLOOR_CELL, 300 * N, 0);
	load(&r);
	text = table_as_csv(overhead_added(&r, &r.kernels[0], "brandnew"));
	EXPECT_IN(text, "newhook,newmech,40,41,1,no twin,-,-,-,module only\n");
	cr_expect(strstr(text, "\nkprobe") < strstr(text, "\nnewhook"), "known hooks come first");
	free(text);
	text = table_as_csv(overhead_bodies(&r, &r.kernels[0], "brandnew"));
	EXPECT_IN(text, "hook,arm,mechanism,null,+count,+newbody\n");
	EXPECT_IN(text, "newhook,module,newmech,40,1,7\n");
	EXPECT_IN(text, "kprobe,eBPF,kprobe,300,not run,not run\n");
	free(text);
	text = table_as_csv(overhead_csv_pairs(&r));
	EXPECT_IN(text, ",brandnew,newhook,newbody-null,newmech,,ok,7,");
	free(text);
	results_free(&r);
}

Test(report_cells, bodies_stand_in_the_order_floor_lead_others_calibration)
{
	static const char *const order[] = { "null", "count", "abc", "xyz", "cal100" };
	const char **names;
	struct results r;
	size_t nr;

	plant_cell(CAL_CELL, 1 * N, 0, 0);
	plant_cell("hook=kprobe/collector=xyz/arm=ebpf/mech=kprobe", 1 * N, 0, 0);
	plant_cell(COUNT_CELL, 1 * N, 0, 0);
	plant_cell("hook=kprobe/collector=abc/arm=ebpf/mech=kprobe", 1 * N, 0, 0);
	plant_cell(FLOOR_CELL, 1 * N, 0, 0);
	plant_cell(NONE_CELL, 0, 0, 0);
	load(&r);
	nr = body_names(&r, KERNEL, "getppid", &names);
	cr_assert_eq(nr, ARRAY_SIZE(order));
	for (size_t i = 0; i < nr; i++)
		cr_expect_str_eq(names[i], order[i]);
	free(names);
	results_free(&r);
}

Test(report_cells, a_third_arm_is_not_taken_for_ebpf)
{
	struct results r;
	struct pair_row *rows;
	char *text;

	plant_cell("hook=tracepoint/collector=count/arm=ebpf/mech=tp", 360 * N, 0, 0);
	plant_cell("hook=tracepoint/collector=count/arm=another/mech=tp", 500 * N, 0, 0);
	load(&r);
	cr_expect_eq(pair_rows(&r, KERNEL, "getppid", &rows), 1);
	free(rows);
	text = table_as_csv(overhead_added(&r, &r.kernels[0], "getppid"));
	EXPECT_IN(text, ",360,");
	EXPECT_NOT_IN(text, ",500,");
	free(text);
	text = table_as_csv(overhead_bodies(&r, &r.kernels[0], "getppid"));
	EXPECT_IN(text, "tracepoint,another,tp,");
	free(text);
	results_free(&r);
}

Test(report_cells, stack_has_gaps_where_there_is_no_number)
{
	struct outputs to = { .dir = folder };
	enum plot_state states[NR_PLOTS];
	struct results r;
	char *text;

	plant_cell(FLOOR_CELL, 300 * N, 0, 0);
	plant_cell(COUNT_CELL, 310 * N, 20 * N, 0);
	plant_cell(CAL_CELL, 400 * N, 0, 0);
	plant("{\"schema\":1,\"cell\":\"" PREFIX
	      "hook=kprobe/collector=null/arm=kmod/mech=kprobe\","
	      "\"outcome\":\"skip\",\"reason\":\"no modules\"}\n");
	setenv("PATH", folder, 1);
	load(&r);
	plots_build(&r, &r.kernels[0], &to, states);
	text = folder_read("plots/stack-6.12.dat");
	EXPECT_IN(text, "\t0\t?\t?\t-\tskip\tkprobe\tmodule, kprobe\t?\t?\n");
	/* The body of 10 is below the resolution of 20. */
	EXPECT_IN(text, "\t1\t300\t300\t-\t-\tkprobe\teBPF, kprobe\t?\t100\n");
	free(text);
	outputs_free(&to);
	results_free(&r);
}

Test(report_cells, rows_that_a_workload_does_not_have_are_left_out)
{
	struct outputs to = { .dir = folder };
	enum plot_state states[NR_PLOTS];
	struct results r;
	char *text;

	plant_cell(COUNT_CELL, 310 * N, 20 * N, 0);
	plant("{\"schema\":1,\"cell\":\"overhead/kernel=" KERNEL "/workload=usercall/hook=uprobe/collector=count/arm=ebpf/"
	      "mech=uprobe\",\"outcome\":\"skip\",\"reason\":\"no uprobes\"}\n");
	plant("{\"schema\":1,\"cell\":\"overhead/kernel=" KERNEL "/workload=pipe/hook=kprobe/collector=count/arm=ebpf/"
	      "mech=kprobe\",\"outcome\":\"skip\",\"reason\":\"no pipes\"}\n");
	setenv("PATH", folder, 1);
	load(&r);
	plots_build(&r, &r.kernels[0], &to, states);
	text = folder_read("plots/added-6.12.dat");
	EXPECT_IN(text, "# workload usercall\n1\t1\t?\t?\t-\tskip\tuprobe\teBPF, uprobe\n");
	EXPECT_NOT_IN(text, "not run\tuprobe");
	free(text);
	text = folder_read("plots/added-6.12.gp");
	EXPECT_IN(text, "set ytics scale 0 ('eBPF, uprobe' 1) noenhanced");
	free(text);
	outputs_free(&to);
	results_free(&r);
}

Test(report_cells, sampled_cell_does_not_replace_the_exact_one)
{
	struct results r;

	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_sampled(COUNT_CELL, 61.5, 60.1, 62.9, 40);
	load(&r);
	cr_assert_eq(r.nr_cells, 1);
	cr_assert_eq(r.nr_sampled, 1);
	cr_expect_eq(cost_value(cost_of(&r, &r.cells[0])), 345);
	results_free(&r);
}

static char *sampled_tables(const struct results *r, const struct results *from)
{
	struct page p = { .dir = folder };
	char *text;

	sampled_fill(r, from, &p);
	text = page_written(&p, &page_markdown);
	page_free(&p);
	return text;
}

Test(report_cells, sampled_stands_beside_exact_in_columns_of_its_own)
{
	struct results r;
	char *text;

	plant_file("env/host.json", "{\"cpu_model\":\"Xeon 5\"}");
	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_sampled(COUNT_CELL, 61.5, 60.1, 62.9, 40);
	plant_sampled(KMOD_CELL, 20, 19, 21, 5);
	load(&r);
	text = sampled_tables(&r, &r);
	EXPECT_IN(text, " 345 |       61.5 [60.1, 62.9] | ns   |      40 |");
	EXPECT_IN(text, "too few samples");
	EXPECT_NOT_IN(text, "20.0");
	EXPECT_IN(text, "host CPU Xeon 5");
	EXPECT_IN(text, "accelerator kvm");
	free(text);
	results_free(&r);
}

Test(report_cells, folder_beside_gives_its_sampled_cells_only)
{
	char *other = str_fmt("%s/other", folder), *exact, *text;

	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_cell(KMOD_CELL, 152 * N, 0, 0);
	exact = folder_read("cells.jsonl");
	plant_file("cells.jsonl", "");
	plant_cell(COUNT_CELL, 999 * N, 0, 0);
	plant_sampled(COUNT_CELL, 61.5, 60.1, 62.9, 40);
	text = folder_read("cells.jsonl");
	plant_file("other/cells.jsonl", text);
	plant_file("cells.jsonl", exact);
	setenv("PATH", folder, 1);
	free(text);
	report_build(folder, other, NULL);
	text = folder_read("report.md");
	EXPECT_IN(text, "## Sampled results beside exact ones");
	EXPECT_IN(text, "61.5 [60.1, 62.9]");
	EXPECT_NOT_IN(text, "999");
	free(text);
	cr_expect(folder_has("tables/sampled-" KERNEL "-beside.md"));
	free(exact);
	free(other);
}
