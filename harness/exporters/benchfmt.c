// SPDX-License-Identifier: GPL-2.0-only
/*
 * benchfmt - figures in the format of Go's benchmarks, for benchstat and what else reads it.
 *
 * A cell is a benchmark whose name keeps its path, so that `benchstat -col /arm` works. A metric is a
 * unit, named after itself: two metrics in "insn" would be one to benchstat. An exact figure is one
 * line, and the unit says that it is exact; a sampled one is a line a sample, because the statistics
 * are then benchstat's own. What a name cannot say, such as accelerator and CPU, are configuration
 * lines before it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "report/metrics.h"

struct benchfmt {
	FILE *out;
	char *config;  /* the configuration that holds: printed when it changes */
	json_t *units; /* those already declared */
};

static void benchfmt_unit(const struct results *r, const struct result_cell *c, void *ctx)
{
	struct benchfmt *b = ctx;
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric;
	static const char *const better[] = { [METRIC_LOWER] = " better=lower",
					      [METRIC_HIGHER] = " better=higher",
					      [METRIC_NEITHER] = "" };
	const char *name;

	json_object_foreach(metrics, name, metric)
	{
		const char *known = better[metric_better(c->experiment, name)];

		if (json_object_get(b->units, name) || (metric_sampled(metric) && !*known))
			continue;
		json_object_set_new(b->units, name, json_true());
		fprintf(b->out, "Unit %s%s%s\n", name,
			metric_sampled(metric) ? "" : " assume=exact", known);
	}
}

/* A value of the file's header: one line. */
static void benchfmt_line(char **text, const char *key, const char *value)
{
	char *clean = str_replace(value, "\n", " "), *more;

	more = str_fmt("%s%s: %s\n", *text, key, clean);
	free(clean);
	free(*text);
	*text = more;
}

static void benchfmt_config(struct benchfmt *b, const struct results *r,
			    const struct result_cell *c, const char *cls)
{
	char *accel = results_text(c->record, "accel", "unknown"), *text = str_dup("");
	char *cpu = results_text(c->record, "cpu", "unknown");
	char *git = results_text(r->manifest, "git", "unknown");

	benchfmt_line(&text, "pkg", c->experiment);
	benchfmt_line(&text, "goos", "linux");
	benchfmt_line(&text, "goarch", "amd64");
	benchfmt_line(&text, "cpu", cpu);
	benchfmt_line(&text, "accel", accel);
	benchfmt_line(&text, "class", cls);
	benchfmt_line(&text, "release", *c->kernel ? c->kernel : "any");
	benchfmt_line(&text, "commit", git);
	if (strcmp(text, b->config))
		fprintf(b->out, "\n%s\n", text);
	free(b->config);
	b->config = text;
	free(git);
	free(cpu);
	free(accel);
}

/* "BenchmarkOverhead/kernel=6.12/...": a name ends at a space, and "-8" at its end means processors. */
static char *benchfmt_name(const struct results *r, const struct result_cell *c)
{
	char *cell = results_name(r, c), *name = str_fmt("Benchmark%s", cell);
	size_t digits = strlen(name);

	free(cell);
	name[9] = (char)toupper((unsigned char)name[9]);
	for (char *s = name; *s; s++)
		if (isspace((unsigned char)*s))
			*s = '_';
	while (isdigit((unsigned char)name[digits - 1]))
		digits--;
	if (name[digits] && name[digits - 1] == '-') {
		cell = str_fmt("%s-1", name);
		free(name);
		name = cell;
	}
	return name;
}

/* The iterations that a line speaks of: operations, or 1 where the metric does not say. */
static s64 benchfmt_ops(const json_t *metric)
{
	s64 n;

	return results_int(metric, "ops", &n) || results_int(metric, "events", &n) ? n : 1;
}

static void benchfmt_exact(struct benchfmt *b, const struct results *r, const struct result_cell *c,
			   const char *name)
{
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric;
	const char *unit;
	bool open = false;

	json_object_foreach(metrics, unit, metric)
	{
		char *value = metric_sampled(metric) ? str_dup("") : metric_text(metric);

		if (*value && !open) {
			benchfmt_config(b, r, c, "exact");
			fprintf(b->out, "%s %lld", name, (long long)benchfmt_ops(metric));
		}
		open |= *value != 0;
		if (*value)
			fprintf(b->out, " %s %s", value, unit);
		free(value);
	}
	fputs(open ? "\n" : "", b->out);
}

static void benchfmt_sampled(struct benchfmt *b, const struct results *r,
			     const struct result_cell *c, const char *name)
{
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric, *sample;
	const char *unit;
	size_t i;

	json_object_foreach(metrics, unit, metric)
	{
		if (!metric_sampled(metric) || !metric_is_result(c->experiment, unit))
			continue;
		benchfmt_config(b, r, c, "sampled");
		json_array_foreach(json_object_get(metric, "samples"), i, sample)
		{
			if (json_is_number(sample))
				fprintf(b->out, "%s 1 %.6g %s\n", name, json_number_value(sample),
					unit);
		}
	}
}

static void benchfmt_cell(const struct results *r, const struct result_cell *c, void *ctx)
{
	struct benchfmt *b = ctx;
	char *name;

	if (c->outcome != OUTCOME_OK)
		return;
	name = benchfmt_name(r, c);
	benchfmt_exact(b, r, c, name);
	benchfmt_sampled(b, r, c, name);
	free(name);
}

static void benchfmt_write(const struct results *r, FILE *out)
{
	struct benchfmt b = { .out = out, .config = str_dup(""), .units = json_object() };

	export_cells(r, benchfmt_unit, &b);
	export_cells(r, benchfmt_cell, &b);
	json_decref(b.units);
	free(b.config);
}

const struct exporter exporter_benchfmt = {
	.name = "benchfmt",
	.summary = "figures as Go benchmark results, for benchstat",
	.write = benchfmt_write,
};
