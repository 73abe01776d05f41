// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_tables - traced events as tables.
 *
 * What a collector adds is what the same event costs with it less what it costs without, layer by layer
 * and function by function, from two traces of the same kernel. The row and the column of what is
 * unclassified are always there, also when they are empty.
 */
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"

static char *anatomy_caption(const char *what, const struct event *e)
{
	return str_fmt("%s: Linux %s, workload %s, collector %s", what, e->kernel->label,
		       e->cell->workload, e->cell->collector);
}

struct table *anatomy_layers_table(const struct events *e, const struct event *group,
				   const struct event *other)
{
	const struct event *base = event_base(e, group);
	struct table *t = table_new(
		str_fmt("layers-%s-%s-%s", group->kernel->label, group->cell->workload,
			group->cell->collector),
		anatomy_caption(base ? "Instructions that one operation adds, by layer" :
				       "Instructions of one operation, by layer (no trace without a collector)",
				group),
		event_provenance(e, group->kernel), "hook,arm,mechanism,#all");

	for (int l = 0; l < NR_LAYERS; l++)
		table_column(t, true, layer_infos[l].title);
	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];

		if (other ? at != group && at != other : !event_same_group(at, group))
			continue;
		table_put(t, "%s", at->cell->hook);
		table_put(t, "%s", event_arm(at));
		table_put(t, "%s", at->cell->mech);
		for (int l = -1; l < NR_LAYERS; l++)
			table_put(t, "%lld", (long long)event_added(at, base, l < 0 ? NR_LAYERS : l));
	}
	return t;
}

/* A row of the matrix: what a function does for one layer. Its callers may be of several. */
struct function_row {
	const char *name;
	enum layer layer;
};

static s64 function_added(const struct event *e, const struct event *base,
			  const struct function_row *row)
{
	const struct event *both[] = { e, base };
	s64 sum = 0;

	for (size_t b = 0; b < ARRAY_SIZE(both) && both[b]; b++)
		for (size_t i = 0; i < both[b]->n; i++)
			if (both[b]->layers[i] == row->layer &&
			    !strcmp(both[b]->trace.functions[both[b]->activations[i].function], row->name))
				sum += (b ? -1 : 1) * (s64)both[b]->activations[i].self;
	return sum;
}

static bool function_known(const struct function_row *rows, size_t n, const struct function_row *row)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].layer == row->layer && !strcmp(rows[i].name, row->name))
			return true;
	return false;
}

static bool function_side(const struct event *at, const struct event *group, const char *hook)
{
	return event_same_group(at, group) && !strcmp(at->cell->hook, hook);
}

/* In the order in which the sides, one after the other, first execute them. */
static size_t function_rows(const struct events *e, const struct event *group, const char *hook,
			    struct function_row **out)
{
	const struct event *base = event_base(e, group);
	struct function_row *rows = NULL;
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++)
		for (size_t a = 0; function_side(&e->v[i], group, hook) && a < e->v[i].n; a++) {
			const struct event *at = &e->v[i];
			const struct function_row row = { at->trace.functions[at->activations[a].function],
							  at->layers[a] };

			if (function_known(rows, n, &row) || !function_added(at, base, &row))
				continue;
			rows = mem_grow(rows, n + 1, sizeof(*rows));
			rows[n++] = row;
		}
	*out = rows;
	return n;
}

struct table *anatomy_functions(const struct events *e, const struct event *group, const char *hook)
{
	const struct event *base = event_base(e, group);
	char *what = str_fmt("Functions that a collector at hook %s adds to, instructions of one operation",
			     hook);
	struct table *t = table_new(str_fmt("functions-%s-%s-%s-%s", group->kernel->label,
					    group->cell->workload, group->cell->collector, hook),
				    anatomy_caption(what, group), event_provenance(e, group->kernel),
				    "function,layer");
	struct function_row *rows;
	size_t n = function_rows(e, group, hook, &rows);

	free(what);
	for (size_t i = 0; i < e->n; i++)
		if (function_side(&e->v[i], group, hook)) {
			char *head = str_fmt("%s %s", event_arm(&e->v[i]), e->v[i].cell->mech);

			table_column(t, true, head);
			free(head);
		}
	for (size_t r = 0; r < n; r++) {
		table_put(t, "`%s`", rows[r].name);
		table_put(t, "%s", layer_infos[rows[r].layer].title);
		for (size_t i = 0; i < e->n; i++) {
			s64 added;

			if (!function_side(&e->v[i], group, hook))
				continue;
			added = function_added(&e->v[i], base, &rows[r]);
			if (added)
				table_put(t, "%+lld", (long long)added);
			else
				table_put(t, "-");
		}
	}
	free(rows);
	return t;
}

struct table *anatomy_agreement(const struct events *e)
{
	struct table *t = table_new(str_dup("agreement"),
				    str_dup("Instructions of one operation, traced and measured"),
				    event_provenance(e, NULL),
				    "kernel,workload,hook,collector,arm,mechanism,#traced,#measured,#differ");

	for (size_t i = 0; i < e->n; i++) {
		const struct result_cell *c = e->v[i].cell;
		s64 measured = 0, traced = event_added(&e->v[i], NULL, NR_LAYERS);

		results_int(c->record, "metrics.insn_per_op.value", &measured);
		table_put(t, "%s", e->v[i].kernel->label);
		table_put(t, "%s", c->workload);
		table_put(t, "%s", c->hook);
		table_put(t, "%s", c->collector);
		table_put(t, "%s", event_arm(&e->v[i]));
		table_put(t, "%s", c->mech);
		table_put(t, "%lld", (long long)traced);
		table_put(t, "%lld", (long long)measured);
		table_put(t, "%lld", (long long)(traced - measured));
	}
	return t;
}

struct table *anatomy_csv(const struct events *e)
{
	struct table *t = table_new(str_dup("anatomy-functions"), str_dup(""), str_dup(""),
				    "kernel,workload,hook,collector,arm,mech,function,layer,#depth,#calls,#insns");

	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];

		for (u32 f = 0; f < at->trace.nr_functions; f++) {
			const struct result_cell *c = at->cell;
			size_t first = 0;
			u64 calls, insns;

			while (first < at->n && at->activations[first].function != f)
				first++;
			if (first == at->n)
				continue;
			event_function(at, at->trace.functions[f], &calls, &insns);
			for (const char *const *v = (const char *const[]){ c->kernel, c->workload, c->hook,
				c->collector, c->arm, c->mech, at->trace.functions[f],
				layer_infos[at->layers[first]].name, NULL }; *v; v++)
				table_put(t, "%s", *v);
			table_put(t, "%u", at->activations[first].depth);
			table_put(t, "%llu", (unsigned long long)calls);
			table_put(t, "%llu", (unsigned long long)insns);
		}
	}
	return t;
}
