// SPDX-License-Identifier: GPL-2.0-only
/*
 * model_chapter - what the report says of the cost model: its parts, its sums, and what is left over.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/bars.h"
#include "report/cost.h"
#include "report/model.h"

static const char *const model_arms[] = { "kmod", "ebpf" };
/* A residual of so many instructions is called one; of so many per cent, small. */
#define MODEL_NEAR	5
#define MODEL_NEAR_SHARE 0.02

static const struct result_kernel *newest(const struct results *r)
{
	return r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
}

static bool model_combined(const struct model_row *row)
{
	return row->known && row->kind != MODEL_PART;
}

/* "stream by ringbuf" */
static char *model_what(const struct model_row *row)
{
	return strcmp(row->channel, "none") ? str_fmt("%s by %s", row->body, row->channel) : str_dup(row->body);
}

static char *model_mech(const struct result_cell *c)
{
	return strcmp(c->hook, c->mech) ? str_fmt("%s (%s)", c->mech, c->hook) : str_dup(c->mech);
}

/* How well the sum does on one side, over the rows of @kind (NR_MODEL_KINDS: any). */
struct model_score {
	size_t n, exact, near, small;
	const struct model_row *worst;
};

static struct model_score model_score(const struct model_row *rows, size_t n, const char *arm, enum model_kind kind)
{
	struct model_score s = { 0 };

	for (const struct model_row *row = rows; row < rows + n; row++) {
		long left = model_residual(row);

		if (!model_combined(row) || (arm && strcmp(row->cell->arm, arm)) ||
		    (kind != NR_MODEL_KINDS && row->kind != kind))
			continue;
		s.n++;
		s.exact += !left;
		s.near += labs(left) <= MODEL_NEAR;
		s.small += fabs(row->measured - model_sum(row)) <= MODEL_NEAR_SHARE * row->measured;
		if (!s.worst || labs(left) > labs(model_residual(s.worst)))
			s.worst = row;
	}
	return s;
}

static struct table *score_table(const struct results *r, const struct result_kernel *k, const struct model_row *rows,
				 size_t n)
{
	char *heads = str_fmt("side,what is combined,#cells,#residual 0,#at most %d,#at most %.0f %%,#largest,where", MODEL_NEAR,
			      100 * MODEL_NEAR_SHARE);
	struct table *t = table_new(str_fmt("model-residuals-%s", k->label),
				    str_fmt("What the sum of the parts leaves over: Linux %s", k->label),
				    results_provenance_of(r, MODEL_EXPERIMENT, k), heads);

	free(heads);
	for (size_t a = 0; a < ARRAY_SIZE(model_arms); a++)
		for (enum model_kind kind = MODEL_OTHER_HOOK; kind < NR_MODEL_KINDS; kind++) {
			struct model_score s = model_score(rows, n, model_arms[a], kind);
			char *what, *mech;

			if (!s.n)
				continue;
			what = model_what(s.worst);
			mech = model_mech(s.worst->cell);
			table_put(t, "%s", arm_text(model_arms[a]));
			table_put(t, "%s", model_kinds[kind]);
			table_put(t, "%zu", s.n);
			table_put(t, "%zu", s.exact);
			table_put(t, "%zu", s.near);
			table_put(t, "%zu", s.small);
			table_put(t, "%+ld", model_residual(s.worst));
			table_put(t, "`%s`, %s, %s", what, mech, s.worst->cell->workload);
			free(what);
			free(mech);
		}
	return t;
}

/* Bodies and channels of a side, each as it was measured alone. */
static struct table *parts_table(const struct results *r, const struct result_kernel *k, const struct model_row *rows,
				 size_t n)
{
	struct table *t = table_new(str_fmt("model-parts-%s", k->label),
				    str_fmt("The parts, instructions an event, workload " MODEL_WORKLOAD ": Linux %s", k->label),
				    results_provenance_of(r, MODEL_EXPERIMENT, k), "side,part,measured as,#instructions");

	for (size_t a = 0; a < ARRAY_SIZE(model_arms); a++)
		for (const struct model_row *row = rows; row < rows + n; row++) {
			char *mech;

			if (row->kind != MODEL_PART || !row->known || strcmp(row->cell->arm, model_arms[a]))
				continue;
			mech = model_mech(row->cell);
			table_put(t, "%s", arm_text(model_arms[a]));
			if (!strcmp(row->body, COST_FLOOR)) {
				table_put(t, "hook %s", mech);
				table_put(t, "an empty body");
				table_put(t, "%ld", lround(row->hook));
			} else if (!strcmp(row->channel, "none")) {
				table_put(t, "body `%s`", row->body);
				table_put(t, "at " MODEL_HOOK ", less an empty one");
				table_put(t, "%ld", lround(row->body_part));
			} else {
				table_put(t, "channel `%s`", row->channel);
				table_put(t, "`%s` at " MODEL_HOOK ", less the same to nobody", row->body);
				table_put(t, "%ld", lround(row->channel_part));
			}
			free(mech);
		}
	return t;
}

