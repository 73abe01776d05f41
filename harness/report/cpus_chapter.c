// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpus_chapter - what the report says of events on several CPUs: time that one adds, by number of CPUs.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"
#include "report/cpus.h"
#include "report/curves.h"

/* A mechanism with a body: the cells that differ in their number of CPUs alone. */
struct cpus_row {
	const struct result_cell *first; /* names it */
	const struct result_cell *of[CPUS_STEPS]; /* or NULL */
	bool measured;
};

struct cpus_rows {
	struct cpus_row *v;
	size_t n;
	char *picture; /* NULL: not drawn */
	unsigned int steps; /* columns with a number in some row */
};

static int cpus_step(const struct result_cell *c)
{
	char *word = cell_key(c->name, "cpus");
	int step = -1;

	for (int i = 0; word && i < CPUS_STEPS; i++)
		if (!strcmp(word, cpus_steps[i]))
			step = i;
	free(word);
	return step;
}

static bool cpus_value(const struct result_cell *c, double *value)
{
	return c && c->outcome == OUTCOME_OK && results_num(c->record, "metrics.added_ns_per_event.value", value);
}

/* One end of its interval. */
static double cpus_end(const struct result_cell *c, size_t end)
{
	return json_number_value(json_array_get(results_at(c->record, "metrics.added_ns_per_event.ci"), end));
}

static void cpus_collect(const struct results *r, struct cpus_rows *rows)
{
	for (const struct result_cell *c = r->sampled; c < r->sampled + r->nr_sampled; c++) {
		int step = !strcmp(c->experiment, CPUS_EXPERIMENT) ? cpus_step(c) : -1;
		struct cpus_row *row;
		double value;
		size_t i = 0;

		if (step < 0)
			continue;
		while (i < rows->n && (strcmp(rows->v[i].first->arm, c->arm) || strcmp(rows->v[i].first->mech, c->mech) ||
				       strcmp(rows->v[i].first->hook, c->hook) || strcmp(rows->v[i].first->kernel, c->kernel) ||
				       strcmp(rows->v[i].first->collector, c->collector)))
			i++;
		if (i == rows->n) {
			rows->v = mem_grow(rows->v, ++rows->n, sizeof(*rows->v));
			rows->v[i] = (struct cpus_row){ .first = c };
		}
		row = &rows->v[i];
		row->of[step] = c;
		if (!cpus_value(c, &value))
			continue;
		row->measured = true;
		rows->steps = rows->steps > (unsigned int)step + 1 ? rows->steps : (unsigned int)step + 1;
	}
}

/* "41.2 [39.8, 43.0]"; or why there is none. */
static char *cpus_text(const struct result_cell *c)
{
	double value;

	if (!c || !cpus_value(c, &value))
		return str_dup(c ? outcome_name(c->outcome) : "-");
	return str_fmt("%.1f [%.1f, %.1f]", value, cpus_end(c, 0), cpus_end(c, 1));
}

static char *cpus_note(const struct results *r)
{
	char *model = results_text(r->host, "cpu_model", "unknown"), *note;

	note = str_fmt("Class sampled: median and 95 %% interval, on the machine that ran. Host CPU %s.", model);
	free(model);
	return note;
}

static struct table *cpus_table(const struct results *r, const struct cpus_rows *rows)
{
	struct table *t = table_new(str_dup("cpus-added"),
				    str_dup("Nanoseconds that one event adds, by number of CPUs that make events at once, "
					    "workload " CPUS_WORKLOAD),
				    cpus_note(r), "side,hook,mech,collector");

	for (unsigned int i = 0; i < rows->steps; i++)
		table_column(t, true, cpus_steps[i]);
	for (const struct cpus_row *row = rows->v; row < rows->v + rows->n; row++) {
		if (!row->measured)
			continue;
		table_put(t, "%s", arm_text(row->first->arm));
		table_put(t, "%s", row->first->hook);
		table_put(t, "%s", row->first->mech);
		table_put(t, "`%s`", row->first->collector);
		for (unsigned int i = 0; i < rows->steps; i++)
			table_take(t, cpus_text(row->of[i]));
	}
	return t;
}

static char *cpus_draw(struct chapter_run *c, const struct cpus_rows *rows)
{
	static const double tics[] = { 1, 2, 4, 8, 16, 32, 64, -1 };
	static const char *const colors[] = { "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00" };
	char *name = str_dup("cpus-added"), *from = cpus_note(c->r);
	struct curves l = { .name = name,
			    .title = "Nanoseconds that one event adds",
			    .x_title = "CPUs that make events at once",
			    .points = true,
			    .tics = tics };
	bool drawn;

	for (const struct cpus_row *row = rows->v; row < rows->v + rows->n; row++) {
		struct curve *curve;

		if (!row->measured)
			continue;
		curve = curves_add(&l, str_fmt("%s, %s, %s", arm_text(row->first->arm), row->first->mech, row->first->collector),
				   colors[l.nr_curves % ARRAY_SIZE(colors)], false);
		for (int i = 0; i < CPUS_STEPS; i++) {
			double value;

			if (cpus_value(row->of[i], &value))
				curve_interval(curve, tics[i], value, cpus_end(row->of[i], 0), cpus_end(row->of[i], 1));
		}
	}
	drawn = rows->steps > 1 && l.nr_curves && curves_draw(c, &l, from);
	curves_free(&l);
	free(from);
	if (drawn)
		return name;
	free(name);
	return NULL;
}

static void cpus_open(struct chapter_run *c)
{
	struct cpus_rows *rows = c->own = mem_alloc(1, sizeof(*rows));

	cpus_collect(c->r, rows);
	rows->picture = cpus_draw(c, rows);
}

static void cpus_answer(struct chapter_run *c, struct page *p)
{
	struct cpus_rows *rows = c->own;

	if (!rows->steps)
		page_text(p, "Nothing was measured: cells of an emulated machine have one thread for all CPUs; see the reasons below.");
	page_table(p, cpus_table(c->r, rows));
	if (rows->picture)
		page_picture(p, str_dup(rows->picture), str_dup("Nanoseconds that one event adds, by number of CPUs"));
}

static void cpus_close(struct chapter_run *c)
{
	struct cpus_rows *rows = c->own;

	free(rows->picture);
	free(rows->v);
	free(rows);
}

static const struct chapter_output cpus_outputs[] = {
	{ "tables/", "cpus-added", OUTPUT_TABLE },
	{ "plots/", "cpus-added", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_cpus = {
	.outputs = cpus_outputs,
	.open = cpus_open,
	.answer = cpus_answer,
	.limits = "Time, on one machine, whose CPUs may be threads of one core, or virtual and not always there. Where other tasks run on it, "
		  "an interval is wide; a difference that is smaller than the intervals is none.",
	.close = cpus_close,
};
