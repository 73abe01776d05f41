// SPDX-License-Identifier: GPL-2.0-only
/*
 * report - from a result folder to its derived files: pictures, pages, tables, in that order, since
 * a page shows the pictures that could be drawn.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/header.h"
#include "report/latex.h"
#include "report/overhead.h"
#include "report/report.h"
#include "report/sections.h"

struct report {
	struct results r, beside;
	bool have_beside;
	struct gate gates[NR_GATES];
	enum plot_state (*plots)[NR_PLOTS];
	struct outputs to;
	int drawing; /* of pictures: reported at the end, everything else is written */
};

static int report_load(struct report *rep, const char *dir, const char *beside)
{
	int err = results_load(dir, &rep->r);

	if (!err && beside)
		err = results_load(beside, &rep->beside);
	rep->have_beside = !err && beside;
	if (rep->have_beside && !rep->beside.nr_sampled)
		log_warn("no cell of %s is sampled: there is nothing to show beside %s", beside,
			 dir);
	return err;
}

static void report_plots(struct report *rep)
{
	rep->plots = mem_alloc(rep->r.nr_kernels + 1, sizeof(*rep->plots));
	for (size_t i = 0; i < rep->r.nr_kernels; i++) {
		int err = plots_build(&rep->r, &rep->r.kernels[i], &rep->to, rep->plots[i]);

		rep->drawing = rep->drawing ? rep->drawing : err;
	}
}

/* Every table of the page is a file too, so that it can be quoted alone. */
static void report_tables(struct report *rep, const struct page *p)
{
	static const struct table_writer *const writers[] = { &table_markdown, &table_latex };
	struct table *csv[] = { overhead_csv_cells(&rep->r), overhead_csv_pairs(&rep->r) };
	char *numbers = numbers_text(&rep->r);

	for (size_t i = 0; i < p->nr_blocks; i++)
		for (size_t w = 0; w < ARRAY_SIZE(writers); w++)
			if (p->blocks[i].table)
				table_save(p->blocks[i].table, writers[w], &rep->to);
	for (size_t i = 0; i < ARRAY_SIZE(csv); i++) {
		table_save(csv[i], &table_csv, &rep->to);
		table_free(csv[i]);
	}
	output_write(&rep->to, "tables/numbers.tex", numbers);
	free(numbers);
}

static void report_pages(struct report *rep)
{
	static const struct page_writer *const writers[] = { &page_markdown, &page_html };
	const struct sections s = { .r = &rep->r,
				    .beside = rep->have_beside ? &rep->beside : NULL,
				    .gates = rep->gates,
				    .plots = rep->plots };
	struct page p = { 0 };

	sections_fill(&s, &p);
	report_tables(rep, &p);
	for (size_t i = 0; i < ARRAY_SIZE(writers); i++) {
		char *text = page_written(&p, writers[i]);

		output_write(&rep->to, writers[i]->file, text);
		free(text);
	}
	page_free(&p);
}

static json_t *report_summary(const struct report *rep)
{
	json_t *gates = json_object(), *cells = json_object();
	size_t n[4];

	for (size_t i = 0; i < NR_GATES; i++)
		json_object_set_new(gates, rep->gates[i].key,
				    json_string(verdict_key(rep->gates[i].verdict)));
	header_outcomes(&rep->r, NULL, n);
	for (size_t i = 0; i < ARRAY_SIZE(n); i++)
		json_object_set_new(cells, outcome_name((enum outcome)i),
				    json_integer((json_int_t)n[i]));
	json_object_set_new(cells, "sampled", json_integer((json_int_t)rep->r.nr_sampled));
	return json_pack("{s:o, s:o, s:o, s:o}", "report",
			 json_sprintf("%s/%s", rep->r.dir, page_markdown.file), "html",
			 json_sprintf("%s/%s", rep->r.dir, page_html.file), "gates", gates, "cells",
			 cells);
}

static int report_write(struct report *rep)
{
	rep->to.dir = rep->r.dir;
	gates_judge(&rep->r, rep->gates);
	report_plots(rep);
	report_pages(rep);
	if (rep->to.err)
		return rep->to.err;
	outputs_sweep(&rep->to);
	if (rep->drawing == -ENOPKG)
		log_err("cannot draw the pictures of %s: there is no gnuplot; the pages and tables are "
			"written; install gnuplot-nox and run `probebench report %s` again",
			rep->r.dir, rep->r.dir);
	return rep->drawing;
}

int report_build(const char *dir, const char *beside, json_t **summary)
{
	struct report rep = { 0 };
	int err = report_load(&rep, dir, beside);

	if (summary)
		*summary = NULL;
	if (!err) {
		err = report_write(&rep);
		if (summary && !rep.to.err)
			*summary = report_summary(&rep);
		gates_free(rep.gates);
	}
	free(rep.plots);
	outputs_free(&rep.to);
	results_free(&rep.beside);
	results_free(&rep.r);
	return err;
}

int report_headline(const char *dir, char **markdown)
{
	const struct result_kernel *newest;
	struct results r;
	struct table *t;
	char *text;
	int err = results_load(dir, &r);

	*markdown = NULL;
	if (err)
		return err;
	newest = r.nr_kernels ? &r.kernels[r.nr_kernels - 1] : NULL;
	if (newest) {
		t = overhead_answer(&r, newest);
		text = table_text(t, &table_markdown);
		*markdown = str_fmt("%s\n![%s](plots/%s-%s.svg)\n", text, plot_caption(PLOT_ANSWER),
				    plot_stem(PLOT_ANSWER), newest->label);
		free(text);
		table_free(t);
	} else {
		*markdown = str_dup("");
	}
	results_free(&r);
	return 0;
}
