// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_record - records are built with exact integers, and repeats fold into one in any order.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define OPS   1009
#define EMPTY 41
#define BIG   ((1LL << 53) + 1) /* a double cannot hold it */

/* Member at a path of keys, array indices as "#n"; must exist. */
static json_t *at(const json_t *record, const char *path)
{
	char *keys = str_dup(path), *save = NULL;
	json_t *o = (json_t *)record;

	for (char *k = strtok_r(keys, "/", &save); k; k = strtok_r(NULL, "/", &save)) {
		o = *k == '#' ? json_array_get(o, strtoul(k + 1, NULL, 10)) : json_object_get(o, k);
		cr_assert_not_null(o, "%s is not in the record", path);
	}
	free(keys);
	return o;
}

static long long integer(const json_t *record, const char *path)
{
	cr_assert(json_is_integer(at(record, path)), "%s is no integer", path);
	return json_integer_value(at(record, path));
}

static const char *text(const json_t *record, const char *path)
{
	return json_string_value(at(record, path));
}

static struct block_set set_of(u64 ops, unsigned int n, const u64 *blocks)
{
	struct block_set s = { .ops = ops, .settle_rounds = 3 };

	memcpy(s.blocks, blocks, n * sizeof(*blocks));
	s.stats = stats_blocks(blocks, n);
	return s;
}

/* One repeat of a cell whose best block took @min over a baseline of @base. */
static json_t *repeat_of(int repeat, u64 base, u64 min, enum outcome outcome, char *reason)
{
	struct cell_run run = { .outcome = outcome, .reason = reason, .repeat = repeat,
				.boot = 10 + repeat };
	struct block_set treat = set_of(OPS, 3, (u64[]){ min + 5, min, min });
	struct block_set before = set_of(OPS, 2, (u64[]){ base, base + 9 });
	json_t *events;

	run.record = record_new("overhead/a=1", "exact");
	events = json_object_get(run.record, "events");
	json_object_set_new(events, "expected", json_integer(3 * OPS));
	json_object_set_new(events, "seen", json_integer(3 * OPS - repeat));
	json_object_set_new(events, "lost", json_integer(repeat));
	record_blocks(run.record, "insn_per_op", &treat, EMPTY);
	record_blocks(run.record, "base_insn_per_op", &before, EMPTY);
	record_delta(run.record, "added_insn_per_event", (s64)(min - base), "events", OPS);
	record_finish(&run);
	return run.record;
}

/* A repeat that ended before anything was measured. */
static json_t *lost_of(int repeat, enum outcome outcome, char *reason)
{
	struct cell_run run = { .outcome = outcome, .reason = reason, .repeat = repeat };

	run.record = record_new("overhead/a=1", "exact");
	record_finish(&run);
	return run.record;
}

/* merge(a, b), having checked that merge(b, a) is the same and that neither was touched. */
static json_t *merge(json_t *a, json_t *b)
{
	json_t *a_was = json_deep_copy(a), *b_was = json_deep_copy(b);
	json_t *ab = record_merge(a, b), *ba = record_merge(b, a);

	cr_expect(json_equal(ab, ba), "who came first must not matter");
	cr_expect(json_equal(a, a_was) && json_equal(b, b_was), "what is merged stays as it was");
	json_decref(a_was);
	json_decref(b_was);
	json_decref(ba);
	json_decref(a);
	json_decref(b);
	return ab;
}

Test(record, new_record_is_ok_and_empty)
{
	json_t *r = record_new("overhead/a=1", "exact");

	cr_expect_eq(integer(r, "schema"), PB_SCHEMA);
	cr_expect_str_eq(text(r, "cell"), "overhead/a=1");
	cr_expect_str_eq(text(r, "outcome"), "ok");
	cr_expect_str_eq(text(r, "reason"), "");
	cr_expect_str_eq(text(r, "profile"), "exact");
	cr_expect_eq(json_object_size(at(r, "events")), 0);
	cr_expect_eq(json_object_size(at(r, "metrics")), 0);
	cr_expect_eq(record_repeats(r), 0);
	json_decref(r);
}

