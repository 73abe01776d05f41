// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_times - tables of the steps of a life in time, from sampled cells.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/lifecycle.h"

#define TIMES_WHOLE_US 100 /* from here on a tenth of a microsecond says nothing */

static const char *const times_steps[] = { "load", "attach", "detach", "unload" };

static const struct result_cell *times_cell(const struct results *r, const char *release,
					    const char *collector, const struct mech *m,
					    const char *step)
{
	for (size_t i = 0; i < r->nr_sampled; i++) {
		const struct result_cell *c = &r->sampled[i];
		char *is;
		bool found;

		if (strcmp(c->experiment, LIFE_EXPERIMENT) || strcmp(c->kernel, release) ||
		    strcmp(c->collector, collector) || strcmp(c->hook, m->hook) ||
		    strcmp(c->arm, m->arm) || strcmp(c->mech, m->name))
			continue;
		is = cell_key(c->name, "step");
		found = is && !strcmp(is, step);
		free(is);
		if (found)
			return c;
	}
	return NULL;
}

static void put_us(char **text, const char *before, double ns)
{
	text_add(text, ns < TIMES_WHOLE_US * 1000 ? "%s%.1f" : "%s%.0f", before, ns / 1000);
}

/* "123 [120, 131]", in microseconds. */
static char *times_text(const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s", metric), *text = NULL;
	const json_t *m = c ? results_at(c->record, path) : NULL, *ci = results_at(m, "ci");
	double value;

	free(path);
	if (!c || c->outcome != OUTCOME_OK)
		return str_dup(c ? outcome_name(c->outcome) : "not run");
	if (!results_num(m, "value", &value) || json_array_size(ci) != 2)
		return str_dup("-");
	put_us(&text, "", value);
	put_us(&text, " [", json_number_value(json_array_get(ci, 0)));
	put_us(&text, ", ", json_number_value(json_array_get(ci, 1)));
	text_add(&text, "]");
	return text;
}

static char *times_note(const struct results *r, const char *release)
{
	char *model = results_text(r->host, "cpu_model", "unknown"), *note;
	s64 least = 0, most = 0, kept;

	for (size_t i = 0; i < r->nr_sampled; i++) {
		const struct result_cell *c = &r->sampled[i];

		if (strcmp(c->kernel, release) || !results_int(c->record, "lives.kept", &kept))
			continue;
		least = !least || kept < least ? kept : least;
		most = kept > most ? kept : most;
	}
	note = least == most ? str_fmt("%lld", (long long)most)
			     : str_fmt("%lld to %lld", (long long)least, (long long)most);
	text_add(
		&note,
		" lives each. Class sampled: median and 95 %% interval, on the machine that ran. Host CPU %s, "
		"Linux %s. Mechanisms that this kernel would not run are left out.",
		model, release);
	free(model);
	return note;
}

static void times_row(struct table *t, const struct results *r, const char *release,
		      const char *collector, const struct mech *m, const char *metric)
{
	const struct result_cell *cells[ARRAY_SIZE(times_steps)];
	bool any = false;

	for (size_t s = 0; s < ARRAY_SIZE(times_steps); s++) {
		cells[s] = times_cell(r, release, collector, m, times_steps[s]);
		any |= cells[s] && cells[s]->outcome != OUTCOME_SKIP;
	}
	if (!any)
		return;
	table_put(t, "%s", collector);
	table_put(t, "%s", m->hook);
	table_put(t, "%s", arm_text(m->arm));
	table_put(t, "%s", m->name);
	for (size_t s = 0; s < ARRAY_SIZE(times_steps); s++)
		table_take(t, times_text(cells[s], metric));
}

static struct table *times_table(const struct results *r, const char *release, const char *name,
				 const char *title, const char *metric)
{
	struct table *t = table_new(str_fmt("%s-%s", name, release),
				    str_fmt("%s, Linux %s", title, release), times_note(r, release),
				    "collector,hook,arm,mechanism,#load,#attach,#detach,#unload");

	for (const struct hook *h = hooks; h->name; h++)
		for (const struct collector *const *c = collectors; *c; c++)
			for (const struct mech *m = mechs; m->name; m++)
				if (!strcmp(m->hook, h->name))
					times_row(t, r, release, (*c)->name, m, metric);
	return t;
}

bool life_times(const struct results *r, struct page *p)
{
	bool any = false;

	for (size_t i = 0; i < r->nr_sampled; i++) {
		const struct result_cell *c = &r->sampled[i];
		bool first = !strcmp(c->experiment, LIFE_EXPERIMENT);

		for (size_t k = 0; k < i && first; k++)
			first = strcmp(r->sampled[k].experiment, LIFE_EXPERIMENT) ||
				strcmp(r->sampled[k].kernel, c->kernel);
		if (!first)
			continue;
		any = true;
		page_table(p, times_table(r, c->kernel, "life-elapsed",
					  "Microseconds until a step is over, waiting included",
					  "elapsed_ns"));
		page_table(p, times_table(r, c->kernel, "life-cpu",
					  "Microseconds of processor time of the loader, by step",
					  "cpu_ns"));
	}
	return any;
}
