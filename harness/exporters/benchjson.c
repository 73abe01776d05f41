// SPDX-License-Identifier: GPL-2.0-only
/*
 * benchjson - figures for a dashboard that draws them over time: the array that the GitHub action
 * github-action-benchmark takes as customSmallerIsBetter.
 *
 * Only results stand in it, and only those that get better when they get smaller, because such a list
 * has one direction; benchjsonup has the others. A figure's name must not change from run to run, so
 * it has the kernel's series and not its release. Only cells that are ok: a cost of a cell that failed
 * is none, and a gap in a curve is honest.
 */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "report/metrics.h"

struct dashboard {
	json_t *list;
	enum metric_better better;
};

/* "±": half of the interval, as the dashboard shows it beside a value. */
static void dashboard_range(json_t *entry, const json_t *metric)
{
	double lo, hi;
	char *range;

	if (!results_num((const json_t *)json_array_get(results_at(metric, "ci"), 0), "", &lo) ||
	    !results_num((const json_t *)json_array_get(results_at(metric, "ci"), 1), "", &hi))
		return;
	range = str_fmt("\u00b1 %.6g", (hi - lo) / 2);
	json_object_set_new(entry, "range", json_string(range));
	free(range);
}

static void dashboard_cell(const struct results *r, const struct result_cell *c, void *ctx)
{
	struct dashboard *d = ctx;
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric, *entry;
	char *cell = results_name(r, c), *accel = results_text(c->record, "accel", "?");
	char *cpu = results_text(c->record, "cpu", "?");
	const char *name;

	json_object_foreach(metrics, name, metric)
	{
		char *unit = results_text(metric, "unit", "");

		if (c->outcome == OUTCOME_OK && metric_better(c->experiment, name) == d->better) {
			entry = json_pack("{s:o, s:s, s:O, s:o}", "name",
					  json_sprintf("%s %s", cell, name), "unit", unit, "value",
					  json_object_get(metric, "value"), "extra",
					  json_sprintf("%s, accelerator %s, CPU %s, Linux %s",
						       metric_sampled(metric) ? "sampled" : "exact",
						       accel, cpu, c->kernel));
			/* Without a number there is nothing to draw. */
			if (entry && json_is_number(json_object_get(entry, "value"))) {
				dashboard_range(entry, metric);
				json_array_append(d->list, entry);
			}
			json_decref(entry);
		}
		free(unit);
	}
	free(cpu);
	free(accel);
	free(cell);
}

void export_dashboard(const struct results *r, int better, FILE *out)
{
	struct dashboard d = { .list = json_array(), .better = (enum metric_better)better };

	export_cells(r, dashboard_cell, &d);
	json_dumpf(d.list, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
	fputc('\n', out);
	json_decref(d.list);
}

static void benchjson_write(const struct results *r, FILE *out)
{
	export_dashboard(r, METRIC_LOWER, out);
}

const struct exporter exporter_benchjson = {
	.name = "benchjson",
	.summary =
		"figures where smaller is better: customSmallerIsBetter of github-action-benchmark",
	.write = benchjson_write,
};
