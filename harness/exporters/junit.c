// SPDX-License-Identifier: GPL-2.0-only
/*
 * junit - cells as test cases in the XML that CI servers read: a suite an experiment and class.
 *
 * A failed cell is a failure, a broken one an error: servers keep the two apart as we do. The metrics
 * of a cell stand in its system-out, because properties of single cases are not read everywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "report/html.h"
#include "report/metrics.h"

/* XML knows the five escapes of HTML, and none of its names. */
static void junit_text(FILE *out, const char *s)
{
	html_escape(out, s, strlen(s));
}

static void junit_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	/* A parser turns a line's end in an attribute into a space. */
	for (const char *line = value; line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		html_escape(out, line, strcspn(line, "\n"));
		fputs(strchr(line, '\n') ? "&#10;" : "", out);
	}
	fputc('"', out);
}

static void junit_metrics(FILE *out, const struct result_cell *c)
{
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric;
	char *observed = export_observed(c);
	const char *name;

	if (!json_object_size(metrics) && !observed)
		return;
	fputs("<system-out>", out);
	if (observed) {
		junit_text(out, "saw ");
		junit_text(out, observed);
		fputs("\n", out);
	}
	free(observed);
	json_object_foreach(metrics, name, metric)
	{
		char *value = metric_text(metric), *unit = results_text(metric, "unit", "");

		junit_text(out, name);
		fputs("=", out);
		junit_text(out, value);
		fputs(" ", out);
		junit_text(out, unit);
		fputs("\n", out);
		free(unit);
		free(value);
	}
	fputs("</system-out>", out);
}

static void junit_case(FILE *out, const struct results *r, const struct result_cell *c)
{
	static const char *const tags[] = {
		[OUTCOME_FAIL] = "failure", [OUTCOME_BROKEN] = "error", [OUTCOME_SKIP] = "skipped"
	};
	char *name = results_name(r, c), *series = results_series(r, c->kernel);
	char *place = str_fmt("%s.%s", c->experiment, *c->kernel ? series : "any");

	fputs("  <testcase", out);
	junit_attribute(out, "classname", place);
	junit_attribute(out, "name", name);
	fputs(">", out);
	if (tags[c->outcome]) {
		fprintf(out, "<%s", tags[c->outcome]);
		junit_attribute(out, "message", c->reason);
		fputs("/>", out);
	}
	junit_metrics(out, c);
	fputs("</testcase>\n", out);
	free(place);
	free(series);
	free(name);
}

/* Cells of one experiment among @cells, from the first that has it; nothing for a later one. */
static void junit_suite(FILE *out, const struct results *r, const struct result_cell *cells,
			size_t nr, size_t first, const char *cls)
{
	const char *experiment = cells[first].experiment;
	size_t n[4] = { 0 }, all = 0;
	char *name;

	for (size_t i = 0; i < first; i++)
		if (!strcmp(cells[i].experiment, experiment))
			return;
	for (size_t i = first; i < nr; i++)
		if (!strcmp(cells[i].experiment, experiment)) {
			n[cells[i].outcome]++;
			all++;
		}
	name = str_fmt("%s (%s)", experiment, cls);
	fputs(" <testsuite", out);
	junit_attribute(out, "name", name);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n", all,
		n[OUTCOME_FAIL], n[OUTCOME_BROKEN], n[OUTCOME_SKIP]);
	for (size_t i = first; i < nr; i++)
		if (!strcmp(cells[i].experiment, experiment))
			junit_case(out, r, &cells[i]);
	fputs(" </testsuite>\n", out);
	free(name);
}

static void junit_write(const struct results *r, FILE *out)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"probebench\">\n",
	      out);
	for (size_t i = 0; i < r->nr_cells; i++)
		junit_suite(out, r, r->cells, r->nr_cells, i, "exact");
	for (size_t i = 0; i < r->nr_sampled; i++)
		junit_suite(out, r, r->sampled, r->nr_sampled, i, "sampled");
	fputs("</testsuites>\n", out);
}

const struct exporter exporter_junit = {
	.name = "junit",
	.summary = "cells as test cases: JUnit XML, for CI servers",
	.write = junit_write,
};
