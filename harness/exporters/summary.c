// SPDX-License-Identifier: GPL-2.0-only
/*
 * summary - one screen of Markdown for the page of a CI job: how the cells ended, what did not work,
 * the answer of each kernel where there is one.
 */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "report/header.h"
#include "report/overhead.h"
#include "report/page.h"

#define SUMMARY_REASONS 50 /* a job's page is no place for more */

/* A cell's experiment, in the order of appearance, once. */
static bool summary_first(const struct result_cell *cells, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(cells[k].experiment, cells[i].experiment))
			return false;
	return true;
}

static void summary_rows(struct table *t, const struct result_cell *cells, size_t nr,
			 const char *cls)
{
	for (size_t i = 0; i < nr; i++) {
		size_t n[4] = { 0 };

		if (!summary_first(cells, i))
			continue;
		for (size_t k = i; k < nr; k++)
			if (!strcmp(cells[k].experiment, cells[i].experiment))
				n[cells[k].outcome]++;
		table_put(t, "%s", cells[i].experiment);
		table_put(t, "%s", cls);
		for (size_t k = 0; k < ARRAY_SIZE(n); k++)
			table_put(t, "%zu", n[k]);
	}
}

static struct table *summary_outcomes(const struct results *r)
{
	struct table *t = table_new(str_dup("outcomes"), str_dup(""), str_dup(""),
				    "experiment,class,#ok,#fail,#broken,#skip");

	summary_rows(t, r->cells, r->nr_cells, "exact");
	summary_rows(t, r->sampled, r->nr_sampled, "sampled");
	return t;
}

struct summary_reasons {
	struct table *t;
	size_t left_out;
};

static void summary_reason(const struct results *r, const struct result_cell *c, void *ctx)
{
	struct summary_reasons *s = ctx;
	char *name;

	if (c->outcome == OUTCOME_OK)
		return;
	if (table_rows(s->t) == SUMMARY_REASONS) {
		s->left_out++;
		return;
	}
	name = results_name(r, c);
	table_put(s->t, "%s", outcome_name(c->outcome));
	table_put(s->t, "`%s`", name);
	table_put(s->t, "%s", c->reason);
	free(name);
}

static void summary_write(const struct results *r, FILE *out)
{
	struct summary_reasons reasons = { .t = table_new(str_dup("reasons"),
							  str_dup("Cells that are not ok"),
							  str_dup(""), "outcome,cell,reason") };
	struct page p = { .dir = r->dir };
	char *git = results_text(r->manifest, "git", "unknown");

	page_heading(&p, 2, "Probebench: %zu cells", r->nr_cells + r->nr_sampled);
	if (json_is_false(results_at(r->manifest, "complete")))
		page_warning(&p, "The run is not finished.");
	page_text(&p, "Revision %s", git);
	page_table(&p, summary_outcomes(r));
	for (size_t k = 0; k < r->nr_kernels; k++)
		page_table(&p, overhead_answer(r, &r->kernels[k]));
	export_cells(r, summary_reason, &reasons);
	page_table(&p, reasons.t);
	if (reasons.left_out)
		page_text(&p, "And %zu more.", reasons.left_out);
	page_markdown.write(&p, out);
	page_free(&p);
	free(git);
}

const struct exporter exporter_summary = {
	.name = "summary",
	.summary = "one screen of Markdown, for the page of a CI job",
	.write = summary_write,
};