Test(record, blocks_keep_every_raw_total)
{
	json_t *r = record_new("c", "exact");
	struct block_set s = set_of(100, 4, (u64[]){ 5091, 5041, 5041, 6000 });

	record_blocks(r, "insn_per_op", &s, EMPTY);
	cr_expect_eq(integer(r, "metrics/insn_per_op/value"), 50, "(5041 - 41) / 100");
	cr_expect_str_eq(text(r, "metrics/insn_per_op/unit"), "insn");
	cr_expect_str_eq(text(r, "metrics/insn_per_op/class"), "exact");
	cr_expect_eq(integer(r, "metrics/insn_per_op/ops"), 100);
	cr_expect_eq(integer(r, "metrics/insn_per_op/empty"), EMPTY);
	cr_expect_eq(integer(r, "metrics/insn_per_op/settle_rounds"), 3);
	cr_expect_eq(json_array_size(at(r, "metrics/insn_per_op/blocks")), 4);
	cr_expect_eq(integer(r, "metrics/insn_per_op/blocks/#0"), 5091);
	cr_expect_eq(integer(r, "metrics/insn_per_op/blocks/#3"), 6000);
	cr_expect_eq(json_real_value(at(r, "metrics/insn_per_op/min_share")), 0.5);
	cr_expect_eq(json_real_value(at(r, "metrics/insn_per_op/mean")), 5293.25);
	json_decref(r);
}

Test(record, block_cheaper_than_the_bracket_is_negative)
{
	json_t *r = record_new("c", "exact");
	struct block_set s = set_of(10, 1, (u64[]){ 21 });

	record_blocks(r, "insn_per_op", &s, EMPTY);
	cr_expect_eq(integer(r, "metrics/insn_per_op/value"), -2);
	json_decref(r);
}

Test(record, delta_is_rounded_and_kept_beside)
{
	json_t *r = record_new("c", "exact");

	record_delta(r, "added", -15, "events", 10);
	cr_expect_eq(integer(r, "metrics/added/value"), -2);
	cr_expect_eq(integer(r, "metrics/added/delta"), -15);
	cr_expect_eq(integer(r, "metrics/added/events"), 10);
	record_integer(r, "linearity", -7, 100);
	cr_expect_eq(integer(r, "metrics/linearity/value"), -7);
	cr_expect_eq(integer(r, "metrics/linearity/ops"), 100);
	json_decref(r);
}

Test(record, finish_writes_the_outcome_and_the_repeat)
{
	json_t *r = repeat_of(4, 500041, 900041, OUTCOME_FAIL, "counts differ");

	cr_expect_str_eq(text(r, "outcome"), "fail");
	cr_expect_str_eq(text(r, "reason"), "counts differ");
	cr_expect_eq(record_repeats(r), 1);
	cr_expect_eq(integer(r, "repeats/#0/repeat"), 4);
	cr_expect_eq(integer(r, "repeats/#0/boot"), 14);
	cr_expect_eq(integer(r, "repeats/#0/ops"), OPS);
	cr_expect_eq(integer(r, "repeats/#0/base_min"), 500041);
	cr_expect_eq(integer(r, "repeats/#0/min"), 900041);
	cr_expect_eq(integer(r, "repeats/#0/delta"), 400000);
	cr_expect(json_is_true(at(r, "repeats_agree")));
	json_decref(r);
}

Test(record, repeat_without_metrics_has_a_number_and_nothing_else)
{
	json_t *r = lost_of(1, OUTCOME_BROKEN, "the guest hung");

	cr_expect_eq(json_object_size(at(r, "repeats/#0")), 2);
	cr_expect_eq(integer(r, "repeats/#0/repeat"), 1);
	json_decref(r);
}

Test(record, integers_above_2_53_survive_json)
{
	json_t *r = record_new("c", "exact"), *back;
	struct block_set s = set_of(1, 2, (u64[]){ BIG + 2, BIG });
	char *line;

	record_blocks(r, "insn_per_op", &s, 0);
	record_delta(r, "added", -BIG, "events", 1);
	record_delta(r, "most", INT64_MAX - 1, "events", 1);
	line = json_dumps(r, JSON_COMPACT);
	back = json_loads(line, 0, NULL);
	cr_assert(json_equal(r, back));
	cr_expect_eq(integer(back, "metrics/insn_per_op/value"), BIG);
	cr_expect_eq(integer(back, "metrics/insn_per_op/blocks/#0"), BIG + 2);
	cr_expect_eq(integer(back, "metrics/added/delta"), -BIG);
	cr_expect_eq(integer(back, "metrics/most/value"), INT64_MAX - 1);
	free(line);
	json_decref(back);
	json_decref(r);
}

