// SPDX-License-Identifier: GPL-2.0-only
/*
 * outcome - metrics, one upgrade as a picture, and the verdict on the books.
 *
 * Counts are exact, but which events fall into a gap depends on the host's timing: where a count
 * differs from upgrade to upgrade it is given as a median with an interval, and every upgrade's own
 * number.
 */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "sample_stats.h"
#include "upgrade/outcome.h"

#define OUTCOME_RESAMPLES 2000

const struct metric outcome_metrics[] = {
	{ "upgrades", "upgrades", "how many were done and judged", METRIC_EXACT, METRIC_NEITHER },
	{ "exposed_upgrades", "upgrades",
	  "in which at least one event came while versions changed, or was lost or doubled", METRIC_EXACT,
	  METRIC_NEITHER },
	{ "missed", "events", "recorded by no version", METRIC_EXACT, METRIC_LOWER },
	{ "duplicated", "events", "records beyond the first of an event", METRIC_EXACT,
	  METRIC_LOWER },
	{ "wrong_version", "events", "recorded by the old version after the new one had begun",
	  METRIC_EXACT, METRIC_LOWER },
	{ "reordered", "events",
	  "recorded by the old version alone after the new one had recorded an earlier event",
	  METRIC_EXACT, METRIC_LOWER },
	{ "mixed_versions", "events", "that passed links of two versions", METRIC_EXACT,
	  METRIC_LOWER },
	{ "lossy_upgrades", "upgrades", "that missed an event", METRIC_EXACT, METRIC_LOWER },
	{ "doubling_upgrades", "upgrades", "that recorded an event twice", METRIC_EXACT,
	  METRIC_LOWER },
	{ "blackout_max", "events", "the longest run of missed events of any upgrade", METRIC_EXACT,
	  METRIC_LOWER },
	{ "blackout_insn_max", "insn",
	  "the longest time of an upgrade's longest run of missed events, in instructions of both CPUs",
	  METRIC_EXACT, METRIC_LOWER },
	{ "stub_counted", "events", "missed, but counted by what stays at the hook", METRIC_EXACT,
	  METRIC_NEITHER },
	{ "state_lost", "events",
	  "recorded in an upgrade or before it, but missing from the record afterwards", METRIC_EXACT, METRIC_LOWER },
	{ "own_lost", "events", "recorded in upgrades, but missing from the new version's own variables",
	  METRIC_EXACT, METRIC_LOWER },
	{ "state_settled", "events", "that came between copying the record and leaving the old one",
	  METRIC_EXACT, METRIC_LOWER },
	{ "schema_refusal", "errno", "with which a version was kept off a record of another size",
	  METRIC_EXACT, METRIC_NEITHER },
	{ "memory_bytes", "bytes", "held by the old version", METRIC_EXACT,
	  METRIC_LOWER },
	{ "memory_overlap_bytes", "bytes", "the most held beyond that after any step",
	  METRIC_EXACT, METRIC_LOWER },
	{ "refusal", "errno", "with which the kernel refused the upgrade; 0: it did not",
	  METRIC_EXACT, METRIC_NEITHER },
	{ "objects_grown", "objects",
	  "more modules, programs, maps, links, ... at the end than after a fifth", METRIC_EXACT,
	  METRIC_LOWER },
	{ "slab_objects_grown", "objects", "the same of the slab cache that grew most steadily",
	  METRIC_EXACT, METRIC_LOWER },
	{ "slab_objects_steady", "objects", "of it, in the half in which it grew less",
	  METRIC_EXACT, METRIC_LOWER },
	{ "slab_grown", "bytes", "the same of slabs that cannot be reclaimed", METRIC_EXACT,
	  METRIC_LOWER },
	{ "vmalloc_grown", "bytes", "the same of vmalloc: modules, JIT-ed code", METRIC_EXACT,
	  METRIC_LOWER },
	{ "percpu_grown", "bytes", "the same of per-CPU memory", METRIC_EXACT, METRIC_LOWER },
	/*
	 * Medians are of the upgrades in which events came while versions changed: a zero of the others says nothing, and
	 * to add those that lost an event all the same would choose by what is to be found out.
	 */
	{ "missed_per_upgrade", "events", "median", METRIC_SAMPLED, METRIC_LOWER },
	{ "duplicated_per_upgrade", "events", "median", METRIC_SAMPLED, METRIC_LOWER },
	{ "blackout_events", "events", "median of the longest run of missed events", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "blackout_insn", "insn", "median of its time, in instructions of both CPUs",
	  METRIC_SAMPLED, METRIC_LOWER },
	{ "stall_insn", "insn",
	  "median of the longest pause of the workload while the steps run, both CPUs",
	  METRIC_SAMPLED, METRIC_LOWER },
	{ "blackout_ns", "ns", "median of its time on a real kernel", METRIC_SAMPLED, METRIC_LOWER },
	{ "stall_ns", "ns",
	  "median of the longest pause of the workload while the steps run, on a real kernel",
	  METRIC_SAMPLED, METRIC_LOWER },
	{ "swap_events", "events", "median of the events that came while versions changed",
	  METRIC_SAMPLED, METRIC_NEITHER },
	{ .name = NULL },
};

