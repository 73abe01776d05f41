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

/* "filp 3 + 1": objects of the cache that grew most, in the first half of the upgrades and in the second. */
static char *soak_grown(const struct result_cell *c)
{
	const json_t *most = json_array_get(json_object_get(c->record, "grown"), 0);
	const json_t *objects = json_object_get(most, "objects");

	return most ? str_fmt("%s %lld %+lld", json_string_value(json_object_get(most, "cache")),
			      (long long)json_integer_value(json_array_get(objects, 0)),
			      (long long)json_integer_value(json_array_get(objects, 1)))
		    : str_dup("-");
}

static void soak_row(struct table *t, const struct result_cell *c)
{
	static const char *const numbers[] = { "upgrades",	"missed",	 "duplicated",	  "state_lost",
					       "objects_grown", "slab_grown",	 "vmalloc_grown", "percpu_grown" };
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
	table_take(t, soak_grown(c));
	table_put(t, "%s", json_object_get(c->record, "leak") ? "leaks" : "no leak");
}

static struct table *soak_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("soak-%s", k->label),
		str_fmt("Upgrades in a row under load, and what grew after the first fifth: Linux %s",
			k->label),
		upgrade_provenance(r, k, "soak"),
		"strategy,side,mech,#upgrades,#events,#missed,#twice,#state lost,#objects,#slab bytes,"
		"#vmalloc bytes,#per-CPU bytes,slab cache that grew most,verdict");

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
		"What is held is looked up after a fifth of the upgrades, in the middle of the rest, and at the end, each "
		"time after a grace period and with every slab cache shrunk, so that an object that is counted is in "
		"use. A cell fails if there is one module, program, map, link, ... more, or if a slab cache (by objects), "
		"vmalloc (by pages) or per-CPU memory (by bytes) grew in both halves by one in ten upgrades or more: what "
		"leaks does so all the time, what fills up once does not. The strategy `leak` leaks one object in "
		"every upgrade on purpose: its cell is broken if that is not noticed. Slab bytes of the whole guest are what "
		"/proc/meminfo calls unreclaimable, whole pages with their free objects. "
		"Two virtual CPUs take turns in one thread of the host.",
};
