// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_kernels - which layer grew or shrank from kernel to kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"

/* The kernels that the group was traced on, in version order. */
static size_t kernels_of(const struct events *e, const char *workload, const char *collector,
			 const struct result_kernel ***out)
{
	const struct result_kernel **all = mem_alloc(e->n + 1, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++)
		if (!strcmp(e->v[i].cell->workload, workload) &&
		    !strcmp(e->v[i].cell->collector, collector) && (!n || all[n - 1] != e->v[i].kernel))
			all[n++] = e->v[i].kernel;
	*out = all;
	return n;
}

/* Is @at the first of its mechanism, over all kernels? */
static bool first_of_side(const struct events *e, size_t at)
{
	const struct result_cell *c = e->v[at].cell;

	for (size_t i = 0; i < at; i++)
		if (event_on(e, &e->v[at], e->v[i].cell->kernel) == &e->v[i])
			return false;
	return !event_is_base(&e->v[at]) && c;
}

static bool added_on(const struct events *e, const struct event *side, const struct result_kernel *k,
		     int layer, s64 *added)
{
	const struct event *at = event_on(e, side, k->release);

	if (at)
		*added = event_added(at, event_base(e, at), layer);
	return at != NULL;
}

static void kernels_row(struct table *t, const struct events *e, const struct event *side,
			const struct result_kernel **kernels, size_t n, int layer)
{
	s64 first = 0, last = 0, value = 0;
	bool known = false, any = layer >= LAYER_UNCLASSIFIED;

	for (size_t k = 0; k < n; k++)
		any |= added_on(e, side, kernels[k], layer, &value) && value;
	if (!any)
		return;
	table_put(t, "%s", side->cell->hook);
	table_put(t, "%s", event_arm(side));
	table_put(t, "%s", side->cell->mech);
	table_put(t, "%s", layer == NR_LAYERS ? "**all**" : layer_infos[layer].title);
	for (size_t k = 0; k < n; k++) {
		bool have = added_on(e, side, kernels[k], layer, &value);

		table_put(t, have ? "%lld" : "-", (long long)value);
		if (!have)
			continue;
		first = known ? first : value;
		last = value;
		known = true;
	}
	table_put(t, added_on(e, side, kernels[0], layer, &value) &&
			     added_on(e, side, kernels[n - 1], layer, &value) ? "%+lld" : "-",
		  (long long)(last - first));
}

struct table *anatomy_by_kernel(const struct events *e, const char *workload, const char *collector)
{
	const struct result_kernel **kernels;
	size_t n = kernels_of(e, workload, collector, &kernels);
	struct table *t = table_new(
		str_fmt("layers-by-kernel-%s-%s", workload, collector),
		str_fmt("Instructions that one operation adds, by layer and kernel: workload %s, collector %s",
			workload, collector),
		event_provenance(e, NULL), "hook,arm,mechanism,layer");

	for (size_t k = 0; k < n; k++)
		table_column(t, true, kernels[k]->label);
	table_column(t, true, "change");
	for (size_t i = 0; n && i < e->n; i++) {
		const struct result_cell *c = e->v[i].cell;

		if (strcmp(c->workload, workload) || strcmp(c->collector, collector) ||
		    !first_of_side(e, i))
			continue;
		for (int l = 0; l <= NR_LAYERS; l++)
			kernels_row(t, e, &e->v[i], kernels, n, l);
	}
	free(kernels);
	return t;
}