static const struct model_row *model_find(const struct model_row *rows, size_t n, const char *workload, const struct mech *m,
					  const char *what)
{
	for (const struct model_row *row = rows; row < rows + n; row++) {
		const struct result_cell *c = row->cell;
		char *is = model_what(row);
		bool found = !strcmp(is, what) && !strcmp(c->workload, workload) && !strcmp(c->arm, m->arm) &&
			     !strcmp(c->hook, m->hook) && !strcmp(c->mech, m->name);

		free(is);
		if (found)
			return row;
	}
	return NULL;
}

/* What @arm combines, each once, in the order of the cells; caller frees all. */
static char **model_whats(const struct model_row *rows, size_t n, const char *arm, size_t *nr)
{
	char **whats = mem_alloc(n + 1, sizeof(*whats));

	*nr = 0;
	for (size_t i = 0; i < n; i++) {
		char *what = model_what(&rows[i]);
		bool known = strcmp(rows[i].cell->arm, arm) != 0;

		for (size_t j = 0; j < *nr && !known; j++)
			known = !strcmp(whats[j], what);
		if (known)
			free(what);
		else
			whats[(*nr)++] = what;
	}
	return whats;
}

static void sum_field(struct table *t, const struct model_row *row)
{
	if (!row)
		table_put(t, "-");
	else if (!row->known)
		table_put(t, "%ld (?)", lround(row->measured));
	else if (row->kind == MODEL_PART)
		table_put(t, "%ld", lround(row->measured));
	else
		table_put(t, "%ld (%+ld)", lround(row->measured), model_residual(row));
}

/* Mechanisms down, what is done there across: measured, and in brackets what the sum leaves over. */
static struct table *sums_table(const struct results *r, const struct result_kernel *k, const struct model_row *rows,
				size_t n, const char *workload, const char *arm)
{
	struct table *t = table_new(str_fmt("model-%s-%s-%s", workload, arm, k->label),
				    str_fmt("Instructions an event, and in brackets what the sum of the parts leaves over: %s, workload "
					    "%s, Linux %s", arm_text(arm), workload, k->label),
				    results_provenance_of(r, MODEL_EXPERIMENT, k), "mechanism");
	size_t nr;
	char **whats = model_whats(rows, n, arm, &nr);

	for (size_t i = 0; i < nr; i++)
		table_column(t, true, whats[i]);
	for (const struct mech *m = mechs; m->name; m++) {
		bool has = false;

		for (size_t i = 0; i < nr && !has; i++)
			has = !strcmp(m->arm, arm) && model_find(rows, n, workload, m, whats[i]);
		if (!has)
			continue;
		table_take(t, strcmp(m->hook, m->name) ? str_fmt("%s (%s)", m->name, m->hook) : str_dup(m->name));
		for (size_t i = 0; i < nr; i++)
			sum_field(t, model_find(rows, n, workload, m, whats[i]));
	}
	for (size_t i = 0; i < nr; i++)
		free(whats[i]);
	free(whats);
	return t;
}

static void model_bar(struct bars *b, const struct model_row *row)
{
	const struct result_cell *cell = row->cell;
	/* Whatever streams is named by its channel, and what hook a mechanism is at only if its name is at two. */
	const char *what = strcmp(row->channel, "none") ? row->channel : row->body;
	bool other = !strcmp(cell->mech, "kretprobe") && strcmp(cell->hook, cell->mech);
	struct bars_row *bar = bars_add(b, str_fmt("%s%s, %s", cell->mech, other ? " (exit)" : "", what), false);
	long left = model_residual(row);

	/* A part that is less than nothing cannot be drawn; the text still tells the truth. */
	bar->part[0] = row->hook;
	bar->part[1] = row->body_part > 0 ? row->body_part : 0;
	bar->part[2] = row->channel_part > 0 ? row->channel_part : 0;
	bar->text = left ? str_fmt("%ld %+ld", lround(model_sum(row)), left) : str_fmt("%ld", lround(model_sum(row)));
}

/* Combinations of all that a side has, on the workload where no part was measured. */
static char *model_draw(struct chapter_run *c, const struct result_kernel *k, const struct model_row *rows, size_t n)
{
	char *name = str_fmt("model-sums-%s", k->label), *from = results_provenance_of(c->r, MODEL_EXPERIMENT, k);
	char *caption = str_fmt("Sums of parts, each measured alone on workload " MODEL_WORKLOAD "; behind a sum, if it is not what the "
				"combination costs on another workload, how much that is more or less. %s", from);
	struct bars b = { .name = name,
			  .title = "Instructions an event, as the sum of parts",
			  .parts = { "hook", "body", "channel", NULL },
			  .colors = { "#56B4E9", "#0072B2", "#E69F00" } };
	bool drawn;

	for (size_t a = 0; a < ARRAY_SIZE(model_arms); a++) {
		bars_add(&b, str_dup(arm_text(model_arms[a])), true);
		for (const struct model_row *row = rows; row < rows + n; row++)
			if (model_combined(row) && row->kind >= MODEL_OTHER_WORK && !strcmp(row->cell->arm, model_arms[a]) &&
			    (!strcmp(row->body, COST_LEAD) || strcmp(row->channel, "none")))
				model_bar(&b, row);
	}
	drawn = b.nr_rows > ARRAY_SIZE(model_arms) && bars_draw(c, &b, caption);
	bars_free(&b);
	free(caption);
	free(from);
	if (drawn)
		return name;
	free(name);
	return NULL;
}

