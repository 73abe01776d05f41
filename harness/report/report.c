// SPDX-License-Identifier: GPL-2.0-only
/*
 * report - from a result folder to its derived files: pictures, pages, tables, in that order, since
 * a page shows the pictures that could be drawn.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"
#include "report/draw.h"
#include "report/header.h"
#include "report/html.h"
#include "report/report.h"
#include "report/sections.h"

#define REPORT_CHAPTERS 32

struct report {
	struct results r, beside;
	bool have_beside;
	struct chapter_run chapters[REPORT_CHAPTERS];
	size_t nr_chapters;
	struct outputs to;
	int drawing; /* of pictures: reported at the end, everything else is written */
};

static int report_load(struct report *rep, const char *dir, const char *beside)
{
	int err = results_load(dir, &rep->r);

	if (!err)
		err = results_need_cells(&rep->r);
	if (!err && beside)
		err = results_load(beside, &rep->beside);
	rep->have_beside = !err && beside;
	if (rep->have_beside && !rep->beside.nr_sampled)
		log_warn("no cell of %s is sampled: there is nothing to show beside %s", beside,
			 dir);
	return err;
}

bool chapter_draw(struct chapter_run *c, const char *name)
{
	int err = draw_picture(name, c->to);

	c->drawing = c->drawing ? c->drawing : err;
	return !err;
}

size_t chapter_cells(const struct results *r, const struct experiment *e)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nr_cells; i++)
		n += !strcmp(r->cells[i].experiment, e->name);
	for (size_t i = 0; i < r->nr_sampled; i++)
		n += !strcmp(r->sampled[i].experiment, e->name);
	return n;
}

static void report_add(struct report *rep, const struct experiment *e)
{
	if (rep->nr_chapters < REPORT_CHAPTERS)
		rep->chapters[rep->nr_chapters++] =
			(struct chapter_run){ .experiment = e,
					      .r = &rep->r,
					      .beside = rep->have_beside ? &rep->beside : NULL,
					      .to = &rep->to };
}

/* A chapter for each experiment that the folder has cells of; a folder without any is about costs. */
static void report_open(struct report *rep)
{
	for (const struct experiment *const *e = experiments; *e; e++)
		if ((*e)->chapter && chapter_cells(&rep->r, *e))
			report_add(rep, *e);
	if (!rep->nr_chapters)
		report_add(rep, experiment_find(COST_EXPERIMENT));
	for (size_t i = 0; i < rep->nr_chapters; i++)
		if (rep->chapters[i].experiment->chapter->open)
			rep->chapters[i].experiment->chapter->open(&rep->chapters[i]);
}

static void report_close(struct report *rep)
{
	for (size_t i = 0; i < rep->nr_chapters; i++)
		if (rep->chapters[i].experiment->chapter->close)
			rep->chapters[i].experiment->chapter->close(&rep->chapters[i]);
}

/* Every table of the page is a file too, so that it can be quoted alone. */
static void report_tables(struct report *rep, const struct page *p)
{
	static const struct table_writer *const writers[] = { &table_markdown, &table_latex };

	for (size_t i = 0; i < p->nr_blocks; i++)
		for (size_t w = 0; w < ARRAY_SIZE(writers); w++)
			if (p->blocks[i].table)
				table_save(p->blocks[i].table, writers[w], &rep->to);
	for (size_t i = 0; i < rep->nr_chapters; i++)
		if (rep->chapters[i].experiment->chapter->files)
			rep->chapters[i].experiment->chapter->files(&rep->chapters[i]);
}

static void report_pages(struct report *rep)
{
	static const struct page_writer *const writers[] = { &page_markdown, &page_html };
	struct page p = { 0 };

	sections_fill(&rep->r, rep->chapters, rep->nr_chapters, &p);
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
	json_t *cells = json_object(), *summary;
	size_t n[4];

	header_outcomes(&rep->r, NULL, n);
	for (size_t i = 0; i < ARRAY_SIZE(n); i++)
		json_object_set_new(cells, outcome_name((enum outcome)i),
				    json_integer((json_int_t)n[i]));
	json_object_set_new(cells, "sampled", json_integer((json_int_t)rep->r.nr_sampled));
	summary = json_pack("{s:o, s:o}", "report",
			    json_sprintf("%s/%s", rep->r.dir, page_markdown.file), "html",
			    json_sprintf("%s/%s", rep->r.dir, page_html.file));
	for (size_t i = 0; i < rep->nr_chapters; i++)
		if (rep->chapters[i].experiment->chapter->summary)
			rep->chapters[i].experiment->chapter->summary(&rep->chapters[i], summary);
	json_object_set_new(summary, "cells", cells);
	return summary;
}

static int report_write(struct report *rep)
{
	rep->to.dir = rep->r.dir;
	report_open(rep);
	report_pages(rep);
	for (size_t i = 0; i < rep->nr_chapters; i++)
		rep->drawing = rep->drawing ? rep->drawing : rep->chapters[i].drawing;
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
		report_close(&rep);
	}
	outputs_free(&rep.to);
	results_free(&rep.beside);
	results_free(&rep.r);
	return err;
}

/* What a chapter answers, to stand elsewhere on a page that has the whole report too. */
static json_t *report_answer(struct chapter_run *chapter, const char *scratch, const char *prefix)
{
	char *own = str_fmt("answer-%s-%s", prefix, chapter->experiment->name), *html, *linked;
	char *here = str_fmt("href=\"#%s-", own), *there = str_fmt("href=\"#%s-", prefix);
	struct page p = { .dir = scratch };
	json_t *answer;

	chapter->experiment->chapter->answer(chapter, &p);
	html = html_fragment(&p, own, 2);
	linked = str_replace(html, here, there);
	answer = json_string(linked);
	page_free(&p);
	free(linked);
	free(html);
	free(there);
	free(here);
	free(own);
	return answer;
}

int report_fragment(const char *dir, const char *scratch, const char *prefix, char **html, json_t **answers)
{
	struct report rep = { 0 };
	struct page p = { 0 };
	int err = report_load(&rep, dir, NULL);

	*html = NULL;
	*answers = json_object();
	if (!err) {
		rep.to.dir = scratch;
		report_open(&rep);
		sections_fill(&rep.r, rep.chapters, rep.nr_chapters, &p);
		p.dir = scratch;
		*html = html_fragment(&p, prefix, 2);
		for (size_t i = 0; i < rep.nr_chapters; i++)
			json_object_set_new(*answers, rep.chapters[i].experiment->name,
					    report_answer(&rep.chapters[i], scratch, prefix));
		err = rep.to.err;
		report_close(&rep);
		page_free(&p);
	}
	outputs_free(&rep.to);
	results_free(&rep.r);
	return err;
}

int report_headline(const char *dir, char **markdown)
{
	struct results r;
	int err = results_load(dir, &r);

	*markdown = NULL;
	if (err)
		return err;
	err = results_need_cells(&r);
	if (err) {
		results_free(&r);
		return err;
	}
	for (const struct experiment *const *e = experiments; *e; e++) {
		char *text = (*e)->chapter && (*e)->chapter->headline && chapter_cells(&r, *e) ?
				     (*e)->chapter->headline(&r) : NULL;

		if (text)
			text_add(markdown, "%s", text);
		free(text);
	}
	if (!*markdown)
		*markdown = str_dup("");
	results_free(&r);
	return 0;
}
