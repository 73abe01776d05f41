// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample_record - from the batches of a group's loads to the records of its cells.
 *
 * Overheads are paired: an arm against the base of the same block. The A/A difference is base' against
 * that same base, so it goes through the very estimator that the arm's overhead goes through, and its
 * interval is what this run can tell from nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "registry.h"
#include "sample.h"
#include "sample_stats.h"

#define RECORD_DRIFT_MAX 0.05 /* of the baseline, from the first half of a load to the second */
#define RECORD_AA_MAX	 0.02 /* of the baseline: docs/method.md */

/* One quantity of the batches: "ns", or what the PMU counted. */
static const struct {
	const char *key, *unit, *per_op, *base_per_op, *added, *aa;
} record_kinds[] = {
	{ "ns", "ns", "ns_per_op", "base_ns_per_op", "added_ns_per_event", "aa_ns" },
	{ "cycles", "cycles", "cycles_per_op", "base_cycles_per_op", "added_cycles_per_event",
	  "aa_cycles" },
	{ "insns", "insn", "pmu_insn_per_op", "base_pmu_insn_per_op", "added_pmu_insn_per_event",
	  "aa_pmu_insn" },
};

/* The blocks in which base, base', and an arm (or two) were all kept. */
struct picked {
	double *base, *aa, *arm, *other;
	size_t *sizes;
	size_t n, loads;
};

static void picked_free(struct picked *p)
{
	free(p->base);
	free(p->aa);
	free(p->arm);
	free(p->other);
	free(p->sizes);
}

static bool pick_one(const json_t *block, size_t arm, const char *key, double *value)
{
	const json_t *v = json_object_get(json_array_get(json_object_get(block, "batches"), arm), key);

	*value = json_number_value(v);
	return v != NULL;
}

static struct picked pick(const json_t *loads, size_t arm, size_t other, const char *key)
{
	struct picked p = { .loads = json_array_size(loads) };
	json_t *load, *block;
	size_t l, b, room = 1;

	json_array_foreach(loads, l, load)
		room += json_array_size(json_object_get(load, "blocks"));
	p.base = mem_alloc(room, sizeof(double));
	p.aa = mem_alloc(room, sizeof(double));
	p.arm = mem_alloc(room, sizeof(double));
	p.other = mem_alloc(room, sizeof(double));
	p.sizes = mem_alloc(p.loads + 1, sizeof(*p.sizes));
	json_array_foreach(loads, l, load)
		json_array_foreach(json_object_get(load, "blocks"), b, block)
			if (pick_one(block, 0, key, &p.base[p.n]) &&
			    pick_one(block, 1, key, &p.aa[p.n]) &&
			    pick_one(block, arm, key, &p.arm[p.n]) &&
			    pick_one(block, other, key, &p.other[p.n])) {
				p.n++;
				p.sizes[l]++;
			}
	return p;
}

static double record_round(double x)
{
	return round(x * 1000) / 1000;
}

static json_t *record_interval(struct sample_ci ci)
{
	return json_pack("[f, f]", record_round(ci.lo), record_round(ci.hi));
}

/* A metric of (a - b) / scale, or of a / scale if @b is NULL. Returns its interval. */
static struct sample_ci record_metric(json_t *record, const char *name, const char *unit,
				      const struct picked *p, const double *a, const double *b,
				      double scale, u64 seed)
{
	double *v = mem_alloc(p->n, sizeof(*v)), median;
	json_t *samples = json_array();
	struct sample_ci ci;

	for (size_t i = 0; i < p->n; i++) {
		v[i] = (a[i] - (b ? b[i] : 0)) / scale;
		json_array_append_new(samples, json_real(record_round(v[i])));
	}
	median = sample_median(v, p->n);
	ci = sample_ci_median(&(struct sample_set){ v, p->sizes, p->loads }, SAMPLE_RESAMPLES, seed);
	json_object_set_new(json_object_get(record, "metrics"), name,
			    json_pack("{s:f, s:s, s:s, s:o, s:i, s:o}", "value", record_round(median),
				      "unit", unit, "class", "sampled", "ci", record_interval(ci), "n",
				      (int)p->n, "samples", samples));
	free(v);
	return ci;
}

static json_t *record_metric_of(json_t *record, const char *name)
{
	return json_object_get(json_object_get(record, "metrics"), name);
}

/* A difference is resolved if its interval excludes zero and it is larger than the A/A noise. */
static void record_resolved(json_t *record, const char *added, struct sample_ci ci,
			    struct sample_ci aa)
{
	json_t *m = record_metric_of(record, added);
	double floor_of = fmax(fabs(aa.lo), fabs(aa.hi));
	double value = json_number_value(json_object_get(m, "value"));
	bool resolved = fabs(value) > floor_of && (ci.lo > 0 || ci.hi < 0);

	json_object_set_new(m, "noise", json_real(record_round(floor_of)));
	json_object_set_new(m, "resolved", json_boolean(resolved));
}

