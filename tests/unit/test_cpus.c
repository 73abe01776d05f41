// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cpus - work by several processes at once, names of its cells, and what the report tells of them.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "cpus/crew.h"
#include "registry.h"
#include "report/cpus.h"
#include "report_fixture.h"

#define CELL(n, hook, collector, arm, mech) \
	"cpus/kernel=" KERNEL "/workload=getppid/cpus=" n "/hook=" hook "/collector=" collector "/arm=" arm "/mech=" mech

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

Test(cpus, names_are_judged)
{
	cr_expect(names_a_cell(CELL("4", "tracepoint", "count", "ebpf", "raw_tp")));
	cr_expect(names_a_cell(CELL("64", "entry", "hash", "kmod", "ftrace_ops")));
	cr_expect(!names_a_cell(CELL("3", "tracepoint", "count", "ebpf", "raw_tp")), "no power of two");
	cr_expect(!names_a_cell(CELL("128", "tracepoint", "count", "ebpf", "raw_tp")));
	cr_expect(!names_a_cell(CELL("2", "tracepoint", "null", "ebpf", "raw_tp")), "counts nothing");
	cr_expect(!names_a_cell(CELL("2", "none", "none", "none", "none")));
	cr_expect(!names_a_cell("cpus/kernel=" KERNEL "/workload=pipe/cpus=2/hook=tracepoint/collector=count/arm=ebpf/mech=raw_tp"),
		  "makes its events in two tasks");
}

static void plan_sees(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	cr_expect(names_a_cell(name), "%s", name);
	++*(size_t *)ctx;
	free(name);
}

Test(cpus, every_planned_cell_can_be_parsed)
{
	size_t n = 0;

	experiment_find(CPUS_EXPERIMENT)->plan(KERNEL, plan_sees, &n);
	cr_expect_gt(n, 50, "%zu cells", n);
}

Test(cpus, a_guest_has_no_second_thread)
{
	struct cell_run run = { .outcome = OUTCOME_OK };

	experiment_find(CPUS_EXPERIMENT)->run(&run);
	cr_expect_eq(run.outcome, OUTCOME_SKIP);
	cr_expect_not_null(strstr(run.reason, "one thread"));
	free(run.reason);
}

Test(cpus, all_of_a_crew_work)
{
	unsigned int n = crew_cpus() < 4 ? crew_cpus() : 4;
	struct crew crew;
	double took = 0;
	bool switched;
	u64 ops = 0, more = 0;

	cr_assert_eq(crew_start(&crew, n, workload_find("getppid")), 0);
	cr_assert_eq(crew_work(&crew, 1, 2000000, &ops, &took, &switched), 0);
	cr_expect_gt(ops, 0);
	cr_expect_gt(took, 0);
	/* At least as long as was asked for, by the time that each operation took. */
	cr_expect_geq((double)ops * took, 2000000 * 0.99);
	cr_assert_eq(crew_work(&crew, n, 2000000, &more, &took, &switched), 0, "the same crew, all of it");
	cr_expect_gt(more, 0);
	cr_expect_eq(crew_work(&crew, n + 1, 1, &more, &took, &switched), -E2BIG);
	cr_expect_eq(crew_work(&crew, 0, 1, &more, &took, &switched), -E2BIG);
	crew_stop(&crew);
	cr_expect_eq(crew_start(&crew, CREW_MOST + 1, workload_find("getppid")), -E2BIG);
	crew_stop(&crew);
}

TestSuite(report_cpus, .init = folder_make, .fini = folder_remove);

static void plant_time(const char *cell, const char *outcome, double ns)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"%s\",\"reason\":\"%s\",\"profile\":\"sampled\","
			     "\"accel\":\"host\",\"cpu\":\"x\",\"events\":{},\"metrics\":{\"added_ns_per_event\":{\"value\":%f,"
			     "\"unit\":\"ns\",\"class\":\"sampled\",\"ci\":[%f,%f],\"n\":6}},\"repeats\":"
			     "[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", cell, outcome,
			     strcmp(outcome, "ok") ? "no modules" : "", ns, ns - 1, ns + 1);

	plant(line);
	free(line);
}

Test(report_cpus, a_row_a_mechanism_and_a_column_a_number_of_cpus)
{
	struct page p = { .dir = folder };
	struct outputs to = { .dir = folder };
	struct results r;
	struct chapter_run c = { .experiment = experiment_find(CPUS_EXPERIMENT), .r = &r, .to = &to };
	char *text;

	plant_time(CELL("1", "tracepoint", "count", "ebpf", "raw_tp"), "ok", 40);
	plant_time(CELL("2", "tracepoint", "count", "ebpf", "raw_tp"), "ok", 44.25);
	plant_time(CELL("4", "tracepoint", "count", "ebpf", "raw_tp"), "skip", 0);
	plant_time(CELL("1", "tracepoint", "hash", "ebpf", "tp_btf"), "ok", 60);
	plant_time(CELL("1", "tracepoint", "count", "kmod", "tracepoint"), "skip", 0);
	load(&r);
	chapter_cpus.open(&c);
	chapter_cpus.answer(&c, &p);
	cr_assert_eq(p.blocks[0].kind, BLOCK_TABLE);
	text = table_text(p.blocks[0].table, &table_csv);
	cr_expect_not_null(strstr(text, "eBPF,tracepoint,raw_tp,`count`,\"40.0 [39.0, 41.0]\",\"44.2 [43.2, 45.2]\""), "%s", text);
	cr_expect_not_null(strstr(text, "tp_btf,`hash`,\"60.0 [59.0, 61.0]\",-"), "%s", text);
	cr_expect_null(strstr(text, "module"), "nothing was measured there:\n%s", text);
	free(text);
	text = folder_read("plots/cpus-added.gp");
	cr_expect_not_null(strstr(text, "dat index 0 using ($1*0.980):2 with points pointtype 7"), "%s", text);
	cr_expect_not_null(strstr(text, "dat index 1 using ($1*1.020):3:(0):($4-$3) with vectors nohead"), "%s", text);
	cr_expect_not_null(strstr(text, "set xrange [0.666667:3]"), "no room for no CPU:\n%s", text);
	cr_expect_null(strstr(text, "linespoints"), "nothing was measured between numbers of CPUs:\n%s", text);
	free(text);
	chapter_cpus.close(&c);
	page_free(&p);
	outputs_free(&to);
	results_free(&r);
}
