// SPDX-License-Identifier: GPL-2.0-only
/*
 * record - the one writer of cells: building a record, and folding its repeats into one.
 */
#include <string.h>

#include "record.h"
#include "sample_stats.h"

#define RECORD_ONCE "insn"

json_t *record_new(const char *cell, const char *profile)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:{}, s:{}}", "schema", PB_SCHEMA, "cell", cell,
			 "outcome", "ok", "reason", "", "profile", profile, "events", "metrics");
}

/* Metrics of instructions say so in their names; the others count events. */
static json_t *record_metric(json_t *record, const char *metric, s64 value)
{
	json_t *m = json_pack("{s:I, s:s, s:s}", "value", (json_int_t)value, "unit",
			      strstr(metric, "insn") ? "insn" : "events", "class", "exact");

	json_object_set_new(json_object_get(record, "metrics"), metric, m);
	return m;
}

void record_blocks(json_t *record, const char *metric, const struct block_set *set, u64 empty)
{
	const struct block_stats *s = &set->stats;
	json_t *m = record_metric(record, metric,
				  stats_div_round((s64)(s->min - empty), (s64)set->ops));
	json_t *blocks = json_array();

	for (unsigned int i = 0; i < s->n; i++)
		json_array_append_new(blocks, json_integer((json_int_t)set->blocks[i]));
	json_object_set_new(m, "ops", json_integer((json_int_t)set->ops));
	json_object_set_new(m, "empty", json_integer((json_int_t)empty));
	json_object_set_new(m, "blocks", blocks);
	json_object_set_new(m, "min_share", json_real((double)s->at_min / s->n));
	json_object_set_new(m, "mean", json_real(s->mean));
	json_object_set_new(m, "settle_rounds", json_integer(set->settle_rounds));
}

void record_delta(json_t *record, const char *metric, s64 delta, const char *over, u64 n)
{
	json_t *m = record_metric(record, metric, stats_div_round(delta, (s64)n));

	json_object_set_new(m, "delta", json_integer(delta));
	json_object_set_new(m, over, json_integer((json_int_t)n));
}

void record_integer(json_t *record, const char *metric, s64 value, u64 ops)
{
	json_object_set_new(record_metric(record, metric, value), "ops",
			    json_integer((json_int_t)ops));
}

void record_count(json_t *record, const char *metric, s64 value, const char *unit)
{
	json_object_set_new(json_object_get(record, "metrics"), metric,
			    json_pack("{s:I, s:s, s:s}", "value", (json_int_t)value, "unit", unit, "class",
				      "exact"));
}

void record_times(json_t *record, const char *metric, const u64 *insns, unsigned int n)
{
	struct block_set set = { .ops = 1, .stats = stats_blocks(insns, n) };

	memcpy(set.blocks, insns, (n < MEASURE_MAX_BLOCKS ? n : MEASURE_MAX_BLOCKS) * sizeof(*insns));
	record_blocks(record, metric, &set, 0);
}

void record_once(json_t *record, const u64 *insns, unsigned int n)
{
	record_times(record, RECORD_ONCE, insns, n);
}

void record_samples(json_t *record, const char *metric, const double *v, size_t n, const char *unit)
{
	struct sample_ci ci = sample_ci_median(&(struct sample_set){ v, &n, 1 }, SAMPLE_RESAMPLES, 1);
	json_t *samples = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(samples, json_real(v[i]));
	json_object_set_new(json_object_get(record, "metrics"), metric,
			    json_pack("{s:f, s:s, s:s, s:[f, f], s:i, s:o}", "value", sample_median(v, n),
				      "unit", unit, "class", "sampled", "ci", ci.lo, ci.hi, "n", (int)n,
				      "samples", samples));
}

static json_t *record_value(const json_t *record, const char *metric, const char *key)
{
	return json_object_get(json_object_get(json_object_get(record, "metrics"), metric), key);
}

/* The smallest element of a metric's blocks, or NULL. */
static json_t *record_min(const json_t *record, const char *metric)
{
	json_t *min = NULL, *block;
	size_t i;

	json_array_foreach(record_value(record, metric, "blocks"), i, block)
		if (!min || json_integer_value(block) < json_integer_value(min))
			min = block;
	return min;
}

static json_t *record_delta_of(const json_t *record)
{
	json_t *delta = record_value(record, "added_insn_per_event", "delta");

	return delta ? delta : record_value(record, "added_insn_per_op", "delta");
}

void record_finish(struct cell_run *run)
{
	json_t *r = run->record;
	json_t *repeat = json_pack("{s:i, s:i}", "repeat", run->repeat, "boot", run->boot);
	json_t *repeats = json_array();

	json_object_set_new(r, "outcome", json_string(outcome_name(run->outcome)));
	json_object_set_new(r, "reason", json_string(run->reason ? run->reason : ""));
	json_object_set(repeat, "ops", record_value(r, "insn_per_op", "ops"));
	json_object_set(repeat, "base_min", record_min(r, "base_insn_per_op"));
	json_object_set(repeat, "min", record_min(r, "insn_per_op"));
	json_object_set(repeat, "delta", record_delta_of(r));
	json_object_set(repeat, "low", record_min(r, RECORD_ONCE));
	json_object_set(repeat, "verdict", json_object_get(r, "verdict"));
	json_array_append_new(repeats, repeat);
	json_object_set_new(r, "repeats", repeats);
	json_object_set_new(r, "repeats_agree", json_true());
}

