// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_compare - which cells answer to each other, what a difference is, and what a gate says of it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/baseline.h"
#include "compare/gate.h"
#include "files.h"

static char a[64], b[64];

static void pair_make(void)
{
	strcpy(a, "/tmp/pb-cmp-a-XXXXXX");
	strcpy(b, "/tmp/pb-cmp-b-XXXXXX");
	cr_assert_not_null(mkdtemp(a));
	cr_assert_not_null(mkdtemp(b));
}

static void pair_remove(void)
{
	dir_remove(a);
	dir_remove(b);
}

TestSuite(compare, .init = pair_make, .fini = pair_remove);

static void put(const char *dir, const char *file, const char *text)
{
	char *path = str_fmt("%s/%s", dir, file), *folder = str_dup(path);

	*strrchr(folder, '/') = 0;
	cr_assert_eq(dir_make(folder), 0);
	cr_assert_eq(file_append(path, text, strlen(text)), 0);
	free(folder);
	free(path);
}

/* A cell of an experiment that this build does not know: metric "work", lower is better. */
static void put_exact(const char *dir, const char *path, const char *cpu, long long work)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"ok\",\"reason\":\"\",\"profile\":"
			     "\"exact\",\"accel\":\"icount\",\"cpu\":\"%s\",\"metrics\":{\"work\":{\"value\":"
			     "%lld,\"unit\":\"insn\",\"class\":\"exact\"}},\"repeats_agree\":true}\n",
			     path, cpu, work);

	put(dir, "cells.jsonl", line);
	free(line);
}

static void put_outcome(const char *dir, const char *path, const char *outcome)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"%s\",\"reason\":\"it rained\","
			     "\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"q\",\"metrics\":{}}\n",
			     path, outcome);

	put(dir, "cells.jsonl", line);
	free(line);
}

/* @n samples around @ns, one apart; noise of the baseline against itself @noise. */
static void put_sampled(const char *dir, const char *path, double ns, size_t n, double noise)
{
	char *samples = str_dup(""), *line;

	for (size_t i = 0; i < n; i++) {
		char *more = str_fmt("%s%s%.3f", samples, i ? "," : "", ns + 0.01 * (double)i);

		free(samples);
		samples = more;
	}
	line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"sampled\","
		       "\"accel\":\"host\",\"cpu\":\"X\",\"metrics\":{\"time\":{\"value\":%.3f,\"unit\":\"ns\","
		       "\"class\":\"sampled\",\"ci\":[%.3f,%.3f],\"n\":%zu,\"samples\":[%s],\"noise\":%.3f}}}\n",
		       path, ns, ns, ns + 0.01 * (double)n, n, samples, noise);
	put(dir, "cells.jsonl", line);
	free(line);
	free(samples);
}

static int load_two(struct compare *c, struct compare_opts *o)
{
	struct arg_list dirs = { .v = { a, b }, .n = 2 };

	*c = (struct compare){ 0 };
	cr_assert_eq(compare_check("test", o), 0);
	return compare_load("test", &dirs, o, c);
}

static char *page_of(const struct compare *c)
{
	struct page p = { 0 };
	char *text;

	compare_page(c, &p);
	text = page_written(&p, &page_plain);
	page_free(&p);
	return text;
}

#define EXPECT_IN(text, part)	  cr_expect_not_null(strstr(text, part), "no %s in:\n%s", part, text)
#define EXPECT_NOT_IN(text, part) cr_expect_null(strstr(text, part), "%s in:\n%s", part, text)