static u64 pick_issued(const struct round *r)
{
	return r->j.issued;
}
static u64 pick_missed(const struct round *r)
{
	return r->j.missed;
}
static u64 pick_extra(const struct round *r)
{
	return r->j.extra;
}
static u64 pick_wrong(const struct round *r)
{
	return r->j.wrong;
}
static u64 pick_reordered(const struct round *r)
{
	return r->j.reordered;
}
static u64 pick_mixed(const struct round *r)
{
	return r->j.mixed;
}
static u64 pick_hole(const struct round *r)
{
	return r->j.hole_events;
}
static u64 pick_swap(const struct round *r)
{
	return r->j.swap_events;
}
static u64 pick_lost(const struct round *r)
{
	return r->j.state_lost;
}
static u64 pick_settled(const struct round *r)
{
	return r->settled;
}
static u64 pick_explained(const struct round *r)
{
	return r->j.missed - r->j.unexplained;
}
static u64 pick_hole_ticks(const struct round *r)
{
	return r->j.hole_ticks;
}
static u64 pick_stall_ticks(const struct round *r)
{
	return r->j.stall_ticks;
}
static u64 pick_hole_ns(const struct round *r)
{
	return r->hole_ns;
}
static u64 pick_stall_ns(const struct round *r)
{
	return r->stall_ns;
}
static u64 pick_calm_ns(const struct round *r)
{
	return r->calm_ns;
}
static u64 pick_still_ns(const struct round *r)
{
	return r->still_ns;
}
static u64 pick_stall_events(const struct round *r)
{
	return r->j.stall_events;
}
static u64 pick_own_lost(const struct round *r)
{
	return r->j.own_lost;
}
/* Was it put to the test? An event that was lost or doubled was at risk, even if it began before the step. */
static u64 pick_exposed(const struct round *r)
{
	return r->j.swap_events + r->j.missed + r->j.extra + r->j.mixed;
}

static const char *outcome_unit(const char *name)
{
	for (const struct metric *m = outcome_metrics; m->name; m++)
		if (!strcmp(m->name, name))
			return m->unit;
	return "events";
}

void outcome_exact(json_t *record, const char *name, s64 value)
{
	json_object_set_new(json_object_get(record, "metrics"), name,
			    json_pack("{s:I, s:s, s:s}", "value", (json_int_t)value, "unit",
				      outcome_unit(name), "class", "exact"));
}

