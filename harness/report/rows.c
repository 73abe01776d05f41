// SPDX-License-Identifier: GPL-2.0-only
/*
 * rows - which comparisons a folder holds: pairs, mechanisms without a twin, workloads, provenance.
 *
 * Rows come from the declared pair table, never from whatever happens to be recorded: a ratio
 * between mechanisms that were not declared comparable must not be printed by accident.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"
#include "report/sampled.h"

/* Is any cell of this mechanism recorded? */
static bool row_recorded(const struct results *r, const char *kernel, const char *workload,
			 const char *hook, const char *arm, const char *mech)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		if (!strcmp(c->experiment, COST_EXPERIMENT) && !strcmp(c->kernel, kernel) &&
		    (!workload || !strcmp(c->workload, workload)) && !strcmp(c->hook, hook) &&
		    !strcmp(c->arm, arm) && !strcmp(c->mech, mech))
			return true;
	return false;
}

static bool row_paired(const struct mech *m)
{
	for (const struct mech_pair *p = mech_pairs; p->hook; p++)
		if (!strcmp(p->hook, m->hook) &&
		    !strcmp(!strcmp(m->arm, "kmod") ? p->kmod : p->ebpf, m->name))
			return true;
	return false;
}

static void row_add(struct pair_row **rows, size_t *nr, struct pair_row row)
{
	*rows = mem_grow(*rows, *nr + 1, sizeof(**rows));
	(*rows)[(*nr)++] = row;
}

size_t pair_rows(const struct results *r, const char *kernel, const char *workload,
		 struct pair_row **rows)
{
	size_t nr = 0;

	*rows = NULL;
	for (const struct hook *h = hooks; h->name; h++) {
		for (const struct mech_pair *p = mech_pairs; p->hook; p++)
			if (!strcmp(p->hook, h->name) &&
			    (row_recorded(r, kernel, workload, p->hook, "kmod", p->kmod) ||
			     row_recorded(r, kernel, workload, p->hook, "ebpf", p->ebpf)))
				row_add(rows, &nr, (struct pair_row){ h->name, p->kmod, p->ebpf });
		for (const struct mech *m = mechs; m->name; m++) {
			bool kmod = !strcmp(m->arm, "kmod");

			if (!strcmp(m->hook, h->name) && !row_paired(m) &&
			    row_recorded(r, kernel, workload, m->hook, m->arm, m->name))
				row_add(rows, &nr,
					(struct pair_row){ h->name, kmod ? m->name : NULL,
							   kmod ? NULL : m->name });
		}
	}
	return nr;
}

static const struct result_cell *row_cell(const struct results *r, const char *kernel,
					  const char *workload, const struct pair_row *row,
					  const char *arm, const char *collector)
{
	const char *mech = !strcmp(arm, "kmod") ? row->kmod : row->ebpf;

	return mech ? cell_at(r, kernel, workload, row->hook, collector, arm, mech) : NULL;
}

struct cost pair_cost(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm, const char *collector)
{
	if (!(!strcmp(arm, "kmod") ? row->kmod : row->ebpf))
		return (struct cost){ .state = COST_NO_TWIN };
	return cost_of(r, row_cell(r, kernel, workload, row, arm, collector));
}

struct cost pair_body(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm)
{
	return cost_minus(r, row_cell(r, kernel, workload, row, arm, "count"),
			  pair_cost(r, kernel, workload, row, arm, "count"),
			  pair_cost(r, kernel, workload, row, arm, "null"));
}

static int name_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t workload_names(const struct results *r, const char *kernel, const char ***names)
{
	size_t nr = 0;

	*names = mem_alloc(r->nr_cells, sizeof(**names));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		bool known = strcmp(c->experiment, COST_EXPERIMENT) || strcmp(c->kernel, kernel);

		for (size_t i = 0; i < nr; i++)
			known |= !strcmp((*names)[i], c->workload);
		if (!known)
			(*names)[nr++] = c->workload;
	}
	qsort(*names, nr, sizeof(**names), name_cmp);
	return nr;
}

/* Is @item one of the ", "-joined items of @list? */
static bool list_has(const char *list, const char *item)
{
	size_t n = strlen(item);

	for (const char *p = list; p && *p; p = strstr(p, ", ") ? strstr(p, ", ") + 2 : NULL)
		if (!strncmp(p, item, n) && (!p[n] || str_starts(p + n, ", ")))
			return true;
	return false;
}

char *results_distinct(const struct results *r, const char *kernel, const char *path,
		       const char *fallback)
{
	char *list = str_dup("");

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *item = cell_measured(c) && !strcmp(c->kernel, kernel)
				     ? results_text(c->record, path, NULL)
				     : NULL,
		     *grown;

		if (item && *item && !list_has(list, item)) {
			grown = str_fmt("%s%s%s", list, *list ? ", " : "", item);
			free(list);
			list = grown;
		}
		free(item);
	}
	if (*list)
		return list;
	free(list);
	return str_dup(fallback);
}

char *results_provenance(const struct results *r, const struct result_kernel *k)
{
	char *found = results_distinct(r, k->release, "metrics.insn_per_op.class", "exact");
	char *cls = str_fmt("%s: instructions, not time", found);
	char *accel = results_distinct(r, k->release, "accel", "unknown accelerator");
	char *cpu = results_distinct(r, k->release, "cpu", "unknown");
	char *model = results_text(k->env, "cpu_model", NULL);
	char *version = results_text(k->entry, "version", NULL), *text;

	text = str_fmt(
		"Class %s. Accelerator %s, CPU %s%s%s%s, Linux %s%s%s%s",
		sampled_is(r) ? "sampled: time" : cls, accel, cpu, model ? " (" : "", model ? model : "", model ? ")" : "",
		k->release, version && *version ? " (" : "", version ? version : "",
		version && *version ? ")" : "");
	free(found);
	free(cls);
	free(accel);
	free(cpu);
	free(model);
	free(version);
	return text;
}