Test(record, first_repeat_is_taken_as_it_is)
{
	json_t *one = repeat_of(0, 500041, 900041, OUTCOME_OK, NULL), *r = record_merge(NULL, one);

	cr_expect(json_equal(r, one));
	json_object_set_new(r, "cell", json_string("other"));
	cr_expect_str_eq(text(one, "cell"), "overhead/a=1", "a copy, not the same");
	json_decref(one);
	json_decref(r);
}

Test(record, events_of_repeats_add_up)
{
	json_t *r = merge(repeat_of(0, 500041, 900041, OUTCOME_OK, NULL),
			  repeat_of(2, 500041, 900041, OUTCOME_OK, NULL));

	cr_expect_eq(integer(r, "events/expected"), 6 * OPS);
	cr_expect_eq(integer(r, "events/seen"), 6 * OPS - 2);
	cr_expect_eq(integer(r, "events/lost"), 2);
	json_decref(r);
}

Test(record, events_that_only_one_repeat_has_are_kept)
{
	json_t *a = repeat_of(0, 500041, 900041, OUTCOME_OK, NULL);
	json_t *b = repeat_of(1, 500041, 900040, OUTCOME_OK, NULL), *r;

	json_object_set_new(at(a, "events"), "only_a", json_integer(7));
	json_object_set_new(at(b, "events"), "only_b", json_integer(8));
	r = merge(a, b);
	cr_expect_eq(integer(r, "events/only_a"), 7);
	cr_expect_eq(integer(r, "events/only_b"), 8);
	json_decref(r);
}

Test(record, smallest_minimum_keeps_its_metrics)
{
	json_t *r = merge(repeat_of(0, 500041, 900041, OUTCOME_OK, NULL),
			  repeat_of(1, 500050, 900000, OUTCOME_OK, NULL));

	cr_expect_eq(integer(r, "metrics/insn_per_op/blocks/#1"), 900000);
	cr_expect_eq(integer(r, "metrics/base_insn_per_op/blocks/#0"), 500050, "never mixed");
	cr_expect_eq(integer(r, "metrics/added_insn_per_event/delta"), 900000 - 500050);
	json_decref(r);
}

Test(record, of_equal_minima_the_earlier_repeat_wins)
{
	json_t *r = merge(repeat_of(1, 500041, 900041, OUTCOME_OK, NULL),
			  repeat_of(0, 500042, 900041, OUTCOME_OK, NULL));

	cr_expect_eq(integer(r, "metrics/base_insn_per_op/blocks/#0"), 500042);
	json_decref(r);
}

Test(record, repeats_are_sorted_however_they_arrive)
{
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 },
					 { 1, 3, 0, 2 } };
	json_t *first = NULL;

	for (size_t o = 0; o < ARRAY_SIZE(orders); o++) {
		json_t *r = NULL;

		for (size_t i = 0; i < 4; i++) {
			int n = orders[o][i];
			json_t *one = repeat_of(n, 500041, (u64)(900041 + n), OUTCOME_OK, NULL);
			json_t *more = record_merge(r, one);

			json_decref(one);
			json_decref(r);
			r = more;
			cr_expect_eq(record_repeats(r), i + 1);
			cr_expect(record_has_repeat(r, n));
		}
		cr_expect_not(record_has_repeat(r, 4));
		for (size_t i = 0; i < 4; i++) {
			json_t *one = json_array_get(at(r, "repeats"), i);

			cr_expect_eq(integer(one, "repeat"), (long long)i);
			cr_expect_eq(integer(one, "boot"), (long long)i + 10);
		}
		if (first)
			cr_expect(json_equal(r, first), "order %zu", o);
		else
			first = json_incref(r);
		json_decref(r);
	}
	json_decref(first);
}

