// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate_judge - judging figures by limits.
 *
 * Exact figures: a limit is crossed by a difference that is resolved. Sampled figures: also the test
 * must say so, corrected for the number of figures that were tested (Holm), and the effect must exceed
 * what the baseline did against itself in either run.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/gate.h"
#include "report/metrics.h"

#define GATE_EXACT   2.0 /* per cent, where no limit says else */
#define GATE_SAMPLED 10.0

const char *ruling_text(enum ruling r)
{
	static const char *const texts[] = { [RULING_PASS] = "pass",
					     [RULING_NOT_JUDGED] = "not judged",
					     [RULING_WARNING] = "warning",
					     [RULING_BROKEN] = "not measured",
					     [RULING_REGRESSION] = "REGRESSION" };

	return texts[r];
}

/* Takes over @why. */
static void gate_find(struct gate_judge *g, enum ruling r, const struct comparison *cmp,
		      const struct join_row *row, char *why)
{
	g->list = mem_grow(g->list, g->nr + 1, sizeof(*g->list));
	g->list[g->nr++] = (struct finding){ r, cmp, row, why };
	g->count[r]++;
}

/* With a noise floor of its own run, a sampled figure is judged; without one it never is. */
static struct limit gate_default(const struct comparison *cmp)
{
	const char *experiment = join_value(cmp->row, "experiment");
	bool sampled = cmp->sampled;
	double percent = sampled ? GATE_SAMPLED : GATE_EXACT;

	if (metric_better(experiment, cmp->metric) == METRIC_HIGHER)
		percent = -percent;
	return (struct limit){ .text = sampled ? "10 %, as nothing else was said"
					       : "2 %, as nothing else was said",
			       .bounds = { { true, percent } },
			       .nr = 1 };
}

static struct limit *gate_limit(struct limit *limits, size_t nr, const struct comparison *cmp)
{
	const struct result_cell *c = cmp->row->cell[1];
	char *name = results_name(cmp->row->from[1], c);
	struct limit *l = limit_find(limits, nr, c->name, name, cmp->metric);

	free(name);
	if (l)
		l->used++;
	return l;
}

/*
 * Holm: of n tests the k-th smallest p must be below alpha / (n - k + 1), and so must all before it.
 * The smallest p that fails; 2 if all hold.
 */
static double gate_holm(const struct compare *c)
{
	double *p = mem_alloc(c->nr, sizeof(*p)), limit = 2;
	size_t n = 0;

	for (size_t i = 0; i < c->nr; i++) {
		const struct change *ch = &c->list[i].change[1];

		if (!c->list[i].value[0].sampled ||
		    (ch->kind != CHANGE_YES && ch->kind != CHANGE_UNSURE))
			continue;
		size_t at = n++;

		for (; at && p[at - 1] > ch->p; at--)
			p[at] = p[at - 1];
		p[at] = ch->p;
	}
	for (size_t k = 0; k < n && limit > 1; k++)
		if (p[k] >= c->opts->alpha / (double)(n - k))
			limit = p[k];
	free(p);
	return limit;
}

/* Is the change one at all, before it is held against a limit? NULL if so, else why not. */
static const char *gate_doubt(const struct comparison *cmp, double holm)
{
	const struct change *ch = &cmp->change[1];
	double noise = fmax(cmp->value[0].noise, cmp->value[1].noise);

	switch (ch->kind) {
	case CHANGE_NOTHING:
		return "no number on a side";
	case CHANGE_UNRESOLVED:
		return "not resolved";
	case CHANGE_FEW:
		return "too few samples";
	default:
		break;
	}
	if (ch->kind == CHANGE_YES && cmp->value[0].sampled && ch->p >= holm)
		return "not significant among so many";
	if (cmp->sampled && noise <= 0)
		return "no noise floor was measured";
	if (ch->kind == CHANGE_YES && fabs(ch->delta) <= noise)
		return "within the noise of the baseline";
	return NULL;
}

static void gate_figure(struct gate_judge *g, const struct comparison *cmp, double holm)
{
	const struct change *ch = &cmp->change[1];
	const char *doubt = gate_doubt(cmp, holm);
	struct limit fallback = gate_default(cmp), *hard, *soft;

	if (!cmp->row->cell[0] || !cmp->row->cell[1])
		return;
	hard = gate_limit(g->hard, g->nr_hard, cmp);
	soft = gate_limit(g->soft, g->nr_soft, cmp);
	if (!hard && !g->nr_hard)
		hard = &fallback;
	if (!hard && !soft) {
		g->unlimited++;
		return;
	}
	if (doubt && ch->kind != CHANGE_NOTHING) {
		gate_find(g, RULING_NOT_JUDGED, cmp, cmp->row, str_dup(doubt));
		return;
	}
	if (ch->kind == CHANGE_YES && hard && limit_crossed(hard, cmp->value[0].v, ch->delta))
		gate_find(g, RULING_REGRESSION, cmp, cmp->row, str_fmt("limit %s", hard->text));
	else if (ch->kind == CHANGE_YES && soft && limit_crossed(soft, cmp->value[0].v, ch->delta))
		gate_find(g, RULING_WARNING, cmp, cmp->row, str_fmt("limit %s", soft->text));
	else if (ch->kind != CHANGE_NOTHING) /* else gate_cell() has said why */
		g->count[RULING_PASS]++;
}

/* A cell that was measured before and is not now. */
static void gate_cell(struct gate_judge *g, const struct join_row *row)
{
	const struct result_cell *was = row->cell[0], *is = row->cell[1];
	char *why;

	if (!was || was->outcome != OUTCOME_OK || (is && is->outcome == OUTCOME_OK))
		return;
	if (!is) {
		if (g->strict)
			gate_find(g, RULING_REGRESSION, NULL, row, str_dup("the cell is gone"));
		return;
	}
	why = str_fmt("was ok, is %s: %s", outcome_name(is->outcome), is->reason);
	gate_find(g,
		  is->outcome == OUTCOME_FAIL || (g->strict && is->outcome == OUTCOME_SKIP)
			  ? RULING_REGRESSION
		  : is->outcome == OUTCOME_BROKEN ? RULING_BROKEN
						  : RULING_WARNING,
		  NULL, row, why);
}

void gate_judge(struct gate_judge *g, const struct compare *c)
{
	double holm = gate_holm(c);

	for (size_t i = 0; i < c->j.nr_rows; i++)
		gate_cell(g, &c->j.rows[i]);
	for (size_t i = 0; i < c->nr; i++)
		gate_figure(g, &c->list[i], holm);
}

void gate_judge_free(struct gate_judge *g)
{
	for (size_t i = 0; i < g->nr; i++)
		free(g->list[i].why);
	for (size_t i = 0; i < g->nr_hard; i++)
		limit_free(&g->hard[i]);
	for (size_t i = 0; i < g->nr_soft; i++)
		limit_free(&g->soft[i]);
	free(g->list);
	free(g->hard);
	free(g->soft);
	*g = (struct gate_judge){ 0 };
}