static void record_kind(json_t *record, size_t kind, const struct picked *p, bool cell, double ops,
			double events, u64 seed)
{
	const char *unit = record_kinds[kind].unit;
	struct sample_ci aa, ci;

	record_metric(record, record_kinds[kind].per_op, unit, p, p->arm, NULL, ops, seed);
	record_metric(record, record_kinds[kind].base_per_op, unit, p, p->base, NULL, ops, seed);
	aa = record_metric(record, record_kinds[kind].aa, unit, p, p->aa, p->base, events, seed);
	if (!cell)
		return;
	ci = record_metric(record, record_kinds[kind].added, unit, p, p->arm, p->base, events, seed);
	record_resolved(record, record_kinds[kind].added, ci, aa);
}

/*
 * eBPF over module; of total times where the module's overhead is not told from zero or from the
 * noise, since dividing by that would be a lottery.
 */
static void record_ratio(json_t *record, const char *mech, const json_t *loads, size_t arm, size_t twin,
			 const json_t *twin_record, u64 seed)
{
	const json_t *added = json_object_get(json_object_get(twin_record, "metrics"),
					      "added_ns_per_event");
	bool total = !json_is_true(json_object_get(added, "resolved"));
	struct picked p = pick(loads, arm, twin, "ns");
	struct sample_set over = { p.arm, p.sizes, p.loads };
	char *name = str_fmt("ratio_to_%s", mech);

	for (size_t i = 0; i < p.n && !total; i++) {
		p.arm[i] -= p.base[i];
		p.other[i] -= p.base[i];
	}
	if (p.n >= SAMPLE_FLOOR) {
		struct sample_ci ci = sample_ci_ratio(&over, p.other, SAMPLE_RESAMPLES, seed);
		double value = sample_mean(p.arm, p.n) / sample_mean(p.other, p.n);

		json_object_set_new(json_object_get(record, "metrics"), name,
				    json_pack("{s:f, s:s, s:s, s:o, s:i, s:s}", "value",
					      record_round(value), "unit", "x", "class", "sampled", "ci",
					      record_interval(ci), "n", (int)p.n, "of",
					      total ? "total" : "added"));
	}
	free(name);
	picked_free(&p);
}

/* A ratio for every measured module that the declared pairs put below @arm. */
static void record_ratios(const struct sample_group *g, const json_t *loads, size_t arm,
			  const struct cell_run *run, u64 seed)
{
	const struct cell *c = &g->arms[arm];

	for (const struct mech_pair *p = mech_pairs; p->hook && c->mech; p++) {
		if (strcmp(c->backend->name, "ebpf") || strcmp(p->hook, c->hook->name) ||
		    strcmp(p->ebpf, c->mech->name))
			continue;
		for (size_t i = 2; i < g->n; i++)
			if (g->live[i] && !strcmp(g->arms[i].backend->name, "kmod") &&
			    !strcmp(g->arms[i].mech->name, p->kmod))
				record_ratio(run[arm].record, p->kmod, loads, arm, i, run[i].record, seed);
	}
}

/* Sums over the arm's kept batches, and how their hits were proved. */
static void record_events(const struct cell *c, json_t *record, const json_t *loads, size_t arm)
{
	static const char *const keys[] = { "expected", "seen", "lost", "hits", "hits_expected" };
	json_t *events = json_object_get(record, "events"), *load, *block;
	json_int_t sum[ARRAY_SIZE(keys)] = { 0 };
	const char *proof = NULL;
	size_t l, b;

	json_array_foreach(loads, l, load)
		json_array_foreach(json_object_get(load, "blocks"), b, block) {
			json_t *batch = json_array_get(json_object_get(block, "batches"), arm);

			for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
				sum[k] += json_integer_value(json_object_get(batch, keys[k]));
			if (json_object_get(batch, "proof"))
				proof = json_string_value(json_object_get(batch, "proof"));
		}
	for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
		if (!k || (c->collector && (c->collector->counts || strcmp(keys[k], "seen"))))
			json_object_set_new(events, keys[k], json_integer(sum[k]));
	if (c->collector && c->collector->counts)
		json_object_set_new(events, "duplicated", json_integer(0));
	if (proof)
		json_object_set_new(record, "proof", json_string(proof));
}

struct timed {
	double at, ns;
};

static int timed_compare(const void *a, const void *b)
{
	double x = ((const struct timed *)a)->at, y = ((const struct timed *)b)->at;

	return (x > y) - (x < y);
}

/* The baselines of one load, both kinds, in the order of time. */
static size_t record_baselines(const json_t *load, double **v)
{
	json_t *blocks = json_object_get(load, "blocks"), *block;
	struct timed *t = mem_alloc(2 * json_array_size(blocks) + 1, sizeof(*t));
	size_t b, n = 0;

	json_array_foreach(blocks, b, block)
		for (size_t arm = 0; arm < 2; arm++)
			if (pick_one(block, arm, "at", &t[n].at) && pick_one(block, arm, "ns", &t[n].ns))
				n++;
	qsort(t, n, sizeof(*t), timed_compare);
	*v = mem_alloc(n + 1, sizeof(**v));
	for (size_t i = 0; i < n; i++)
		(*v)[i] = t[i].ns;
	free(t);
	return n;
}

