// SPDX-License-Identifier: GPL-2.0-only
/*
 * scaling - the tables of `scaling`: a row a mechanism, a column a number of functions.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"
#include "report/scaling.h"

const char *const scaling_steps[SCALING_STEPS] = { "1", "10", "100", "1000" };

static void rows_cell(struct scaling_row *row, const struct result_cell *c)
{
	char *attached = cell_key(c->name, "attached"), *relevance = cell_key(c->name, "relevance");

	for (int n = 0; n < SCALING_STEPS; n++)
		if (attached && relevance && !strcmp(attached, scaling_steps[n]))
			*(!strcmp(relevance, "relevant") ? &row->relevant[n] : &row->irrelevant[n]) = c;
	free(relevance);
	free(attached);
}

struct scaling_rows scaling_rows(const struct results *r, const char *kernel)
{
	struct scaling_rows rows = { 0 };

	for (const struct mech *m = experiment_find(SCALING_EXPERIMENT)->mechs; m->name; m++) {
		struct scaling_row row = { .arm = m->arm, .mech = m->name };
		bool any = false;

		for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
			if (strcmp(c->experiment, SCALING_EXPERIMENT) || strcmp(c->kernel, kernel) ||
			    strcmp(c->arm, m->arm) || strcmp(c->mech, m->name))
				continue;
			any = true;
			rows_cell(&row, c);
		}
		if (!any)
			continue;
		rows.v = mem_grow(rows.v, rows.n + 1, sizeof(*rows.v));
		rows.v[rows.n++] = row;
	}
	return rows;
}

void scaling_rows_free(struct scaling_rows *rows)
{
	free(rows->v);
	*rows = (struct scaling_rows){ 0 };
}

bool scaling_value(const struct result_cell *c, const char *metric, s64 *value)
{
	char *path = str_fmt("metrics.%s.value", metric);
	bool have = c && c->outcome == OUTCOME_OK && results_int(c->record, path, value);

	free(path);
	return have;
}

/* The number, per function and in thousands if asked; or why there is none. */
static char *scaling_text(const struct result_cell *c, const char *metric, s64 unit)
{
	s64 value;

	if (!c)
		return str_dup("-");
	if (c->outcome != OUTCOME_OK)
		return str_dup(outcome_name(c->outcome));
	if (!scaling_value(c, metric, &value))
		return str_dup("-");
	if (unit == 1)
		return str_fmt("%lld", (long long)value);
	return str_fmt("%lld", (long long)stats_div_round(value, unit));
}

static struct table *scaling_table(const struct chapter_run *c, const struct result_kernel *k,
				   const struct scaling_rows *rows, const char *stem, const char *title,
				   const char *metric, bool relevant, s64 unit)
{
	struct table *t = table_new(str_fmt("scaling-%s-%s", stem, k->label), str_fmt("%s: Linux %s", title, k->label),
				    results_provenance_of(c->r, SCALING_EXPERIMENT, k), "side,mech");

	for (int n = 0; n < SCALING_STEPS; n++)
		table_column(t, true, scaling_steps[n]);
	for (size_t i = 0; i < rows->n; i++) {
		const struct scaling_row *row = &rows->v[i];

		table_put(t, "%s", arm_text(row->arm));
		table_put(t, "%s", row->mech);
		for (int n = 0; n < SCALING_STEPS; n++)
			table_take(t, scaling_text(relevant ? row->relevant[n] : row->irrelevant[n], metric, unit));
	}
	return t;
}

/* With one function, and with as many as there is a number for; caller frees; NULL: there are not two. */
static char *scaling_growth(const struct scaling_row *row, const char *metric)
{
	int last = SCALING_STEPS - 1;
	s64 one, all;

	while (last && !scaling_value(row->relevant[last], metric, &all))
		last--;
	if (!last || !scaling_value(row->relevant[0], metric, &one))
		return NULL;
	return str_fmt("%s %s %lld, and %lld at %s", arm_text(row->arm), row->mech, (long long)one, (long long)all,
		       scaling_steps[last]);
}

/* The most that functions which are not hit added to an operation, over all mechanisms; false: no cell. */
static bool scaling_unhit(const struct scaling_rows *rows, s64 *most)
{
	bool any = false;
	s64 value;

	*most = 0;
	for (size_t i = 0; i < rows->n; i++)
		for (int n = 0; n < SCALING_STEPS; n++)
			if (scaling_value(rows->v[i].irrelevant[n], "added_insn_per_op", &value)) {
				any = true;
				*most = value > *most ? value : *most;
			}
	return any;
}

/* The answer for one kernel; caller frees. */
static char *scaling_sentence(const struct result_kernel *k, const struct scaling_rows *rows)
{
	char *text = NULL;
	const char *comma = "";
	s64 most;

	for (size_t i = 0; i < rows->n; i++) {
		char *one = scaling_growth(&rows->v[i], "added_insn_per_event");

		if (!one)
			continue;
		if (!text)
			text_add(&text, "Instructions that an event adds on Linux %s with the handler at one function, and at "
					"many: ", k->label);
		text_add(&text, "%s%s", comma, one);
		comma = "; ";
		free(one);
	}
	if (text)
		text_add(&text, ". ");
	if (scaling_unhit(rows, &most))
		text_add(&text, most ? "Functions that are attached and not hit add up to %lld instructions to an operation "
				       "of the workload." :
				       "Functions that are attached and not hit add %lld instructions to the workload.",
			 (long long)most);
	return text ? text : str_dup("");
}

