// SPDX-License-Identifier: GPL-2.0-only
/*
 * ktap - cells as test results in the kernel's test protocol (Documentation/dev-tools/ktap.rst).
 *
 * Flat, one result a cell: a reader of plain TAP understands it as well. A broken cell is "not ok"
 * like a failed one, because neither was measured; the word stands in front of the reason.
 */
#include <stdlib.h>

#include "export.h"

/* A '#' would start a directive, and a newline the next result. */
static void ktap_words(FILE *out, const char *s)
{
	for (; *s; s++)
		fputc(*s == '#' || *s == '\n' || *s == '\r' ? ' ' : *s, out);
}

struct ktap {
	FILE *out;
	size_t n;
};

static void ktap_cell(const struct results *r, const struct result_cell *c, void *ctx)
{
	struct ktap *k = ctx;
	char *name = results_name(r, c), *observed = export_observed(c);
	bool good = c->outcome == OUTCOME_OK || c->outcome == OUTCOME_SKIP;

	fprintf(k->out, "%sok %zu ", good ? "" : "not ", ++k->n);
	ktap_words(k->out, name);
	if (c->outcome == OUTCOME_SKIP) {
		fputs(" # SKIP ", k->out);
		ktap_words(k->out, c->reason);
	}
	if (!good) {
		fprintf(k->out, "\n# %s: ", outcome_name(c->outcome));
		ktap_words(k->out, c->reason);
	}
	fputc('\n', k->out);
	/* So that a reader of the log alone knows what changed. */
	if (observed) {
		fputs("# saw ", k->out);
		ktap_words(k->out, observed);
		fputc('\n', k->out);
	}
	free(observed);
	free(name);
}

static void ktap_write(const struct results *r, FILE *out)
{
	struct ktap k = { .out = out };

	fprintf(out, "KTAP version 1\n1..%zu\n", r->nr_cells + r->nr_sampled);
	export_cells(r, ktap_cell, &k);
}

const struct exporter exporter_ktap = {
	.name = "ktap",
	.summary = "cells as test results, for readers of KTAP and TAP",
	.write = ktap_write,
};
