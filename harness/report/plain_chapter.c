// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain_chapter - what the report says of an experiment that needs no more than its cells: how they ended, what was
 * counted, and every metric that its descriptor declares, a table a kernel.
 *
 * It serves those that hold both sides against one another or against a contract (buckets, tasks, stacks, tools), and
 * objects of which nothing is known but what they cost (opaque).
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report/cost.h"

static bool plain_is(const struct result_cell *cell, const struct experiment *e, const char *kernel)
{
	return !strcmp(cell->experiment, e->name) && (!kernel || !strcmp(cell->kernel, kernel));
}

/* A number of the record as it stands there; "-": there is none. Caller frees. */
static char *plain_number(const struct result_cell *cell, const char *folder, const char *name, const char *leaf)
{
	char *path = str_fmt("%s.%s%s", folder, name, leaf), *text;
	double value;
	s64 whole;

	if (results_int(cell->record, path, &whole))
		text = str_fmt("%lld", (long long)whole);
	else if (results_num(cell->record, path, &value))
		text = str_fmt("%.6g", value);
	else
		text = str_dup("-");
	free(path);
	return text;
}

/* Has any cell on @kernel this number? */
static bool plain_has(const struct chapter_run *c, const char *kernel, const char *folder, const char *name, const char *leaf)
{
	bool has = false;

	for (size_t i = 0; i < c->r->nr_cells && !has; i++) {
		char *text = plain_is(&c->r->cells[i], c->experiment, kernel) ?
				     plain_number(&c->r->cells[i], folder, name, leaf) : NULL;

		has = text && strcmp(text, "-");
		free(text);
	}
	return has;
}

/* What is behind the kernel in the cell's name. */
static const char *plain_rest(const struct result_cell *cell)
{
	const char *rest = strstr(cell->name, "/kernel=");

	rest = rest ? strchr(rest + 1, '/') : NULL;
	return rest ? rest + 1 : cell->name;
}

static const char *const plain_events[] = { "expected", "seen", "lost" };

static struct table *plain_table(const struct chapter_run *c, const struct result_kernel *k)
{
	const struct experiment *e = c->experiment;
	struct table *t = table_new(str_fmt("%s-%s", e->name, k->label), str_fmt("Every cell, Linux %s", k->label),
				    results_provenance_of(c->r, e->name, k), "cell,outcome");
	bool shown[ARRAY_SIZE(plain_events)], *metric;
	size_t n = 0;

	while (e->metrics[n].name)
		n++;
	metric = mem_alloc(n + 1, sizeof(*metric));
	for (size_t i = 0; i < ARRAY_SIZE(plain_events); i++) {
		char *head = str_fmt("events %s", plain_events[i]);

		shown[i] = plain_has(c, k->release, "events", plain_events[i], "");
		if (shown[i])
			table_column(t, true, head);
		free(head);
	}
	for (size_t m = 0; m < n; m++) {
		metric[m] = plain_has(c, k->release, "metrics", e->metrics[m].name, ".value");
		if (metric[m])
			table_column(t, true, e->metrics[m].name);
	}
	for (const struct result_cell *cell = c->r->cells; cell < c->r->cells + c->r->nr_cells; cell++) {
		if (!plain_is(cell, e, k->release))
			continue;
		table_put(t, "%s", plain_rest(cell));
		table_put(t, "%s", outcome_name(cell->outcome));
		for (size_t i = 0; i < ARRAY_SIZE(plain_events); i++)
			if (shown[i])
				table_take(t, plain_number(cell, "events", plain_events[i], ""));
		for (size_t m = 0; m < n; m++)
			if (metric[m])
				table_take(t, plain_number(cell, "metrics", e->metrics[m].name, ".value"));
	}
	free(metric);
	return t;
}

static void plain_answer(struct chapter_run *c, struct page *p)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++) {
		const struct result_kernel *kernel = &c->r->kernels[k];
		size_t all = 0, count[OUTCOME_SKIP + 1] = { 0 };

		for (size_t i = 0; i < c->r->nr_cells; i++)
			if (plain_is(&c->r->cells[i], c->experiment, kernel->release)) {
				count[c->r->cells[i].outcome]++;
				all++;
			}
		if (all)
			page_text(p, "On Linux %s, %zu of %zu cells came out as they must; %zu did not, %zu could not be tried, %zu "
				     "say nothing because the harness failed.", kernel->label, count[OUTCOME_OK], all,
				  count[OUTCOME_FAIL], count[OUTCOME_SKIP], count[OUTCOME_BROKEN]);
	}
}

static void plain_body(struct chapter_run *c, struct page *p)
{
	page_heading(p, 2, "What each cell came to");
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		page_table(p, plain_table(c, &c->r->kernels[k]));
	for (const struct metric *m = c->experiment->metrics; m->name; m++)
		if (plain_has(c, NULL, "metrics", m->name, ".value"))
			page_item(p, "`%s`: %s", m->name, m->summary);
}

static const struct chapter_output plain_outputs[] = {
	{ "tables/", "buckets-", OUTPUT_TABLE },
	{ "tables/", "opaque-", OUTPUT_TABLE },
	{ "tables/", "stacks-", OUTPUT_TABLE },
	{ "tables/", "tasks-", OUTPUT_TABLE },
	{ "tables/", "tools-", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_plain = {
	.outputs = plain_outputs,
	.answer = plain_answer,
	.body = plain_body,
};