size_t record_repeats(const json_t *record)
{
	return json_array_size(json_object_get(record, "repeats"));
}

bool record_has_repeat(const json_t *record, int repeat)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(record, "repeats"), i, one)
		if (json_integer_value(json_object_get(one, "repeat")) == repeat)
			return true;
	return false;
}

static void record_add_events(json_t *into, const json_t *from)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)from, key, value) {
		json_int_t sum;

		/* Neither a damaged line nor a damaged guest may make us overflow. */
		if (!__builtin_add_overflow(json_integer_value(value),
					    json_integer_value(json_object_get(into, key)), &sum))
			json_object_set_new(into, key, json_integer(sum));
	}
}

/* The repeats of both, ordered by number so that the record does not depend on who came first. */
static json_t *record_join_repeats(const json_t *a, const json_t *b)
{
	json_t *all = json_copy(json_object_get(a, "repeats")), *one;
	size_t i, at;

	json_array_foreach(json_object_get(b, "repeats"), i, one) {
		json_int_t n = json_integer_value(json_object_get(one, "repeat"));

		for (at = 0; at < json_array_size(all); at++)
			if (json_integer_value(json_object_get(json_array_get(all, at), "repeat")) > n)
				break;
		json_array_insert(all, at, one);
	}
	return all;
}

static bool record_agree(const json_t *repeats)
{
	static const char *const keys[] = { "base_min", "min", "delta", "verdict" };
	json_t *first = json_array_get(repeats, 0), *one;
	size_t i;

	json_array_foreach(repeats, i, one)
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			json_t *x = json_object_get(first, keys[k]), *y = json_object_get(one, keys[k]);

			if (!x != !y || (x && !json_equal(x, y)))
				return false;
		}
	return true;
}

/* What repeats are compared by: the smallest of their blocks, of whichever metric has any. */
static json_t *record_least(const json_t *record, const char **key)
{
	json_t *min = record_min(record, "insn_per_op");

	*key = min ? "min" : "low";
	return min ? min : record_min(record, RECORD_ONCE);
}

bool records_agree(const json_t *a, const json_t *b)
{
	json_t *repeats = record_join_repeats(a, b);
	bool agree = record_agree(repeats);

	json_decref(repeats);
	return agree;
}

/* Number of the repeat whose metrics a record holds: the first of those that reached its minimum. */
static json_int_t record_source(const json_t *record)
{
	const char *key;
	json_t *min = record_least(record, &key), *one;
	size_t i;

	json_array_foreach(json_object_get(record, "repeats"), i, one) {
		json_t *m = json_object_get(one, key);

		if (!min || (m && json_equal(m, min)))
			return json_integer_value(json_object_get(one, "repeat"));
	}
	return -1;
}

/* Which of two records' metrics to keep: the smaller minimum, then the earlier repeat. */
static bool record_better(const json_t *a, const json_t *b)
{
	const char *key;
	json_t *x = record_least(a, &key), *y = record_least(b, &key);

	if (x && y && json_integer_value(x) != json_integer_value(y))
		return json_integer_value(x) < json_integer_value(y);
	if (!x != !y)
		return x != NULL;
	return record_source(a) < record_source(b);
}

/* Records come back from folders that may be damaged: what is no outcome counts as broken. */
static int record_rank(const json_t *record)
{
	static const int rank[] = { [OUTCOME_OK] = 0, [OUTCOME_SKIP] = 1, [OUTCOME_BROKEN] = 2,
				    [OUTCOME_FAIL] = 3 };
	const char *name = json_string_value(json_object_get(record, "outcome"));
	int outcome = name ? outcome_parse(name) : -1;

	return rank[outcome < 0 ? OUTCOME_BROKEN : outcome];
}

static const char *record_reason(const json_t *record)
{
	const char *reason = json_string_value(json_object_get(record, "reason"));

	return reason ? reason : "";
}

/*
 * Does @a's end win over @b's? Fail, broken, skip, ok; a tie is settled by the reason's text, so that
 * the order in which repeats come back settles nothing.
 */
static bool record_worse(const json_t *a, const json_t *b)
{
	int x = record_rank(a), y = record_rank(b);

	return x != y ? x > y : strcmp(record_reason(a), record_reason(b)) < 0;
}

json_t *record_merge(const json_t *have, const json_t *next)
{
	const json_t *best, *rest;
	json_t *merged, *repeats;

	if (!have)
		return json_deep_copy(next);
	best = record_better(have, next) ? have : next;
	rest = best == have ? next : have;
	merged = json_deep_copy(best);
	record_add_events(json_object_get(merged, "events"), json_object_get(rest, "events"));
	repeats = record_join_repeats(have, next);
	json_object_set_new(merged, "repeats_agree", json_boolean(record_agree(repeats)));
	json_object_set_new(merged, "repeats", repeats);
	if (record_worse(rest, best)) {
		json_object_set(merged, "outcome", json_object_get(rest, "outcome"));
		json_object_set(merged, "reason", json_object_get(rest, "reason"));
	}
	return merged;
}