struct model_own {
	struct model_row *rows;
	size_t n;
	char *picture; /* NULL: not drawn */
};

static void model_open(struct chapter_run *c)
{
	struct model_own *own = c->own = mem_alloc(c->r->nr_kernels + 1, sizeof(*own));

	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		own[i].n = model_rows(c->r, c->r->kernels[i].release, &own[i].rows);
		own[i].picture = model_draw(c, &c->r->kernels[i], own[i].rows, own[i].n);
	}
}

static void model_close(struct chapter_run *c)
{
	struct model_own *own = c->own;

	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		model_rows_free(own[i].rows, own[i].n);
		free(own[i].picture);
	}
	free(own);
}

/* "; the largest residual is +22 of 926, ..."; empty where all are 0. Caller frees. */
static char *model_worst(const struct model_score *s)
{
	char *what, *mech, *text;

	if (s->exact == s->n)
		return str_dup("");
	what = model_what(s->worst);
	mech = model_mech(s->worst->cell);
	text = str_fmt(" (within %.0f %%: %zu; the largest residual is %+ld of %ld, `%s` by %s on workload %s)",
		       100 * MODEL_NEAR_SHARE, s->small, model_residual(s->worst), lround(s->worst->measured), what, mech,
		       s->worst->cell->workload);
	free(what);
	free(mech);
	return text;
}

/* Caller frees; NULL: nothing was combined. */
static char *model_sentence(const struct result_kernel *k, const struct model_row *rows, size_t n)
{
	char *text = NULL;

	for (size_t a = 0; a < ARRAY_SIZE(model_arms); a++) {
		struct model_score s = model_score(rows, n, model_arms[a], NR_MODEL_KINDS);
		char *worst;

		if (!s.n)
			continue;
		worst = model_worst(&s);
		if (!text)
			text_add(&text, "On Linux %s, the sum of hook, body and channel, each measured alone, is to the instruction what "
				 "a combination costs", k->label);
		text_add(&text, "%s in %zu of %zu on the side of %s%s", a && s.n ? "," : "", s.exact, s.n,
			 strcmp(model_arms[a], "kmod") ? "eBPF" : "the module", worst);
		free(worst);
	}
	if (text)
		text_add(&text, ".");
	return text;
}

static void model_answer(struct chapter_run *c, struct page *p)
{
	const struct result_kernel *k = newest(c->r);
	const struct model_own *own = c->own;
	char *sentence = NULL;

	if (!k)
		return;
	own += c->r->nr_kernels - 1;
	sentence = model_sentence(k, own->rows, own->n);
	if (sentence)
		page_text(p, "%s", sentence);
	page_table(p, score_table(c->r, k, own->rows, own->n));
	free(sentence);
}

static void model_body(struct chapter_run *c, struct page *p)
{
	const struct model_own *own = c->own;

	for (size_t i = 0; i < c->r->nr_kernels; i++, own++) {
		const struct result_kernel *k = &c->r->kernels[i];

		page_heading(p, 2, "The cost model on Linux %s", k->label);
		if (k != newest(c->r))
			page_table(p, score_table(c->r, k, own->rows, own->n));
		if (own->picture)
			page_picture(p, str_dup(own->picture), str_fmt("Sums of parts and what they leave over, Linux %s.", k->label));
		page_table(p, parts_table(c->r, k, own->rows, own->n));
		for (const struct workload *const *w = workloads; *w; w++)
			for (size_t a = 0; a < ARRAY_SIZE(model_arms); a++)
				page_table(p, sums_table(c->r, k, own->rows, own->n, (*w)->name, model_arms[a]));
	}
}

static char *model_headline(const struct results *r)
{
	const struct result_kernel *k = newest(r);
	struct model_row *rows;
	size_t n = k ? model_rows(r, k->release, &rows) : 0;
	char *text = k ? model_sentence(k, rows, n) : NULL;

	if (k)
		model_rows_free(rows, n);
	if (text)
		text_add(&text, "\n");
	return text ? text : str_dup("");
}

static const struct chapter_output model_outputs[] = {
	{ "tables/", "model-*", OUTPUT_TABLE },
	{ "plots/", "model-sums-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_model = {
	.outputs = model_outputs,
	.open = model_open,
	.answer = model_answer,
	.body = model_body,
	.limits =
		"Instructions add up where time need not: parts of a handler that share cache lines or stall the same unit cost "
		"less or more together. A body that looks at entry and return (`hist`) is no sum of one hook and one body, and is "
		"left out. Where all system calls are observed, channels whose reader makes system calls are left out. Records "
		"have 64 bytes, and nobody is woken for them.",
	.headline = model_headline,
	.close = model_close,
};
