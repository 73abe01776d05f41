// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak_chapter - what the report says of many upgrades in a row: whether events or memory leak.
 */
#include <stdlib.h>
#include <string.h>

#include "report/upgrade.h"

static s64 soak_metric(const struct result_cell *c, const char *name)
{
	char *path = str_fmt("metrics.%s.value", name);
	s64 value = 0;

	results_int(c->record, path, &value);
	free(path);
	return value;
}

static void soak_row(struct table *t, const struct result_cell *c)
{
	static const char *const numbers[] = { "upgrades",   "missed",	      "duplicated",
					       "state_lost", "objects_grown", "slab_objects_grown",
					       "slab_grown", "vmalloc_grown", "percpu_grown" };
	s64 expected = 0;

	results_int(c->record, "events.expected", &expected);
	table_take(t, cell_key(c->name, "strategy"));
	table_put(t, "%s", strcmp(c->arm, "kmod") ? "eBPF" : "module");
	table_put(t, "%s", c->mech);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		table_take(t, upgrade_number(soak_metric(c, numbers[i])));
		if (!i)
			table_take(t, upgrade_number(expected));
	}
}

static struct table *soak_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("soak-%s", k->label),
		str_fmt("Upgrades in a row under load, and what grew after the first fifth: Linux %s",
			k->label),
		upgrade_provenance(r, k, "soak"),
		"strategy,side,mech,#upgrades,#events,#missed,#twice,#state lost,#objects,#slab "
		"objects,#slab bytes,#vmalloc bytes,#per-CPU bytes");

	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];

		if (!strcmp(c->experiment, "soak") && !strcmp(c->kernel, k->release) &&
		    soak_metric(c, "upgrades") > 0)
			soak_row(t, c);
	}
	return t;
}

static void soak_answer(struct chapter_run *c, struct page *p)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		page_table(p, soak_table(c->r, &c->r->kernels[k]));
}

static const struct chapter_output soak_outputs[] = {
	{ "tables/", "soak-", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_soak = {
	.outputs = soak_outputs,
	.answer = soak_answer,
	.limits =
		"Memory is what /proc/meminfo says of the whole guest, half a second after an upgrade; slabs grow "
		"and shrink by pages, so bytes are no proof of a leak. A cell fails if there is one module, program, "
		"map, link, ... more, or if any one slab cache has grown by nine objects in ten upgrades. "
		"Two virtual CPUs take turns in one thread of the host.",
};