static void record_warn(json_t *record, char *text)
{
	if (!json_object_get(record, "warnings"))
		json_object_set_new(record, "warnings", json_array());
	json_array_append_new(json_object_get(record, "warnings"), json_string(text));
	free(text);
}

/* How the measuring itself went: what a reader needs in order to trust it or not. */
static void record_sampling(const struct sample_opts *o, json_t *record, const json_t *loads, size_t kept)
{
	json_int_t switched = 0, miscounted = 0;
	int unsteady = 0, planned = (int)(o->loads * o->blocks);
	double drift = 0, base, aa;
	json_t *load, *block;
	size_t l, b;

	json_array_foreach(loads, l, load) {
		double *v, d;
		size_t n = record_baselines(load, &v);

		unsteady += sample_lag1(v, n) > SAMPLE_LAG1_MAX;
		d = sample_drift(v, n);
		if (fabs(d) > fabs(drift))
			drift = d;
		free(v);
		json_array_foreach(json_object_get(load, "blocks"), b, block) {
			switched += json_integer_value(json_object_get(block, "switched"));
			miscounted += json_integer_value(json_object_get(block, "miscounted"));
		}
	}
	json_object_set_new(record, "sampling", json_pack(
		"{s:i, s:i, s:i, s:I, s:I, s:I, s:f, s:i, s:i, s:f, s:{s:I, s:I}, s:i, s:i, s:O*}",
		"boots", 1,
		"loads", (int)o->loads, "blocks", (int)o->blocks, "batch_ops",
		json_integer_value(json_object_get(json_array_get(loads, 0), "ops")), "batch_ns",
		(json_int_t)o->batch_ns, "warmup_ns", (json_int_t)o->warmup_ns, "pilot_lag1",
		record_round(json_number_value(json_object_get(json_array_get(loads, 0), "lag1"))),
		"doubled", (int)json_integer_value(json_object_get(json_array_get(loads, 0), "doubled")),
		"unsteady_loads", unsteady, "drift", record_round(drift), "discarded", "switched", switched,
		"miscounted", miscounted, "blocks_kept", (int)kept, "cpu", (int)o->cpu, "scheduling",
		json_object_get(json_array_get(loads, 0), "scheduling")));
	base = json_number_value(json_object_get(record_metric_of(record, "base_ns_per_op"), "value"));
	aa = json_number_value(json_object_get(record_metric_of(record, "aa_ns"), "value"));
	if (fabs(drift) > RECORD_DRIFT_MAX)
		record_warn(record, str_fmt("the baseline drifted by %.1f %% within a load: something "
					    "else changed meanwhile; run on a quieter machine",
					    100 * drift));
	if (base > 0 && fabs(aa) > RECORD_AA_MAX * base)
		record_warn(record, str_fmt("the baseline differs from itself by %.1f %%: more than 2 %%",
					    100 * aa / base));
	if ((int)kept < planned)
		record_warn(record, str_fmt("%d of %d blocks were disturbed at every attempt and are left "
					    "out", planned - (int)kept, planned));
}

static void record_cell(const struct sample_group *g, const struct sample_opts *o, const json_t *loads,
			size_t arm, struct cell_run *run)
{
	const struct cell *c = &g->arms[arm];
	double ops = json_number_value(json_object_get(json_array_get(loads, 0), "ops"));
	double events = ops * (c->hook ? c->workload->events[c->hook->event] : 1);
	struct picked p = pick(loads, arm, arm, "ns");

	if (p.n < SAMPLE_FLOOR) {
		cell_end(run, OUTCOME_BROKEN, "only %zu of %u blocks were undisturbed: no verdict below "
			 "%d; use a quieter machine or an isolated CPU", p.n, o->loads * o->blocks,
			 SAMPLE_FLOOR);
		picked_free(&p);
		return;
	}
	for (size_t k = 0; k < ARRAY_SIZE(record_kinds); k++) {
		struct picked q = pick(loads, arm, arm, record_kinds[k].key);

		/* Counters that were not on the CPU for every batch are left out, not patched up. */
		if (q.n == p.n)
			record_kind(run->record, k, &q, c->collector != NULL, ops, events, o->seed);
		picked_free(&q);
	}
	record_events(c, run->record, loads, arm);
	record_sampling(o, run->record, loads, p.n);
	picked_free(&p);
}

void sample_record(const struct sample_group *g, const struct sample_opts *o, const json_t *loads,
		   struct cell_run *run)
{
	for (size_t i = sample_first(g); i < g->n; i++)
		if (g->live[i])
			record_cell(g, o, loads, i, &run[i]);
	/* Afterwards: a ratio looks at how the module's record came out. */
	for (size_t i = sample_first(g); i < g->n; i++)
		if (g->live[i] && run[i].outcome == OUTCOME_OK)
			record_ratios(g, loads, i, run, o->seed);
}