Test(compare, kernels_join_by_series_and_keys_need_no_order_of_overhead)
{
	struct compare_opts o = { 0 };
	struct compare c;
	char *text;

	put_exact(a, "safety/kernel=6.12.1-amd64/fault=null/arm=kmod", "q", 100);
	put_exact(b, "safety/kernel=6.12.9-amd64/fault=null/arm=kmod", "q", 107);
	put_exact(a, "safety/kernel=6.12.1-amd64/fault=loop/arm=kmod", "q", 5);
	put_exact(b, "safety/kernel=6.12.9-amd64/fault=loop/arm=kmod", "q", 5);
	cr_assert_eq(load_two(&c, &o), 0);
	cr_expect_eq(c.common, 2);
	text = page_of(&c);
	EXPECT_IN(text, "kernel=6.12");
	EXPECT_IN(text, "null");
	EXPECT_IN(text, "+7 (+7.00%)");
	EXPECT_IN(text, "1 of 2 are equal");
	EXPECT_NOT_IN(text, "\nloop");
	free(text);
	compare_free(&c);
	o.releases = true;
	cr_expect_eq(load_two(&c, &o), PB_EXIT_USAGE);
	compare_free(&c);
}

Test(compare, a_cell_of_another_cpu_model_or_accelerator_is_another_cell)
{
	struct compare_opts o = { 0 };
	struct compare c;
	char *text;

	put_exact(a, "x/kernel=6.12.1/k=1", "qemu64", 1);
	put_exact(b, "x/kernel=6.12.1/k=1", "Skylake", 2);
	put_exact(a, "x/kernel=6.12.1/k=2", "qemu64", 1);
	put_exact(b, "x/kernel=6.12.1/k=2", "qemu64", 1);
	cr_assert_eq(load_two(&c, &o), 0);
	cr_expect_eq(c.common, 1);
	text = page_of(&c);
	EXPECT_IN(text, "x/kernel=6.12/k=1/class=exact/accel=icount/cpu=qemu64");
	EXPECT_IN(text, "x/kernel=6.12/k=1/class=exact/accel=icount/cpu=Skylake");
	free(text);
	compare_free(&c);
}

Test(compare, no_partner_is_an_error)
{
	struct compare_opts o = { 0 };
	struct compare c;

	put_exact(a, "x/kernel=6.12.1/k=1", "q", 1);
	put_exact(b, "x/kernel=6.1.1/k=1", "q", 1);
	cr_expect_eq(load_two(&c, &o), PB_EXIT_USAGE);
	compare_free(&c);
}

Test(compare, columns_by_any_key_chosen_and_ordered)
{
	struct compare_opts o = { .by = "arm=ebpf,kmod" };
	struct arg_list dirs = { .v = { a }, .n = 1 };
	struct compare c = { 0 };
	char *text;

	put_exact(a, "x/kernel=6.12.1/arm=kmod/mech=kprobe", "q", 100);
	put_exact(a, "x/kernel=6.12.1/arm=ebpf/mech=kprobe", "q", 250);
	put_exact(a, "x/kernel=6.12.1/arm=none/mech=kprobe", "q", 1);
	compare_check("test", &o);
	cr_assert_eq(compare_load("test", &dirs, &o, &c), 0);
	cr_assert_eq(c.j.nr_columns, 2);
	cr_expect_str_eq(c.j.columns[0].value, "ebpf");
	text = page_of(&c);
	EXPECT_IN(text, "-150 (-60.00%)");
	free(text);
	compare_free(&c);
}

Test(compare, two_cells_in_one_place_are_refused)
{
	struct compare_opts o = { .by = "arm" };
	struct arg_list dirs = { .v = { a }, .n = 1 };
	struct compare c = { 0 };

	o.without.v[o.without.n++] = "mech";
	put_exact(a, "x/kernel=6.12.1/arm=ebpf/mech=raw_tp", "q", 100);
	put_exact(a, "x/kernel=6.12.1/arm=ebpf/mech=tp_btf", "q", 100);
	compare_check("test", &o);
	cr_expect_eq(compare_load("test", &dirs, &o, &c), PB_EXIT_USAGE);
	compare_free(&c);
}

