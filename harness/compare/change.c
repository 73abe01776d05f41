// SPDX-License-Identifier: GPL-2.0-only
/*
 * change - values of two cells, and whether they differ.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/change.h"
#include "report/cost.h"
#include "report/metrics.h"

/* The larger end of the interval of the baseline against itself, if it is in the same unit. */
static double value_noise(const struct result_cell *c, const json_t *metric)
{
	const json_t *aa = results_at(c->record, "metrics.aa_ns"), *ci = json_object_get(aa, "ci");
	const char *unit = json_string_value(json_object_get(metric, "unit"));
	double noise = 0, lo = 0, hi = 0;

	if (results_num(metric, "noise", &noise))
		return noise;
	if (!unit || strcmp(unit, "ns") || json_array_size(ci) != 2)
		return 0;
	lo = fabs(json_number_value(json_array_get(ci, 0)));
	hi = fabs(json_number_value(json_array_get(ci, 1)));
	return fmax(lo, hi);
}

static void value_samples(struct value *v, const json_t *metric)
{
	const json_t *samples = json_object_get(metric, "samples");
	s64 n = 0;

	results_int(metric, "n", &n);
	v->n = n > 0 ? (size_t)n : 0;
	if (!json_array_size(samples))
		return;
	v->n = 0;
	v->samples = mem_alloc(json_array_size(samples), sizeof(*v->samples));
	for (size_t i = 0; i < json_array_size(samples); i++)
		if (json_is_number(json_array_get(samples, i)))
			v->samples[v->n++] = json_number_value(json_array_get(samples, i));
}

static void value_quotient(struct value *v, const json_t *metric)
{
	if (results_int(metric, "delta", &v->delta) && !results_int(metric, "events", &v->over) &&
	    !results_int(metric, "ops", &v->over))
		v->over = 0;
	if (v->over < 0)
		v->over = 0;
}

struct value value_of(const struct results *r, const struct result_cell *c, const char *metric)
{
	struct value v = { .state = VALUE_NO_CELL, .agree = true };
	const json_t *m, *ci;

	if (!c)
		return v;
	v.outcome = c->outcome;
	v.state = c->outcome == OUTCOME_OK ? VALUE_NO_METRIC : VALUE_NOT_OK;
	m = json_object_get(results_at(c->record, "metrics"), metric);
	if (v.state == VALUE_NOT_OK || !results_num(m, "value", &v.v))
		return v;
	v.state = VALUE_NUMBER;
	v.sampled = metric_sampled(m);
	v.whole = results_int(m, "value", &v.i);
	v.agree = !json_is_false(json_object_get(c->record, "repeats_agree"));
	if (!v.sampled) {
		results_num(m, "noise", &v.noise);
		value_quotient(&v, m);
		return v;
	}
	ci = json_object_get(m, "ci");
	v.has_ci = json_is_number(json_array_get(ci, 0)) && json_is_number(json_array_get(ci, 1));
	v.lo = json_number_value(json_array_get(ci, 0));
	v.hi = json_number_value(json_array_get(ci, 1));
	v.noise = value_noise(c, m);
	value_samples(&v, m);
	return v;
}

void value_free(struct value *v)
{
	free(v->samples);
	*v = (struct value){ 0 };
}

char *value_text(const struct value *v)
{
	if (v->state == VALUE_NO_CELL)
		return str_dup("no cell");
	if (v->state == VALUE_NOT_OK)
		return str_dup(outcome_name(v->outcome));
	if (v->state == VALUE_NO_METRIC)
		return str_dup("-");
	if (v->whole && !v->sampled)
		return str_fmt("%lld", (long long)v->i);
	if (v->has_ci)
		return str_fmt("%.4g [%.4g, %.4g]", v->v, v->lo, v->hi);
	return str_fmt("%.6g", v->v);
}

/*
 * Does an exact difference exceed what the workload's baseline does by itself? Known only where the
 * cells carry their baseline, as those of overhead do; elsewhere any difference counts.
 */