static int outcome_compare(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A median of the upgrades with events at risk, with its interval and, if @keep and they differ, their own numbers. */
static void outcome_sampled(json_t *record, const char *name, const struct series *s,
			    series_pick pick, bool keep)
{
	double *v = mem_alloc(s->done, sizeof(*v));
	size_t n = 0, differ = 0;
	json_t *samples, *m;
	struct sample_ci ci;

	for (unsigned int i = 0; i < s->done; i++)
		if (pick_swap(&s->rounds[i]))
			v[n++] = (double)pick(&s->rounds[i]);
	if (n < SAMPLE_FLOOR) {
		free(v);
		return;
	}
	samples = json_array();
	for (size_t i = 0; i < n; i++) {
		differ += v[i] != v[0];
		json_array_append_new(samples, json_integer((json_int_t)v[i]));
	}
	ci = sample_ci_median(&(struct sample_set){ v, &n, 1 }, OUTCOME_RESAMPLES, s->seed);
	m = json_pack("{s:f, s:s, s:s, s:[f,f], s:i}", "value", sample_median(v, n), "unit",
		      outcome_unit(name), "class", "sampled", "ci", ci.lo, ci.hi, "n", (int)n);
	if (keep && differ)
		json_object_set(m, "samples", samples);
	json_decref(samples);
	json_object_set_new(json_object_get(record, "metrics"), name, m);
	free(v);
}

/* Median, rounded down, and largest of @n numbers, which are sorted. */
static json_t *outcome_spread(u64 *v, size_t n)
{
	qsort(v, n, sizeof(*v), outcome_compare);
	return json_pack("{s:I, s:I}", "median", (json_int_t)v[(n - 1) / 2], "max",
			 (json_int_t)v[n - 1]);
}

static json_t *outcome_picked(const struct series *s, series_pick pick)
{
	u64 *v = mem_alloc(s->done, sizeof(*v));
	json_t *spread;

	for (unsigned int i = 0; i < s->done; i++)
		v[i] = pick(&s->rounds[i]);
	spread = outcome_spread(v, s->done);
	free(v);
	return spread;
}

static json_t *outcome_step(const struct upgrade *u, const struct series *s, unsigned int step)
{
	u64 *events = mem_alloc(s->done, sizeof(*events)), *ns = mem_alloc(s->done, sizeof(*ns));
	json_t *one;

	for (unsigned int r = 0; r < s->done; r++) {
		events[r] = s->rounds[r].j.step_events[step];
		ns[r] = s->rounds[r].step_ns[step];
	}
	one = json_pack("{s:s, s:b, s:o, s:o}", "name", u->strategy->steps[step].name, "swaps",
			u->strategy->steps[step].swaps, "events", outcome_spread(events, s->done),
			"guest_ns", outcome_spread(ns, s->done));
	free(ns);
	free(events);
	return one;
}

/* Times of the guest's clock: of instructions of both CPUs, or the host's and then no metrics. */
static void outcome_times(json_t *record, const struct upgrade *u, const struct series *s)
{
	json_t *steps = json_array();

	for (unsigned int i = 0; i < upgrade_steps(u); i++)
		json_array_append_new(steps, outcome_step(u, s, i));
	json_object_set_new(record, "steps", steps);
	json_object_set_new(record, "guest_times",
			    json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:I, s:I}}", "blackout_ns",
				      outcome_picked(s, pick_hole_ns), "stall_ns",
				      outcome_picked(s, pick_stall_ns), "calm_ns",
				      outcome_picked(s, pick_calm_ns), "still_ns",
				      outcome_picked(s, pick_still_ns), "stall_events",
				      outcome_picked(s, pick_stall_events), "watched_events", "median",
				      (json_int_t)s->calm.n, "max", (json_int_t)s->calm.n));
}

/* The upgrade whose damage is nearest to the median of all. */
static const struct round *outcome_typical(const struct series *s)
{
	double *v = mem_alloc(s->done, sizeof(*v)), median;
	const struct round *best = &s->rounds[0];

	for (unsigned int i = 0; i < s->done; i++)
		v[i] = (double)(s->rounds[i].j.missed + s->rounds[i].j.extra);
	median = sample_median(v, s->done);
	for (unsigned int i = 0; i < s->done; i++) {
		double now = v[i] - median,
		       then = (double)(best->j.missed + best->j.extra) - median;

		if (now * now < then * then)
			best = &s->rounds[i];
	}
	free(v);
	return best;
}

static void outcome_timeline(json_t *record, const struct upgrade *u, const struct series *s)
{
	const struct round *r = outcome_typical(s);
	json_t *stretches = json_array(), *steps = json_array();

	for (size_t i = 0; i < r->nr_stretches; i++)
		json_array_append_new(stretches,
				      json_pack("[s, I]", judge_fates[r->stretches[i].fate],
						(json_int_t)r->stretches[i].events));
	for (unsigned int i = 0; i < upgrade_steps(u); i++)
		json_array_append_new(steps, json_pack("{s:s, s:I, s:I}", "name",
						       u->strategy->steps[i].name, "begin",
						       (json_int_t)r->step_begin[i], "end",
						       (json_int_t)r->step_end[i]));
	json_object_set_new(record, "timeline",
			    json_pack("{s:i, s:o, s:o}", "upgrade", (int)(r - s->rounds),
				      "stretches", stretches, "steps", steps));
}

