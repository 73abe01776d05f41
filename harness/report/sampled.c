// SPDX-License-Identifier: GPL-2.0-only
/*
 * sampled - the tables of the sampled class: time on a running kernel, with its uncertainty.
 *
 * Everything shown was decided when the cell was recorded: the interval, the noise, and whether the
 * difference is told from it.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/sampled.h"

const char sampled_class[] =
	"* Class: **sampled**, nanoseconds on a running kernel: medians with 95 % intervals. They "
	"belong to this machine and this boot.\n";

const char sampled_limits[] =
	"## Limits\n\n"
	"One boot of one machine: what differs from boot to boot (where code lies, what memory the "
	"kernel got) is not in the intervals. Repeat the run after reboots before relying on a "
	"difference of a few per cent. _noise_ is what the baseline differs from itself by, measured "
	"like every other difference; what is not larger is not resolved. Compare machines in order "
	"and ratio, never in absolute terms.\n";

bool sampled_is(const struct results *r)
{
	for (size_t i = 0; i < r->nr_cells; i++) {
		const char *p = json_string_value(results_at(r->cells[i].record, "profile"));

		if (p && !strcmp(p, "sampled"))
			return true;
	}
	return false;
}

static bool sampled_measured(const struct result_cell *c)
{
	return !strcmp(c->experiment, COST_EXPERIMENT) && results_at(c->record, "metrics.ns_per_op");
}

static double sampled_value(const struct result_cell *c, const char *path)
{
	double v = 0;

	results_num(c->record, path, &v);
	return v;
}

/* "12.3 [11.8, 12.9]"; caller frees. */
static char *sampled_interval(const struct result_cell *c, const char *metric, const char *format)
{
	char *path = str_fmt("metrics.%s", metric);
	const json_t *m = results_at(c->record, path), *ci = results_at(m, "ci");
	double value = json_number_value(results_at(m, "value"));
	char *text = m ? str_fmt(format, value, json_number_value(json_array_get(ci, 0)),
				 json_number_value(json_array_get(ci, 1))) :
			 str_dup("-");

	free(path);
	return text;
}

static char *sampled_added_text(const struct result_cell *c)
{
	if (json_is_false(results_at(c->record, "metrics.added_ns_per_event.resolved")))
		return str_fmt("not resolved (noise %.1f)",
			       sampled_value(c, "metrics.added_ns_per_event.noise"));
	return sampled_interval(c, "added_ns_per_event", "%.1f [%.1f, %.1f]");
}

struct table *sampled_added(const struct results *r)
{
	struct table *t = table_new(
		str_dup("added-ns"), str_dup("Added nanoseconds per event"),
		str_fmt("Class sampled: median and 95 %% interval. Base and A/A are per operation and per "
			"event of the same cell."),
		"workload,hook,arm,mechanism,collector,#base ns/op,#A/A ns/event,#added ns/event,"
		"#eBPF / module");

	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		bool total = false;

		if (!sampled_measured(c))
			continue;
		table_put(t, "%s", c->workload);
		table_put(t, "%s", c->hook);
		table_put(t, "%s", c->arm);
		table_put(t, "%s", c->mech);
		table_put(t, "%s", c->collector);
		table_take(t, sampled_interval(c, "base_ns_per_op", "%.1f [%.1f, %.1f]"));
		table_take(t, sampled_interval(c, "aa_ns", "%.1f [%.1f, %.1f]"));
		table_take(t, sampled_added_text(c));
		if (results_at(c->record, "metrics.ratio_to_kmod"))
			total = !strcmp(json_string_value(results_at(
						c->record, "metrics.ratio_to_kmod.of")), "total");
		table_take(t, sampled_interval(c, "ratio_to_kmod", total ?
					       "%.2f [%.2f, %.2f] of total time" : "%.2f [%.2f, %.2f]"));
	}
	return t;
}

struct table *sampled_quality(const struct results *r)
{
	struct table *t = table_new(str_dup("sampling"), str_dup("How the samples were made"),
				    str_dup("Discarded: another task took the CPU / hits differed from "
					    "operations. Drift: of the baseline within a load, the worst."),
				    "workload,hook,collector,arm,mechanism,#loads,#blocks kept,"
				    "#operations a batch,#discarded,#drift %,#unsteady loads,proof");

	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		char *proof;

		if (!sampled_measured(c))
			continue;
		table_put(t, "%s", c->workload);
		table_put(t, "%s", c->hook);
		table_put(t, "%s", c->collector);
		table_put(t, "%s", c->arm);
		table_put(t, "%s", c->mech);
		table_put(t, "%.0f", sampled_value(c, "sampling.loads"));
		table_put(t, "%.0f of %.0f", sampled_value(c, "sampling.blocks_kept"),
			  sampled_value(c, "sampling.loads") * sampled_value(c, "sampling.blocks"));
		table_put(t, "%.0f", sampled_value(c, "sampling.batch_ops"));
		table_put(t, "%.0f / %.0f", sampled_value(c, "sampling.discarded.switched"),
			  sampled_value(c, "sampling.discarded.miscounted"));
		table_put(t, "%.1f", 100 * sampled_value(c, "sampling.drift"));
		table_put(t, "%.0f", sampled_value(c, "sampling.unsteady_loads"));
		proof = results_text(c->record, "proof", "-");
		table_take(t, proof);
	}
	return t;
}

void sampled_warnings(const struct results *r, FILE *out)
{
	json_t *seen = json_object(), *w;
	const char *key;
	size_t i;

	for (size_t c = 0; c < r->nr_cells; c++)
		json_array_foreach((json_t *)results_at(r->cells[c].record, "warnings"), i, w)
			json_object_set_new(seen, json_string_value(w) ? json_string_value(w) : "?",
					    json_true());
	json_object_foreach(seen, key, w)
		fprintf(out, "* %s\n", key);
	if (json_is_true(results_at(r->manifest, "quick")))
		fprintf(out, "* a quick run: its batches are a fifth of what a figure to rely on takes\n");
	fprintf(out, json_object_size(seen) || json_is_true(results_at(r->manifest, "quick")) ?
			     "\n" : "none\n\n");
	json_decref(seen);
}
