// SPDX-License-Identifier: GPL-2.0-only
/*
 * sampled - the table that shows time and work side by side.
 *
 * An exact count ranks work and a time depends on one machine: a reader who has both can see where
 * they disagree. The exact column is that of the same release, or of the only kernel of the same
 * series, because exact releases rotate; failing that, of the newest kernel, and the table says so.
 */
#include <stdlib.h>
#include <string.h>

#include "report/markup.h"
#include "report/sampled.h"

#define SAMPLED_FEWEST 6 /* docs/method.md: no verdict below six samples */

static const struct result_kernel *sampled_twin(const struct results *r, const char *release,
						bool *other)
{
	const char *dot = strchr(release, '.');
	size_t series =
		dot ? (size_t)(dot + 1 - release) + strspn(dot + 1, "0123456789") : strlen(release);
	const struct result_kernel *twin = NULL;

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		if (!strcmp(k->release, release)) {
			*other = false;
			return k;
		}
		if (strlen(k->series) == series && !strncmp(k->series, release, series))
			twin = twin ? NULL : k;
	}
	*other = !twin;
	return twin || !r->nr_kernels ? twin : &r->kernels[r->nr_kernels - 1];
}

/* The exact counterpart of a metric: "added_ns_per_event" counts as "added_insn_per_event". */
static char *sampled_exact(const struct results *r, const struct result_kernel *k,
			   const struct result_cell *c, const char *metric, const char *unit)
{
	const struct result_cell *twin =
		k ? cell_at(r, k->release, c->workload, c->hook, c->collector, c->arm, c->mech)
		  : NULL;
	char *name, *path, *text;

	if (!twin)
		return str_dup("-");
	if (str_starts(metric, "added_"))
		return cost_text(cost_of(r, twin));
	name = str_replace(metric, unit, "insn");
	path = str_fmt("metrics.%s.value", name);
	text = results_text(twin->record, twin->outcome == OUTCOME_OK ? path : "", "-");
	free(path);
	free(name);
	return text;
}

char *sampled_text(const struct result_cell *c, const json_t *metric)
{
	double value, low, high;
	s64 n = 0;

	if (c->outcome != OUTCOME_OK)
		return str_dup(outcome_name(c->outcome));
	if (!results_num(metric, "value", &value))
		return str_dup(cost_state_text(COST_EMPTY));
	if (!results_int(metric, "n", &n) || n < SAMPLED_FEWEST)
		return str_fmt("too few samples");
	if (json_is_false(results_at(metric, "resolved"))) {
		results_num(metric, "noise", &value);
		return str_fmt("not resolved (noise %.1f)", value);
	}
	if (!results_num((const json_t *)json_array_get(results_at(metric, "ci"), 0), "", &low) ||
	    !results_num((const json_t *)json_array_get(results_at(metric, "ci"), 1), "", &high))
		return str_fmt("%.1f [no interval]", value);
	return str_fmt("%.1f [%.1f, %.1f]", value, low, high);
}

static void sampled_metric(struct table *t, const struct results *r, const struct result_kernel *k,
			   const struct result_cell *c, const char *name, const json_t *metric)
{
	char *unit = results_text(metric, "unit", "?"), *miscount = NULL;

	if (c->outcome == OUTCOME_OK)
		miscount = cell_miscount(c);
	table_put(t, "%s", c->workload);
	table_put(t, "%s", *c->hook ? c->hook : "-");
	table_put(t, "%s", arm_text(c->arm));
	table_put(t, "%s", c->mech);
	table_put(t, "%s", c->collector);
	table_take(t, sampled_exact(r, k, c, name, unit));
	table_take(t,
		   miscount ? str_dup(cost_state_text(COST_MISCOUNT)) : sampled_text(c, metric));
	table_take(t, unit);
	table_take(t, results_text(metric, "n", "?"));
	table_put(t, "%s", name);
	free(miscount);
}

/* What is added, and what an operation takes: the rest of a cell is about how these were found. */
static bool sampled_shown(const struct result_cell *c, const char *metric)
{
	return str_starts(metric, "added_") ||
	       (!strcmp(c->collector, "none") && !strcmp(metric, "ns_per_op"));
}

/* One row a sampled metric; one without a number for a cell that has none; none for a skipped one. */
static void sampled_cell(struct table *t, const struct results *r, const struct result_kernel *k,
			 const struct result_cell *c)
{
	json_t *metrics = (json_t *)results_at(c->record, "metrics"), *metric;
	const char *name;
	size_t rows = table_rows(t);

	json_object_foreach(metrics, name, metric)
	{
		char *cls = results_text(metric, "class", "");

		if (!strcmp(cls, "sampled") && sampled_shown(c, name))
			sampled_metric(t, r, k, c, name, metric);
		free(cls);
	}
	if (table_rows(t) == rows && c->outcome != OUTCOME_SKIP)
		sampled_metric(t, r, k, c, "-", NULL);
}

/* The distinct values of a text member over the sampled cells of @release, joined by ", ". */
static char *sampled_distinct(const struct results *from, const char *release, const char *path)
{
	char *list = NULL;

	for (size_t i = 0; i < from->nr_sampled; i++) {
		const struct result_cell *c = &from->sampled[i];
		char *item =
			strcmp(c->kernel, release) ? NULL : results_text(c->record, path, NULL);

		if (item && (!list || !strstr(list, item)))
			text_add(&list, "%s%s", list ? ", " : "", item);
		free(item);
	}
	return list ? list : str_dup("unknown");
}

static bool sampled_skips(const struct results *from, const char *release)
{
	for (size_t i = 0; i < from->nr_sampled; i++)
		if (from->sampled[i].outcome == OUTCOME_SKIP && !strcmp(from->sampled[i].kernel, release))
			return true;
	return false;
}

static struct table *sampled_table(const struct results *r, const struct results *from,
				   const char *release)
{
	bool other = false;
	const struct result_kernel *k = sampled_twin(r, release, &other);
	char *accel = sampled_distinct(from, release, "accel");
	char *model = results_text(from->host, "cpu_model", "unknown");
	char *from_exact = k ? results_provenance(r, k) : str_fmt("no cell");
	char *exact = str_fmt("%s%s", from_exact, k && other ? " (**another kernel**: compare the order)" : "");
	struct table *t = table_new(
		str_fmt("sampled-%s%s", release, from == r ? "" : "-beside"),
		str_fmt("Counted work beside measured time: Linux %s", release),
		str_fmt("Two classes, not to be combined. Sampled: median and 95 %% interval, accelerator "
			"%s, host CPU %s, Linux %s. Exact: %s. Fewer than %d samples give no verdict."
			"%s",
			accel, model, release, exact, SAMPLED_FEWEST,
			sampled_skips(from, release) ? " Mechanisms that the sampled kernel would not run "
						       "are left out." : ""),
		"workload,hook,arm,mechanism,collector,#exact (insn),#sampled [95 % interval],unit,"
		"#samples,metric");

	for (size_t i = 0; i < from->nr_sampled; i++)
		if (!strcmp(from->sampled[i].experiment, COST_EXPERIMENT) &&
		    !strcmp(from->sampled[i].kernel, release))
			sampled_cell(t, r, k, &from->sampled[i]);
	free(exact);
	free(from_exact);
	free(model);
	free(accel);
	return t;
}

void sampled_fill(const struct results *r, const struct results *from, struct page *p)
{
	for (size_t i = 0; i < from->nr_sampled; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen |= !strcmp(from->sampled[k].kernel, from->sampled[i].kernel);
		if (!seen)
			page_table(p, sampled_table(r, from, from->sampled[i].kernel));
	}
}