Test(compare, exact_differences_below_the_workloads_own_movement_are_not_resolved)
{
	static const char cell[] =
		"{\"schema\":1,\"cell\":\"overhead/kernel=6.12.1/workload=w/hook=kprobe/collector=count/arm=ebpf/"
		"mech=kprobe\",\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\","
		"\"cpu\":\"q\",\"metrics\":{\"insn_per_op\":{\"value\":500,\"unit\":\"insn\",\"class\":\"exact\","
		"\"ops\":10},\"base_insn_per_op\":{\"value\":300,\"unit\":\"insn\",\"class\":\"exact\",\"ops\":10,"
		"\"empty\":0},\"added_insn_per_event\":{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\","
		"\"delta\":%d,\"events\":10}},\"repeats\":[{\"repeat\":0,\"boot\":0,\"ops\":10,\"base_min\":3000},"
		"{\"repeat\":1,\"boot\":1,\"ops\":10,\"base_min\":3100}],\"repeats_agree\":false}\n";
	struct compare_opts o = { .metrics = { { "added_*" }, 1 } };
	struct gate_judge g = { 0 };
	struct compare c;
	char *line = str_fmt(cell, 200, 2000), *text;

	put(a, "cells.jsonl", line);
	free(line);
	line = str_fmt(cell, 209, 2090);
	put(b, "cells.jsonl", line);
	free(line);
	cr_assert_eq(load_two(&c, &o), 0);
	cr_expect_eq(c.list[0].change[1].kind, CHANGE_UNRESOLVED);
	text = page_of(&c);
	EXPECT_IN(text, "~ not resolved");
	free(text);
	gate_judge(&g, &c);
	cr_expect_eq(g.count[RULING_REGRESSION], 0);
	cr_expect_eq(g.count[RULING_NOT_JUDGED], 1);
	gate_judge_free(&g);
	compare_free(&c);
	line = str_fmt(cell, 211, 2110);
	put(b, "cells.jsonl", line);
	free(line);
	cr_assert_eq(load_two(&c, &o), 0);
	cr_expect_eq(c.list[0].change[1].kind, CHANGE_YES);
	compare_free(&c);
}

Test(compare, an_exact_cell_may_say_how_much_its_baseline_moved)
{
	struct compare_opts o = { 0 };
	struct compare c;
	const long long was[] = { 100, 100 }, is[] = { 107, 108 };

	for (int i = 0; i < 2; i++) {
		char *cell = str_fmt("{\"schema\":1,\"cell\":\"x/kernel=6.12.1/k=%d\",\"outcome\":\"ok\","
				     "\"reason\":\"\",\"accel\":\"icount\",\"cpu\":\"q\",\"metrics\":{\"work\":"
				     "{\"value\":%%lld,\"class\":\"exact\",\"noise\":%%d}}}\n", i);
		char *line = str_fmt(cell, was[i], 7);

		put(a, "cells.jsonl", line);
		free(line);
		line = str_fmt(cell, is[i], 0);
		put(b, "cells.jsonl", line);
		free(line);
		free(cell);
	}
	cr_assert_eq(load_two(&c, &o), 0);
	cr_expect_eq(c.list[0].change[1].kind, CHANGE_UNRESOLVED);
	cr_expect_eq(c.list[1].change[1].kind, CHANGE_YES);
	compare_free(&c);
}

Test(compare, sampled_cells_need_samples_significance_and_one_host)
{
	struct compare_opts o = { 0 };
	struct compare c;
	char *text;

	put(a, "env/host.json", "{\"cpu_model\":\"X\",\"cpus_online\":\"0-1\"}");
	put(b, "env/host.json", "{\"cpu_model\":\"X\",\"cpus_online\":\"0-1\"}");
	put_sampled(a, "x/kernel=6.12.1/k=slower", 100, 12, 1);
	put_sampled(b, "x/kernel=6.12.1/k=slower", 120, 12, 1);
	put_sampled(a, "x/kernel=6.12.1/k=same", 100, 12, 1);
	put_sampled(b, "x/kernel=6.12.1/k=same", 100, 12, 1);
	put_sampled(a, "x/kernel=6.12.1/k=few", 100, 5, 1);
	put_sampled(b, "x/kernel=6.12.1/k=few", 120, 12, 1);
	cr_assert_eq(load_two(&c, &o), 0);
	text = page_of(&c);
	EXPECT_IN(text, "p=0.000 n=12+12");
	EXPECT_IN(text, "+20.00%");
	EXPECT_IN(text, "n=5+12");
	EXPECT_IN(text, "need >= 6 samples");
	free(text);
	compare_free(&c);
	put(b, "env/host.json", "");
	dir_remove(b);
	put(b, "env/host.json", "{\"cpu_model\":\"Y\",\"cpus_online\":\"0-1\"}");
	put_sampled(b, "x/kernel=6.12.1/k=slower", 120, 12, 1);
	cr_expect_eq(load_two(&c, &o), PB_EXIT_USAGE);
	compare_free(&c);
	o.across_hosts = true;
	cr_expect_eq(load_two(&c, &o), 0);
	compare_free(&c);
}