Test(record, repeats_agree_only_if_every_figure_does)
{
	static const char *const figures[] = { "base_min", "min", "delta", "ops" };

	for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
		json_t *a = repeat_of(0, 500041, 900041, OUTCOME_OK, NULL), *r;
		json_t *b = repeat_of(1, 500041, 900041, OUTCOME_OK, NULL);

		r = record_merge(a, b);
		cr_expect(json_is_true(at(r, "repeats_agree")));
		json_decref(r);
		json_object_set_new(at(b, "repeats/#0"), figures[i], json_integer(1));
		r = merge(a, b);
		/* the number of operations is no figure, and shows in the totals anyway */
		cr_expect_eq(json_is_true(at(r, "repeats_agree")), !strcmp(figures[i], "ops"), "%s",
			     figures[i]);
		json_decref(r);
	}
}

Test(record, repeat_that_was_lost_disagrees)
{
	json_t *r = merge(repeat_of(0, 500041, 900041, OUTCOME_OK, NULL),
			  lost_of(1, OUTCOME_BROKEN, "the guest hung"));

	cr_expect(json_is_false(at(r, "repeats_agree")));
	cr_expect_str_eq(text(r, "outcome"), "broken");
	cr_expect_str_eq(text(r, "reason"), "the guest hung");
	cr_expect_eq(integer(r, "metrics/insn_per_op/blocks/#1"), 900041, "what was measured stays");
	json_decref(r);
}

Test(record, trouble_wins_over_ok_whoever_is_faster)
{
	static const enum outcome bad[] = { OUTCOME_FAIL, OUTCOME_BROKEN, OUTCOME_SKIP };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		for (u64 min = 900040; min <= 900042; min++) {
			json_t *r = merge(repeat_of(0, 500041, 900041, OUTCOME_OK, NULL),
					  repeat_of(1, 500041, min, bad[i], "that is why"));

			cr_expect_str_eq(text(r, "outcome"), outcome_name(bad[i]));
			cr_expect_str_eq(text(r, "reason"), "that is why");
			json_decref(r);
		}
}

/* All orders in which three repeats can come back give one record. */
static void any_order(json_t *a, json_t *b, json_t *c)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	json_t *const one[] = { a, b, c };
	json_t *first = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		json_t *two = record_merge(one[orders[i][0]], one[orders[i][1]]);
		json_t *all = record_merge(two, one[orders[i][2]]);

		if (!first)
			first = json_incref(all);
		cr_expect(json_equal(all, first), "order %zu", i);
		json_decref(two);
		json_decref(all);
	}
	json_decref(first);
	json_decref(a);
	json_decref(b);
	json_decref(c);
}

Test(record, what_is_no_outcome_counts_as_broken)
{
	json_t *torn = json_pack("{s:s, s:[]}", "cell", "c", "repeats"), *whole = repeat_of(1, 500041,
			 900041, OUTCOME_OK, NULL);
	json_t *a = record_merge(torn, whole), *b = record_merge(whole, torn);

	cr_expect(json_equal(a, b));
	json_decref(torn);
	json_decref(whole);
	json_decref(a);
	json_decref(b);
}

Test(record, three_repeats_merge_in_any_order)
{
	any_order(repeat_of(0, 500041, 900050, OUTCOME_OK, NULL),
		  repeat_of(1, 500041, 900041, OUTCOME_OK, NULL),
		  repeat_of(2, 500042, 900041, OUTCOME_OK, NULL));
	any_order(repeat_of(0, 500041, 900050, OUTCOME_OK, NULL), lost_of(1, OUTCOME_FAIL, "panic"),
		  lost_of(2, OUTCOME_BROKEN, "hung"));
	any_order(repeat_of(0, 500041, 900050, OUTCOME_BROKEN, "a"),
		  repeat_of(1, 500041, 900049, OUTCOME_FAIL, "b"),
		  repeat_of(2, 500041, 900048, OUTCOME_FAIL, "c"));
}

Test(record, fail_wins_over_broken_whoever_is_faster)
{
	json_t *r = merge(repeat_of(0, 500041, 900041, OUTCOME_BROKEN, "it moved"),
			  repeat_of(1, 500041, 900042, OUTCOME_FAIL, "counts differ"));

	cr_expect_str_eq(text(r, "outcome"), "fail");
	cr_expect_str_eq(text(r, "reason"), "counts differ");
	json_decref(r);
}
