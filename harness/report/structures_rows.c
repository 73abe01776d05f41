// SPDX-License-Identifier: GPL-2.0-only
/*
 * structures_rows - the cells of data structures as rows, and what is cheapest among them.
 */
#include <stdlib.h>
#include <string.h>

#include <probebench/structures.h>

#include "report/cost.h"
#include "report/structures.h"

static const struct result_kernel *st_kernel(const struct results *r, const char *release)
{
	for (size_t i = 0; i < r->nr_kernels; i++)
		if (!strcmp(r->kernels[i].release, release))
			return &r->kernels[i];
	return NULL;
}

static struct st_row *st_row_of(struct st_rows *rows, const struct structure *s, const struct result_kernel *k,
				u32 entries)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].s == s && rows->v[i].k == k && rows->v[i].entries == entries)
			return &rows->v[i];
	rows->v = mem_grow(rows->v, rows->n + 1, sizeof(*rows->v));
	rows->v[rows->n] = (struct st_row){ s, k, entries, { NULL } };
	return &rows->v[rows->n++];
}

static void st_add(struct st_rows *rows, const struct results *r, const struct result_cell *c)
{
	char *name = cell_key(c->name, "structure"), *op = cell_key(c->name, "op");
	char *entries = cell_key(c->name, "entries");
	const struct structure *s = name ? structure_find(name, c->arm) : NULL;
	const struct structure_op *o = op ? structure_op_find(op) : NULL;
	const struct result_kernel *k = st_kernel(r, c->kernel);

	if (s && o && k && entries)
		st_row_of(rows, s, k, (u32)strtoul(entries, NULL, 10))->cell[o - structure_ops] = c;
	free(entries);
	free(op);
	free(name);
}

/* By kernel, kind, arm (the module first), name, number of elements. */
static int st_order(const void *a, const void *b)
{
	const struct st_row *x = a, *y = b;
	int by;

	if (x->k != y->k)
		return x->k < y->k ? -1 : 1;
	if (x->s->kind != y->s->kind)
		return (int)x->s->kind - (int)y->s->kind;
	by = strcmp(y->s->arm, x->s->arm);
	if (!by)
		by = strcmp(x->s->name, y->s->name);
	return by ? by : (int)x->entries - (int)y->entries;
}

struct st_rows st_rows(const struct results *r)
{
	struct st_rows rows = { NULL, 0 };

	for (size_t i = 0; i < r->nr_cells; i++)
		if (!strcmp(r->cells[i].experiment, ST_EXPERIMENT))
			st_add(&rows, r, &r->cells[i]);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), st_order);
	return rows;
}

void st_rows_free(struct st_rows *rows)
{
	free(rows->v);
	*rows = (struct st_rows){ NULL, 0 };
}

static const struct result_cell *st_cell(const struct st_row *row, char letter)
{
	for (size_t i = 0; i < NR_ST_OPS; i++)
		if (structure_ops[i].letter == letter)
			return row->cell[i];
	return NULL;
}

bool st_value(const struct st_row *row, char letter, double *insns)
{
	const struct result_cell *c = st_cell(row, letter);
	s64 delta, ops;

	if (!c || c->outcome != OUTCOME_OK || !results_int(c->record, "metrics.added_insn_per_op.delta", &delta) ||
	    !results_int(c->record, "metrics.added_insn_per_op.ops", &ops) || ops <= 0)
		return false;
	*insns = (double)delta / (double)ops;
	return true;
}

char *st_text(const struct st_row *row, char letter)
{
	const struct result_cell *c = st_cell(row, letter);
	double insns;

	if (!structure_has(row->s, letter))
		return str_dup("-");
	if (st_value(row, letter, &insns))
		return str_fmt("%.0f", insns);
	return str_dup(c ? outcome_name(c->outcome) : "not run");
}

bool st_shown(const struct st_row *row, const struct result_kernel *k)
{
	return row->k == k && row->entries == (row->s->most && row->s->most < ST_SHOWN ? row->s->most : ST_SHOWN);
}

const char *st_event(enum structure_kind kind)
{
	static const char update[] = { ST_UPDATE, 0 }, both[] = { ST_INSERT, ST_DELETE, 0 }, lookup[] = { ST_LOOKUP, 0 };

	return kind == ST_QUEUE ? both : kind == ST_SET ? lookup : update;
}

bool st_event_cost(const struct st_row *row, double *insns)
{
	double one;

	*insns = 0;
	for (const char *op = st_event(row->s->kind); *op; op++) {
		if (!st_value(row, *op, &one))
			return false;
		*insns += one;
	}
	return true;
}

const struct st_row *st_best(const struct st_rows *rows, const struct result_kernel *k, enum structure_kind kind,
			     const char *arm)
{
	const struct st_row *best = NULL;
	double least = 0, cost;

	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];

		if (row->k != k || row->entries != ST_SHOWN || row->s->kind != kind || strcmp(row->s->arm, arm) ||
		    row->s->forgets || !st_event_cost(row, &cost) || (best && cost >= least))
			continue;
		best = row;
		least = cost;
	}
	return best;
}

static const char *const st_colors[] = { "#0072B2", "#E69F00" };

static char *st_label(const struct st_row *row)
{
	return str_fmt("%s %s", arm_text(row->s->arm), row->s->name);
}

static void st_heading(struct bars *b, const struct st_row *row, int *last)
{
	if ((int)row->s->kind != *last)
		bars_add(b, str_dup(structure_kind_text(row->s->kind)), true);
	*last = (int)row->s->kind;
}

void st_bars(const struct st_rows *rows, const struct result_kernel *k, struct bars *b)
{
	double cost;
	int last = -1;

	b->title = "Instructions of one event, by job";
	b->apart = b->marks = true;
	b->parts[0] = "module";
	b->parts[1] = "eBPF";
	b->colors[0] = st_colors[0];
	b->colors[1] = st_colors[1];
	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];
		struct bars_row *bar;

		if (!st_shown(row, k) || !st_event_cost(row, &cost))
			continue;
		st_heading(b, row, &last);
		bar = bars_add(b, st_label(row), false);
		bar->text = str_fmt("%.0f", cost);
		bar->part[!strcmp(row->s->arm, "ebpf")] = cost;
	}
}
