// SPDX-License-Identifier: GPL-2.0-only
/*
 * structures_tried - for each job and side the structure that stands for it, and every other one that was tried, with
 * what it costs or why it has no say.
 *
 * Only cells count as having been tried: a structure without one is not named here.
 */
#include <stdlib.h>
#include <string.h>

#include <probebench/structures.h>

#include "report/cost.h"
#include "report/structures.h"

/* Sorted by what an event costs; a row without that cost goes last. */
static int st_dearer(const void *a, const void *b)
{
	const struct st_row *x = *(const struct st_row *const *)a, *y = *(const struct st_row *const *)b;
	double cost_x, cost_y;
	bool has_x = st_event_cost(x, &cost_x), has_y = st_event_cost(y, &cost_y);

	if (has_x != has_y)
		return has_x ? -1 : 1;
	if (has_x && cost_x != cost_y)
		return cost_x < cost_y ? -1 : 1;
	return strcmp(x->s->name, y->s->name);
}

/* The outcome of the first cell of an event that has no figure: why the row has no cost. */
static char *st_why_none(const struct st_row *row)
{
	double one;

	for (const char *op = st_event(row->s->kind); *op; op++)
		if (!st_value(row, *op, &one))
			return structure_has(row->s, *op) ? st_text(row, *op) : str_dup("no such operation");
	return str_dup("-");
}

static void st_name_row(char **text, const struct st_row *row, const char *why)
{
	char *none = NULL;
	double cost;

	text_add(text, "%s`%s` ", *text ? ", " : "", row->s->name);
	if (st_event_cost(row, &cost))
		text_add(text, "%.0f", cost);
	else
		text_add(text, "%s", none = st_why_none(row));
	if (why)
		text_add(text, " (%s)", why);
	free(none);
}

static const char *st_no_say(const struct st_row *row)
{
	return row->s->forgets ? "forgets" : row->entries != ST_SHOWN ? "one element" : NULL;
}

/* A table knows, too, whether a key is there: the one of @arm that looks it up at the least cost. */
static void st_name_table(char **text, const struct st_rows *rows, const struct result_kernel *k, const char *arm)
{
	const struct st_row *found = NULL;
	double least = 0, cost;

	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];

		if (!st_shown(row, k) || row->s->kind != ST_TABLE || strcmp(row->s->arm, arm) || st_no_say(row) ||
		    !st_value(row, ST_LOOKUP, &cost) || (found && cost >= least))
			continue;
		found = row;
		least = cost;
	}
	if (found)
		text_add(text, "%s`%s` %.0f (a table, look up)", *text ? ", " : "", found->s->name, least);
}

void st_others(const struct st_rows *rows, const struct st_row *best, const struct result_kernel *k,
	       enum structure_kind kind, const char *arm, char **others, char **apart)
{
	const struct st_row **list = mem_alloc(rows->n + 1, sizeof(*list));
	size_t n = 0;

	*others = *apart = NULL;
	for (size_t i = 0; i < rows->n; i++)
		if (&rows->v[i] != best && rows->v[i].s->kind == kind && !strcmp(rows->v[i].s->arm, arm) &&
		    st_shown(&rows->v[i], k))
			list[n++] = &rows->v[i];
	qsort(list, n, sizeof(*list), st_dearer);
	for (size_t i = 0; i < n; i++) {
		const char *why = st_no_say(list[i]);

		st_name_row(why ? apart : others, list[i], why);
	}
	if (kind == ST_SET)
		st_name_table(apart, rows, k, arm);
	*others = *others ? *others : str_dup("-");
	*apart = *apart ? *apart : str_dup("-");
	free(list);
}

struct table *st_tried_table(const struct results *r, const struct st_rows *rows, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("structures-tried-%s", k->label),
				    str_fmt("What was tried for each job, instructions an event, %d elements: Linux %s", ST_SHOWN,
					    k->label),
				    results_provenance_of(r, ST_EXPERIMENT, k),
				    "job,side,least,#instructions,others,measured beside them");
	static const char *const arms[] = { "kmod", "ebpf" };

	for (int kind = 0; kind < NR_ST_KINDS; kind++)
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			const struct st_row *best = st_best(rows, k, (enum structure_kind)kind, arms[a]);
			char *others, *apart;
			double cost = 0;

			st_others(rows, best, k, (enum structure_kind)kind, arms[a], &others, &apart);
			if (!best && !strcmp(others, "-") && (kind == ST_SET || !strcmp(apart, "-"))) {
				free(others);
				free(apart);
				continue;
			}
			table_put(t, "%s", structure_kind_text((enum structure_kind)kind));
			table_put(t, "%s", arm_text(arms[a]));
			if (best && st_event_cost(best, &cost)) {
				table_put(t, "`%s`", best->s->name);
				table_put(t, "%.0f", cost);
			} else {
				table_put(t, "-");
				table_put(t, "-");
			}
			table_take(t, others);
			table_take(t, apart);
		}
	return t;
}

bool st_least(const struct st_rows *rows, const struct st_row *row, char letter)
{
	double mine, other;

	if (st_no_say(row) || !st_value(row, letter, &mine))
		return false;
	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *o = &rows->v[i];

		if (st_shown(o, row->k) && o->s->kind == row->s->kind && !strcmp(o->s->arm, row->s->arm) && !st_no_say(o) &&
		    st_value(o, letter, &other) && other < mine)
			return false;
	}
	return true;
}