Test(compare, a_limit_is_parsed_whole_or_refused)
{
	static const char *const good[] = { "insn_per_op=+2%|+50", "arm=ebpf/*:added_*=+0", "t=-5%",
					    "kernel=6.12:t=+1.5%|+3|-2" };
	static const char *const bad[] = { "", "x", "x=", "=+2", "x=2%", "x=+", "x=+2%%", "x=+2|", "x=+2 ",
					   "x=++2", "x=+nan", "x=+inf", ":x=+2", "a:=+2",
					   "x=+1|+2|+3|+4|+5" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct limit l;

		cr_expect_eq(limit_parse("test", good[i], &l), 0, "%s", good[i]);
		limit_free(&l);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct limit l;

		cr_expect_neq(limit_parse("test", bad[i], &l), 0, "\"%s\" is accepted", bad[i]);
		limit_free(&l);
	}
}

Test(compare, bounds_are_relative_or_absolute_and_have_a_direction)
{
	static const struct {
		const char *limit;
		double was, delta;
		int bound; /* that is crossed; -1: none */
	} cases[] = { { "x=+2%|+50", 1000, 20, -1 },  { "x=+2%|+50", 1000, 21, 0 },
		      { "x=+2%|+50", 10000, 51, 1 },  { "x=+2%|+50", 10000, 50, -1 },
		      { "x=+2%|+50", 1000, -900, -1 }, { "x=-5%", 100, -6, 0 },
		      { "x=-5%", 100, 60, -1 },	      { "x=+0", 7, 1, 0 },
		      { "x=+0", 7, 0, -1 },	      { "x=+2%", 0, 1, 0 },
		      { "x=-0", 7, -1, 0 },	      { "x=+3|-3", 7, -4, 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct bound *hit;
		struct limit l;

		cr_assert_eq(limit_parse("test", cases[i].limit, &l), 0);
		hit = limit_crossed(&l, cases[i].was, cases[i].delta);
		cr_expect_eq(hit ? (int)(hit - l.bounds) : -1, cases[i].bound, "%s: %g by %g", cases[i].limit,
			     cases[i].was, cases[i].delta);
		limit_free(&l);
	}
}

static void judge(const char *limit, size_t regressions, size_t passes)
{
	struct compare_opts o = { 0 };
	struct gate_judge g = { 0 };
	struct compare c;

	cr_assert_eq(load_two(&c, &o), 0);
	if (limit) {
		g.hard = mem_alloc(1, sizeof(*g.hard));
		cr_assert_eq(limit_parse("test", limit, g.hard), 0);
		g.nr_hard = 1;
	}
	gate_judge(&g, &c);
	cr_expect_eq(g.count[RULING_REGRESSION], regressions, "%s: %zu", limit ? limit : "default",
		     g.count[RULING_REGRESSION]);
	cr_expect_eq(g.count[RULING_PASS], passes, "%s: %zu pass", limit ? limit : "default",
		     g.count[RULING_PASS]);
	gate_judge_free(&g);
	compare_free(&c);
}

Test(compare, gate_judges_by_glob_and_by_default)
{
	put_exact(a, "x/kernel=6.12.1/arm=kmod", "q", 1000);
	put_exact(b, "x/kernel=6.12.1/arm=kmod", "q", 1030);
	put_exact(a, "x/kernel=6.12.1/arm=ebpf", "q", 10000);
	put_exact(b, "x/kernel=6.12.1/arm=ebpf", "q", 10030);
	judge(NULL, 1, 1); /* 3 % and 0.3 % */
	judge("work=+0", 2, 0);
	judge("work=+30", 0, 2);
	judge("work=+5%|+29", 2, 0);
	judge("arm=ebpf:work=+29", 1, 0);
	judge("arm=ebpf:*=+29", 1, 0);
	judge("kernel=6.12/*:*=+29", 2, 0);
}

Test(compare, gate_wants_an_effect_above_the_noise_of_the_same_run)
{
	put(a, "env/host.json", "{\"cpu_model\":\"X\"}");
	put(b, "env/host.json", "{\"cpu_model\":\"X\"}");
	put_sampled(a, "x/kernel=6.12.1/k=loud", 100, 12, 25);
	put_sampled(b, "x/kernel=6.12.1/k=loud", 120, 12, 1);
	put_sampled(a, "x/kernel=6.12.1/k=quiet", 100, 12, 1);
	put_sampled(b, "x/kernel=6.12.1/k=quiet", 120, 12, 1);
	judge(NULL, 1, 0);
	judge("time=+30%", 0, 1);
}

Test(compare, gate_tells_failed_from_broken_and_gone)
{
	struct compare_opts o = { 0 };
	struct gate_judge g = { .strict = true };
	struct compare c;

	put_exact(a, "x/kernel=6.12.1/k=failed", "q", 1);
	put_outcome(b, "x/kernel=6.12.1/k=failed", "fail");
	put_exact(a, "x/kernel=6.12.1/k=broken", "q", 1);
	put_outcome(b, "x/kernel=6.12.1/k=broken", "broken");
	put_exact(a, "x/kernel=6.12.1/k=gone", "q", 1);
	cr_assert_eq(load_two(&c, &o), 0);
	gate_judge(&g, &c);
	cr_expect_eq(g.count[RULING_REGRESSION], 2);
	cr_expect_eq(g.count[RULING_BROKEN], 1);
	gate_judge_free(&g);
	gate_judge(&g, &c); /* cleared: no longer strict */
	cr_expect_eq(g.count[RULING_REGRESSION], 1);
	gate_judge_free(&g);
	compare_free(&c);
}

Test(compare, baselines_are_kept_by_series_accelerator_cpu_and_qemu)
{
	struct results r, got[4];
	char *store = str_fmt("%s/store", b);
	size_t nr;

	put_exact(a, "x/kernel=6.12.1/k=1", "qemu64", 1);
	put_exact(a, "x/kernel=6.12.1/k=2", "Sky lake/../x", 1);
	put(a, "env/host.json", "{\"qemu_version\":\"7.2.22\"}");
	cr_assert_eq(results_load(a, &r), 0);
	cr_expect_eq(baseline_load(store, "main", &r, got, 4, &nr), -2 /* -ENOENT */);
	cr_assert_eq(baseline_save(store, "main", &r), 0);
	cr_assert_eq(baseline_save(store, "main", &r), 0);
	cr_assert_eq(baseline_load(store, "main", &r, got, 4, &nr), 0);
	cr_expect_eq(nr, 2);
	for (size_t i = 0; i < nr; i++) {
		cr_expect_eq(got[i].nr_cells, 1);
		cr_expect_not_null(got[i].host);
		results_free(&got[i]);
	}
	results_free(&r);
	put(a, "x", "");
	dir_remove(a);
	put_exact(a, "x/kernel=6.12.2/k=1", "qemu64", 1);
	put(a, "env/host.json", "{\"qemu_version\":\"8.0\"}");
	cr_assert_eq(results_load(a, &r), 0);
	cr_expect_neq(baseline_load(store, "main", &r, got, 4, &nr), 0, "another QEMU has no baseline");
	results_free(&r);
	free(store);
}