static bool change_resolved(const struct results *r, const struct result_cell *c, double delta,
			    s64 ops)
{
	struct resolution res;
	double block;

	if (strcmp(c->experiment, COST_EXPERIMENT) || ops <= 0)
		return true;
	res = resolution_of(r, c->kernel, c->workload);
	if (res.ops <= 0 || !res.block)
		return true;
	block = fabs(delta) * (double)ops;
	/* The resolution scaled to these blocks, unrounded. */
	return block >= (double)res.block * (double)ops / (double)res.ops;
}

/* Operations of the blocks behind a figure: both sides of a quotient are per event of one block. */
static s64 change_ops(const struct result_cell *c, const struct value *v)
{
	s64 ops = 0;

	if (v->over)
		return v->over;
	results_int(c->record, "metrics.insn_per_op.ops", &ops);
	return ops;
}

static void change_exact(struct change *ch, const struct results *old_from,
			 const struct result_cell *old_cell, const struct value *was,
			 const struct results *new_from, const struct result_cell *new_cell,
			 const struct value *is)
{
	if (was->v == is->v) {
		bool equal = !was->over || !is->over ||
			     (__int128)was->delta * is->over == (__int128)is->delta * was->over;

		ch->kind = equal ? CHANGE_SAME : CHANGE_FRACTION;
		return;
	}
	/* A cell may say itself how much its baseline moved. */
	if (fabs(ch->delta) <= fmax(was->noise, is->noise)) {
		ch->kind = CHANGE_UNRESOLVED;
		return;
	}
	ch->kind = change_resolved(old_from, old_cell, ch->delta, change_ops(old_cell, was)) &&
				   change_resolved(new_from, new_cell, ch->delta,
						   change_ops(new_cell, is))
			   ? CHANGE_YES
			   : CHANGE_UNRESOLVED;
}

static void change_sampled(struct change *ch, const struct value *was, const struct value *is,
			   double alpha)
{
	if (!was->samples || !is->samples || was->n < SAMPLE_FLOOR || is->n < SAMPLE_FLOOR) {
		ch->kind = CHANGE_FEW;
		return;
	}
	ch->p = sample_mann_whitney(was->samples, was->n, is->samples, is->n).p;
	ch->kind = ch->p < alpha ? CHANGE_YES : CHANGE_UNSURE;
}

struct change change_of(const struct results *old_from, const struct result_cell *old_cell,
			const struct value *was, const struct results *new_from,
			const struct result_cell *new_cell, const struct value *is, double alpha)
{
	struct change ch = { .kind = CHANGE_NOTHING, .p = 1 };

	if (was->state != VALUE_NUMBER || is->state != VALUE_NUMBER)
		return ch;
	ch.delta = is->v - was->v;
	ch.ratio = was->v > 0 && is->v >= 0 ? is->v / was->v : 0;
	if (was->sampled || is->sampled)
		change_sampled(&ch, was, is, alpha);
	else
		change_exact(&ch, old_from, old_cell, was, new_from, new_cell, is);
	return ch;
}

char *change_text(const struct change *c, const struct value *was)
{
	char *percent, *text;

	switch (c->kind) {
	case CHANGE_NOTHING:
		return str_dup("");
	case CHANGE_SAME:
	case CHANGE_FRACTION:
		return str_dup("=");
	case CHANGE_UNRESOLVED:
		return str_dup("~ not resolved");
	case CHANGE_UNSURE:
	case CHANGE_FEW:
		return str_dup("~");
	case CHANGE_YES:
		break;
	}
	percent = c->ratio > 0 ? str_fmt("%+.2f%%", (c->ratio - 1) * 100) : str_dup("");
	if (was->sampled)
		text = str_dup(*percent ? percent : "?");
	else
		text = str_fmt("%+lld%s%s%s", (long long)c->delta, *percent ? " (" : "", percent,
			       *percent ? ")" : "");
	free(percent);
	return text;
}

const char *change_key(enum change_kind kind)
{
	static const char *const keys[] = { [CHANGE_NOTHING] = "nothing",
					    [CHANGE_SAME] = "same",
					    [CHANGE_FRACTION] = "below_one",
					    [CHANGE_UNRESOLVED] = "unresolved",
					    [CHANGE_UNSURE] = "not_significant",
					    [CHANGE_FEW] = "too_few_samples",
					    [CHANGE_YES] = "changed" };

	return keys[kind];
}