static void outcome_counts(json_t *record, const struct upgrade *u, const struct series *s)
{
	u64 issued = series_sum(s, pick_issued), missed = series_sum(s, pick_missed);
	u64 extra = series_sum(s, pick_extra);
	json_t *events = json_object_get(record, "events");

	json_object_set_new(events, "expected", json_integer((json_int_t)issued));
	json_object_set_new(events, "seen", json_integer((json_int_t)(issued - missed)));
	json_object_set_new(events, "lost", json_integer((json_int_t)missed));
	json_object_set_new(events, "duplicated", json_integer((json_int_t)extra));
	outcome_exact(record, "upgrades", s->done);
	outcome_exact(record, "exposed_upgrades", series_count(s, pick_exposed));
	outcome_exact(record, "missed", (s64)missed);
	outcome_exact(record, "duplicated", (s64)extra);
	outcome_exact(record, "wrong_version", (s64)series_sum(s, pick_wrong));
	outcome_exact(record, "reordered", (s64)series_sum(s, pick_reordered));
	if (u->strategy->chain)
		outcome_exact(record, "mixed_versions", (s64)series_sum(s, pick_mixed));
	outcome_exact(record, "lossy_upgrades", series_count(s, pick_missed));
	outcome_exact(record, "doubling_upgrades", series_count(s, pick_extra));
	outcome_exact(record, "blackout_max", (s64)series_max(s, pick_hole));
	if (s->counted)
		outcome_exact(record, "blackout_insn_max", (s64)series_max(s, pick_hole_ticks));
	if (u->strategy->stub)
		outcome_exact(record, "stub_counted", (s64)series_sum(s, pick_explained));
	outcome_exact(record, "state_lost", (s64)series_sum(s, pick_lost));
	outcome_exact(record, "own_lost", (s64)series_sum(s, pick_own_lost));
	if (u->schema_refusal) {
		outcome_exact(record, "state_settled", (s64)series_sum(s, pick_settled));
		outcome_exact(record, "schema_refusal", u->schema_refusal);
	}
	outcome_exact(record, "memory_bytes", (s64)s->memory_before);
	outcome_exact(record, "memory_overlap_bytes", (s64)(s->memory_peak - s->memory_before));
	outcome_exact(record, "refusal", u->refusal);
}

static void outcome_medians(json_t *record, const struct series *s)
{
	outcome_sampled(record, "missed_per_upgrade", s, pick_missed, true);
	outcome_sampled(record, "duplicated_per_upgrade", s, pick_extra, true);
	outcome_sampled(record, "blackout_events", s, pick_hole, false);
	outcome_sampled(record, "swap_events", s, pick_swap, false);
	if (s->counted) {
		outcome_sampled(record, "blackout_insn", s, pick_hole_ticks, false);
		outcome_sampled(record, "stall_insn", s, pick_stall_ticks, false);
	}
	if (s->timed) {
		outcome_sampled(record, "blackout_ns", s, pick_hole_ns, true);
		outcome_sampled(record, "stall_ns", s, pick_stall_ns, true);
	}
}

void outcome_totals(struct cell_run *run, const struct upgrade *u, const struct series *s, int err)
{
	char *broken = series_broken(s), *left = s->left ? json_dumps(s->left, JSON_COMPACT) : NULL;

	if (s->done)
		outcome_counts(run->record, u, s);
	/* Books that do not balance say nothing about the strategy. */
	if (broken)
		cell_end(run, OUTCOME_BROKEN, "%s", broken);
	else if (err)
		cell_end(run, OUTCOME_FAIL, "after %u upgrades: %s", s->done, u->reason);
	else if (json_object_size(s->left))
		cell_end(run, OUTCOME_FAIL, "after the end the kernel still has %s", left);
	free(left);
	free(broken);
}

void outcome_record(struct cell_run *run, const struct upgrade *u, const struct series *s, int err)
{
	outcome_totals(run, u, s, err);
	if (s->done >= SAMPLE_FLOOR)
		outcome_medians(run->record, s);
	if (s->done) {
		outcome_times(run->record, u, s);
		outcome_timeline(run->record, u, s);
	}
}
