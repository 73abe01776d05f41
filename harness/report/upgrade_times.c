// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade_times - blackouts and pauses in time, from upgrades on a running kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/upgrade.h"

static bool times_ours(const struct result_cell *c, const char *kernel)
{
	return !strcmp(c->experiment, "upgrade") && (!kernel || !strcmp(c->kernel, kernel));
}

/* "19,067 [18,211, 20,345]", microseconds; "-" without that metric. Caller frees. */
static char *times_text(const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s", metric), *parts[3], *text;
	const json_t *m = results_at(c->record, path), *ci = results_at(m, "ci");
	double v[3];

	free(path);
	if (!results_num(m, "value", &v[0]) || json_array_size(ci) != 2)
		return str_dup("-");
	v[1] = json_number_value(json_array_get(ci, 0));
	v[2] = json_number_value(json_array_get(ci, 1));
	for (int i = 0; i < 3; i++)
		parts[i] = upgrade_number((s64)(v[i] / 1000 + 0.5));
	text = str_fmt("%s [%s, %s]", parts[0], parts[1], parts[2]);
	for (int i = 0; i < 3; i++)
		free(parts[i]);
	return text;
}

static void times_count(struct table *t, const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s.value", metric);
	s64 value;

	table_take(t, results_int(c->record, path, &value) ? upgrade_number(value) : str_dup("-"));
	free(path);
}

static void times_row(struct table *t, const struct result_cell *c)
{
	static const char *const counts[] = { "upgrades", "exposed_upgrades", "missed",
					      "blackout_max", "duplicated", "wrong_version", "mixed_versions" };

	table_take(t, cell_key(c->name, "strategy"));
	table_put(t, "%s", strcmp(c->mech, "none") ? c->mech : "");
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		times_count(t, c, counts[i]);
	table_take(t, times_text(c, "blackout_ns"));
	table_take(t, times_text(c, "stall_ns"));
}

static struct table *times_table(const struct results *r, const char *kernel)
{
	char *model = results_text(r->host, "cpu_model", "unknown");
	struct table *t = table_new(
		str_fmt("upgrade-times-%s", kernel),
		str_fmt("Replacing an eBPF program on a running kernel, blackout and longest pause of the workload in "
			"microseconds: Linux %s", kernel),
		str_fmt("Class sampled: median and 95 %% interval, on the machine that ran. Generator and upgrader had a "
			"CPU each. Host CPU %s, Linux %s.", model, kernel),
		"strategy,mech,#upgrades,#at risk,#missed,#in a row,#twice,#wrong version,#mixed,#blackout,#pause");

	free(model);
	for (size_t i = 0; i < r->nr_sampled; i++)
		if (times_ours(&r->sampled[i], kernel) && r->sampled[i].outcome == OUTCOME_OK)
			times_row(t, &r->sampled[i]);
	return t;
}

/* The clock of the guest is the host's here. */
static struct table *times_steps(const struct results *r, const char *kernel)
{
	char *model = results_text(r->host, "cpu_model", "unknown");
	struct table *t = table_new(
		str_fmt("upgrade-times-steps-%s", kernel),
		str_fmt("The steps on a running kernel, the events that came meanwhile and microseconds (medians); versions change "
			"in those that are bold: Linux %s", kernel),
		str_fmt("Class sampled. Generator and upgrader had a CPU each. Host CPU %s, Linux %s.", model, kernel),
		"strategy,mech,events,microseconds");

	free(model);
	for (size_t i = 0; i < r->nr_sampled; i++) {
		const struct result_cell *c = &r->sampled[i];
		const json_t *steps = json_object_get(c->record, "steps");

		if (!times_ours(c, kernel) || c->outcome != OUTCOME_OK)
			continue;
		table_take(t, cell_key(c->name, "strategy"));
		table_put(t, "%s", strcmp(c->mech, "none") ? c->mech : "");
		table_take(t, upgrade_step_text(steps, "events", 1));
		table_take(t, upgrade_step_text(steps, "guest_ns", 1000));
	}
	return t;
}

bool upgrade_times(const struct results *r, struct page *p)
{
	bool any = false;

	for (size_t i = 0; i < r->nr_sampled; i++) {
		bool first = times_ours(&r->sampled[i], NULL);

		for (size_t k = 0; k < i && first; k++)
			first = !times_ours(&r->sampled[k], r->sampled[i].kernel);
		if (!first)
			continue;
		any = true;
		page_table(p, times_table(r, r->sampled[i].kernel));
		page_table(p, times_steps(r, r->sampled[i].kernel));
	}
	return any;
}