/* Between open and close. */
struct scaling_pages {
	struct scaling_rows *rows; /* one a kernel */
	bool (*drawn)[NR_SCALING_PICTURES];
};

#define OWN(c) ((struct scaling_pages *)(c)->own)

static void scaling_open_chapter(struct chapter_run *c)
{
	struct scaling_pages *own = c->own = mem_alloc(1, sizeof(*own));

	own->rows = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->rows));
	own->drawn = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->drawn));
	for (size_t k = 0; k < c->r->nr_kernels; k++) {
		own->rows[k] = scaling_rows(c->r, c->r->kernels[k].release);
		for (int i = 0; i < NR_SCALING_PICTURES; i++)
			own->drawn[k][i] = scaling_draw(c, &c->r->kernels[k], &own->rows[k], (enum scaling_picture)i);
	}
}

static size_t scaling_newest(const struct scaling_rows *rows, size_t n)
{
	while (n && !rows[n - 1].n)
		n--;
	return n;
}

static void scaling_picture(struct chapter_run *c, struct page *p, size_t k, enum scaling_picture picture)
{
	if (OWN(c)->drawn[k][picture])
		scaling_show(&c->r->kernels[k], p, picture);
}

static void scaling_answer(struct chapter_run *c, struct page *p)
{
	size_t k = scaling_newest(OWN(c)->rows, c->r->nr_kernels);
	char *sentence;

	if (!k--)
		return;
	sentence = scaling_sentence(&c->r->kernels[k], &OWN(c)->rows[k]);
	page_text(p, "%s", sentence);
	free(sentence);
	page_table(p, scaling_table(c, &c->r->kernels[k], &OWN(c)->rows[k], "event",
				    "Instructions that one event adds, by functions attached to", "added_insn_per_event", true,
				    1));
	scaling_picture(c, p, k, SCALING_EVENT);
}

static void scaling_kernel(struct chapter_run *c, struct page *p, size_t at)
{
	const struct result_kernel *k = &c->r->kernels[at];
	const struct scaling_rows *rows = &OWN(c)->rows[at];

	page_heading(p, 2, "Functions attached on Linux %s", k->label);
	if (at + 1 != scaling_newest(OWN(c)->rows, c->r->nr_kernels)) {
		page_table(p, scaling_table(c, k, rows, "event", "Instructions that one event adds, by functions attached to",
					    "added_insn_per_event", true, 1));
		scaling_picture(c, p, at, SCALING_EVENT);
	}
	page_table(p, scaling_table(c, k, rows, "which", "The same if events are counted by function",
				    "by_function_insn_per_event", true, 1));
	scaling_picture(c, p, at, SCALING_WHICH);
	page_table(p, scaling_table(c, k, rows, "unhit", "Instructions that functions which are not hit add to an operation",
				    "added_insn_per_op", false, 1));
	page_table(p, scaling_table(c, k, rows, "attach", "Attaching to all of them, thousands of instructions", "attach_insn",
				    true, 1000));
	scaling_picture(c, p, at, SCALING_ATTACH);
	page_table(p, scaling_table(c, k, rows, "attach-waits", "Waits while attaching", "attach_waits", true, 1));
	page_table(p, scaling_table(c, k, rows, "detach", "Detaching from all of them, thousands of instructions",
				    "detach_insn", true, 1000));
	page_table(p, scaling_table(c, k, rows, "detach-waits", "Waits while detaching", "detach_waits", true, 1));
}

static void scaling_body(struct chapter_run *c, struct page *p)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		if (OWN(c)->rows[k].n)
			scaling_kernel(c, p, k);
}

static void scaling_close(struct chapter_run *c)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		scaling_rows_free(&OWN(c)->rows[k]);
	free(OWN(c)->rows);
	free(OWN(c)->drawn);
	free(c->own);
}

static char *scaling_headline(const struct results *r)
{
	char *text = NULL, *sentence;
	size_t k = r->nr_kernels;
	struct scaling_rows rows = { 0 };

	while (k && !rows.n)
		rows = scaling_rows(r, r->kernels[--k].release);
	sentence = rows.n ? scaling_sentence(&r->kernels[k], &rows) : str_dup("");
	text = str_fmt("%s\n\n![Instructions that one event adds, by functions attached to](plots/" SCALING_EXPERIMENT "-event-%s.svg)\n",
		       sentence, rows.n ? r->kernels[k].label : "");
	free(sentence);
	scaling_rows_free(&rows);
	return text;
}

static const char scaling_limits[] =
	"Functions are drawn by seed from those that every mechanism can attach to and that nothing hits while the "
	"workload runs: most functions are like that, but those that a tracer wants often are not. Instructions are not "
	"time: a filter or a table of a thousand addresses takes room in caches, which does not exist here. Both "
	"sides are given addresses; a tool that has names must look them up first. fentry takes a program for each "
	"function, so its attaching includes loading those. Mechanisms that attach to one function after the other are not "
	"tried with a thousand: that takes an hour under an emulator, and grows with their number. A wait is most often for "
	"a grace period, whose length is not measurable here.";

static const struct chapter_output scaling_outputs[] = {
	{ "tables/", "scaling-*", OUTPUT_TABLE },
	{ "plots/", "scaling-*", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_scaling = {
	.outputs = scaling_outputs,
	.open = scaling_open_chapter,
	.answer = scaling_answer,
	.body = scaling_body,
	.limits = scaling_limits,
	.headline = scaling_headline,
	.close = scaling_close,
};
