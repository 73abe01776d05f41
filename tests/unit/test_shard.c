// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_shard - every cell is in one shard, whoever asks; batch systems are understood or refused.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "merge.h"
#include "registry.h"
#include "run.h"
#include "shard.h"

static void unset(void)
{
	static const char *const names[] = { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT",
					     "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP",
					     "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS",
					     "CI_NODE_INDEX",	     "CI_NODE_TOTAL" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unsetenv(names[i]);
	cr_redirect_stderr();
}

TestSuite(shard, .init = unset);

static void is(const char *text, unsigned int index, unsigned int of)
{
	struct shard s = { 0 };

	cr_expect_eq(shard_parse(text, &s), 0, "%s", text);
	cr_expect_eq(s.index, index, "%s is shard %u, not %u", text, s.index, index);
	cr_expect_eq(s.of, of, "%s is of %u, not %u", text, s.of, of);
}

static void is_refused(const char *text)
{
	struct shard s;

	cr_expect_eq(shard_parse(text, &s), -EINVAL, "%s was taken", text);
}

Test(shard, names_are_read)
{
	static const char *const bad[] = { "",	  "1",	 "/4",	  "1/",	    "0/4",     "5/4",  "-1/4", "1/4x",
					   "1/4/2", "a/b", " 1/4", "1/99999", "automatic", "auto/", "auto/x" };

	is("1/1", 1, 1);
	is("3/4", 3, 4);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_refused(bad[i]);
}

Test(shard, slurm_arrays_begin_anywhere)
{
	is_refused("auto");
	setenv("SLURM_ARRAY_TASK_ID", "2", 1);
	is_refused("auto");
	setenv("SLURM_ARRAY_TASK_COUNT", "4", 1);
	is("auto", 2, 4);
	setenv("SLURM_ARRAY_TASK_MIN", "0", 1);
	is("auto", 3, 4);
	setenv("SLURM_ARRAY_TASK_STEP", "2", 1);
	is("auto", 2, 4);
	/* --array=0,2,7: the last is no step away */
	setenv("SLURM_ARRAY_TASK_ID", "7", 1);
	is_refused("auto");
}

Test(shard, kubernetes_counts_from_0_and_gitlab_from_1)
{
	setenv("CI_NODE_INDEX", "2", 1);
	setenv("CI_NODE_TOTAL", "2", 1);
	is("auto", 2, 2);
	setenv("JOB_COMPLETION_INDEX", "0", 1);
	is_refused("auto");
	is("auto/3", 1, 3);
	setenv("JOB_COMPLETIONS", "8", 1);
	is("auto", 1, 8);
}

Test(shard, blocks_keep_arms_together)
{
	static const char *const names[][2] = {
		{ "overhead/kernel=6.1/workload=pipe/hook=entry/arm=ebpf", "overhead/kernel=6.1/workload=pipe" },
		{ "safety/kernel=6.1/fault=m01/arm=kmod", "safety/kernel=6.1/fault=m01" },
		{ "thing/kernel=6.1/arm=kmod/mech=x", "thing/kernel=6.1" },
		{ "thing/kernel=6.1", "thing/kernel=6.1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *block = shard_block(names[i][0]);

		cr_expect_str_eq(block, names[i][1]);
		free(block);
	}
}

Test(shard, the_longest_block_comes_first)
{
	const u64 weights[] = { 10, 70, 30, 60, 40 };
	const unsigned int want[] = { 2, 1, 1, 2, 2 };
	unsigned int got[5];

	/* 70 -> 1, 60 -> 2, 40 -> 2, 30 -> 1, then 100 and 100: the first has it */
	shard_spread(weights, 5, 2, got);
	cr_expect_eq(got[1], want[1]);
	cr_expect_eq(got[3], want[3]);
	cr_expect_eq(got[4], want[4]);
	cr_expect_eq(got[2], want[2]);
	cr_expect_eq(got[0], 1);
	shard_spread(weights, 5, 9, got);
	for (int i = 0; i < 5; i++)
		cr_expect(got[i] >= 1 && got[i] <= 5);
	shard_spread(weights, 0, 3, got);
}

#define MATRIX_CELLS 60

/* A run planned for two kernels without fetching either. */
static void plan(struct run *run, unsigned int index, unsigned int of)
{
	*run = (struct run){ .shard = { index, of }, .nr_kernels = 2 };
	run->opts.experiments = (struct arg_list){ .v = { "overhead" }, .n = 1 };
	run->kernels[0].release = (char *)"6.1.0-test";
	run->kernels[1].release = (char *)"6.12.0-test";
	cr_assert_eq(run_plan(run), 0);
}

static void unplan(struct run *run)
{
	for (size_t i = 0; i < run->nr_cells; i++)
		run_cell_free(&run->cells[i]);
	free(run->cells);
	free(run->matrix);
}

Test(shard, shards_cover_the_matrix_once_but_for_the_baselines_they_share)
{
	json_t *times = json_object(), *n;
	struct run whole, part;
	const char *name;
	char *matrix = NULL;
	size_t shared = 0;

	plan(&whole, 0, 0);
	cr_assert_gt(whole.nr_cells, MATRIX_CELLS);
	for (unsigned int i = 1; i <= 3; i++) {
		plan(&part, i, 3);
		cr_assert_eq(run_shard(&part), 0);
		cr_expect(!matrix || !strcmp(matrix, part.matrix), "shards disagree about the matrix");
		free(matrix);
		matrix = part.matrix;
		part.matrix = NULL;
		for (size_t c = 0; c < part.nr_cells; c++) {
			name = part.cells[c].name;
			json_object_set_new(times, name,
					    json_integer(json_integer_value(json_object_get(times, name)) + 1));
		}
		unplan(&part);
	}
	cr_expect_eq(json_object_size(times), whole.nr_cells);
	json_object_foreach(times, name, n)
		if (json_integer_value(n) > 1) {
			shared++;
			cr_expect(cell_match(name, "*/workload=nop/*"), "%s is measured twice", name);
		}
	cr_expect_eq(shared, 2, "one baseline a kernel is shared, not %zu", shared);
	free(matrix);
	json_decref(times);
	unplan(&whole);
}

Test(shard, a_matrix_is_read_or_refused)
{
	static const char *const bad[] = { "", "shard\tcell\n1\tx\n", MATRIX_HEAD "1\t2\n", MATRIX_HEAD "x\t2\tcell\n",
					   MATRIX_HEAD "1\t\tcell\n", MATRIX_HEAD "9999\t1\tcell\n" };
	struct matrix_line *lines;
	char *text = str_dup(MATRIX_HEAD "1\t2\ta\n2\t1\tb\n");
	size_t n;

	cr_assert_eq(matrix_parse(text, &lines, &n), 0);
	cr_assert_eq(n, 2);
	cr_expect_eq(lines[1].shard, 2);
	cr_expect_eq(lines[0].repeats, 2);
	cr_expect_str_eq(lines[1].cell, "b");
	free(lines);
	free(text);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		text = str_dup(bad[i]);
		cr_expect_eq(matrix_parse(text, &lines, &n), -EINVAL, "matrix %zu was taken", i);
		free(lines);
		free(text);
	}
}

static json_t *cell(const char *outcome, int min, bool agree)
{
	return json_pack("{s:s, s:b, s:[{s:i, s:i}, {s:i, s:i}]}", "outcome", outcome, "repeats_agree", agree,
			 "repeats", "repeat", 0, "min", min, "repeat", 1, "min", min + !agree);
}

static json_t *once(int min)
{
	json_t *one = cell("ok", min, true);

	json_array_remove(json_object_get(one, "repeats"), 1);
	return one;
}

static void judged(json_t *a, json_t *b, enum merge_verdict want, bool second)
{
	json_t *keep;

	cr_expect_eq(merge_records(a, b, &keep), want);
	cr_expect_eq(keep, second ? b : a);
	json_decref(a);
	json_decref(b);
}

Test(shard, cells_of_two_machines_agree_or_conflict)
{
	judged(cell("ok", 7, true), cell("ok", 7, true), MERGE_SAME, false);
	judged(cell("ok", 7, true), cell("ok", 8, true), MERGE_CONFLICT, false);
	judged(cell("ok", 7, true), cell("fail", 7, true), MERGE_CONFLICT, false);
	judged(cell("ok", 7, false), cell("ok", 8, true), MERGE_UNSTEADY, false);
	judged(once(7), once(8), MERGE_UNSTEADY, false);
	judged(once(7), once(7), MERGE_SAME, false);
	/* A machine that could not measure says nothing about the other. */
	judged(cell("broken", 0, true), cell("ok", 8, true), MERGE_SAME, true);
	judged(cell("ok", 8, true), cell("skip", 0, true), MERGE_SAME, false);
}
