// SPDX-License-Identifier: GPL-2.0-only
/*
 * skips - what a folder of sampled cells could not measure, and why.
 *
 * A host has few mechanisms and many cells of each, which are skipped for the same reason: one row stands
 * for all of them. Reasons that differ in quoted names alone ("prog 'count_entry'") are the same.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/skips.h"

struct skips_row {
	const struct result_cell *first;
	char *reason; /* without what is quoted */
	size_t cells;
};

size_t skips_count(const struct results *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nr_sampled && !r->nr_cells; i++)
		n += r->sampled[i].outcome == OUTCOME_SKIP;
	return n;
}

/* Nothing between two quotes of the kind '. */
static char *skips_unquoted(const char *reason)
{
	char *text = str_dup(reason), *to = text;
	bool quoted = false;

	for (const char *p = text; *p; p++) {
		quoted ^= *p == '\'';
		if (!quoted || *p == '\'')
			*to++ = *p;
	}
	*to = 0;
	return text;
}

static int skips_order(const void *left, const void *right)
{
	const struct skips_row *a = left, *b = right;
	const struct result_cell *x = a->first, *y = b->first;
	int order = strcmp(x->experiment, y->experiment);

	order = order ? order : strcmp(x->kernel, y->kernel);
	order = order ? order : strcmp(x->hook, y->hook);
	order = order ? order : -strcmp(x->arm, y->arm); /* the module first, as everywhere */
	order = order ? order : strcmp(x->mech, y->mech);
	return order ? order : strcmp(a->reason, b->reason);
}

static bool skips_alike(const struct skips_row *a, const struct skips_row *b)
{
	return !skips_order(a, b);
}

static size_t skips_rows(const struct results *r, struct skips_row **rows)
{
	size_t n = 0;

	*rows = NULL;
	for (const struct result_cell *c = r->sampled; c < r->sampled + r->nr_sampled; c++) {
		struct skips_row row = { .first = c, .cells = 1 };
		size_t i = 0;

		if (c->outcome != OUTCOME_SKIP)
			continue;
		row.reason = skips_unquoted(c->reason);
		while (i < n && !skips_alike(&(*rows)[i], &row))
			i++;
		if (i < n) {
			(*rows)[i].cells++;
			free(row.reason);
			continue;
		}
		*rows = mem_grow(*rows, n + 1, sizeof(**rows));
		(*rows)[n++] = row;
	}
	if (n)
		qsort(*rows, n, sizeof(**rows), skips_order);
	return n;
}

/* Do the rows differ in experiment or in kernel? Where they do not, a column would only repeat the report's title. */
static bool skips_differ(const struct skips_row *rows, size_t n, bool kernel)
{
	for (size_t i = 1; i < n; i++) {
		const struct result_cell *a = rows[i].first, *b = rows[0].first;

		if (kernel ? strcmp(a->kernel, b->kernel) : strcmp(a->experiment, b->experiment))
			return true;
	}
	return false;
}

/* A part of a name that the cells of some experiments have not. */
static void put_part(struct table *t, const char *part)
{
	table_put(t, "%s", *part && strcmp(part, "none") ? part : "-");
}

static struct table *skips_table(const struct results *r, const struct skips_row *rows, size_t n)
{
	bool experiments = skips_differ(rows, n, false), kernels = skips_differ(rows, n, true);
	char *heads = str_fmt("%s%shook,arm,mechanism,#cells,reason", experiments ? "experiment," : "",
			      kernels ? "kernel," : "");
	struct table *t = table_new(
		str_dup("skipped"),
		str_fmt("What this machine or its kernel would not run: %zu of %zu cells", skips_count(r), r->nr_sampled),
		str_dup("Nothing was measured in these cells. Reasons that differ in quoted names alone are one row, with the "
			"names of the first"),
		heads);

	free(heads);
	for (size_t i = 0; i < n; i++) {
		const struct result_cell *c = rows[i].first;

		if (experiments)
			table_put(t, "%s", c->experiment);
		if (kernels)
			table_put(t, "%s", c->kernel);
		put_part(t, c->hook);
		put_part(t, arm_text(c->arm));
		put_part(t, c->mech);
		table_put(t, "%zu", rows[i].cells);
		table_put(t, "%s", *c->reason ? c->reason : "(no reason recorded)");
	}
	return t;
}

void skips_fill(const struct results *r, struct page *p)
{
	struct skips_row *rows;
	size_t n;

	if (!skips_count(r))
		return;
	n = skips_rows(r, &rows);
	page_heading(p, 2, SKIPS_HEADING);
	page_table(p, skips_table(r, rows, n));
	for (size_t i = 0; i < n; i++)
		free(rows[i].reason);
	free(rows);
}
