// SPDX-License-Identifier: GPL-2.0-only
/*
 * bykernel - the same rows over several kernels: what changed from one to the next.
 *
 * Rows are the union over all kernels, so that a mechanism which one of them lacks shows as "not
 * run" or "skip" there and does not vanish.
 */
#include <stdlib.h>
#include <string.h>

#include "report/overhead.h"

/* One comparison of one workload, on whichever kernel. */
struct union_row {
	const char *workload;
	struct pair_row pair;
};

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static size_t union_add(struct union_row **all, size_t nr, const char *workload, struct pair_row p)
{
	for (size_t i = 0; i < nr; i++)
		if (same((*all)[i].workload, workload) && same((*all)[i].pair.hook, p.hook) &&
		    same((*all)[i].pair.kmod, p.kmod) && same((*all)[i].pair.ebpf, p.ebpf))
			return nr;
	*all = mem_grow(*all, nr + 1, sizeof(**all));
	(*all)[nr] = (struct union_row){ workload, p };
	return nr + 1;
}

static size_t union_rows(const struct results *r, struct union_row **all)
{
	size_t nr = 0;

	*all = NULL;
	for (size_t k = 0; k < r->nr_kernels; k++) {
		const char **names;
		size_t workloads = workload_names_deep(r, r->kernels[k].release, &names);

		for (size_t w = 0; w < workloads; w++) {
			struct pair_row *rows;
			size_t n = pair_rows(r, r->kernels[k].release, names[w], &rows);

			for (size_t i = 0; i < n; i++)
				nr = union_add(all, nr, names[w], rows[i]);
			free(rows);
		}
		free(names);
	}
	return nr;
}

static struct table *bykernel_new(const struct results *r, const char *name, const char *title,
				  const char *heads)
{
	struct table *t =
		table_new(str_dup(name), str_dup(title), results_provenance(r, NULL), heads);

	for (size_t k = 0; k < r->nr_kernels; k++)
		table_column(t, true, r->kernels[k].label);
	return t;
}

static void costs_row(struct table *t, const struct results *r, const struct union_row *row,
		      const char *arm)
{
	table_put(t, "%s", row->workload);
	table_put(t, "%s", row->pair.hook);
	table_put(t, "%s", arm_text(arm));
	table_put(t, "%s", !strcmp(arm, "kmod") ? row->pair.kmod : row->pair.ebpf);
	for (size_t k = 0; k < r->nr_kernels; k++)
		table_take(t, cost_text(pair_cost(r, r->kernels[k].release, row->workload,
						  &row->pair, arm, COST_LEAD)));
}

struct table *overhead_costs_by_kernel(const struct results *r)
{
	struct table *t = bykernel_new(r, "costs-by-kernel",
				       "Added instructions per event (" COST_LEAD "), by kernel",
				       "workload,hook,arm,mechanism");
	struct union_row *all;
	size_t nr = union_rows(r, &all);

	for (size_t i = 0; i < nr; i++) {
		/* One module mechanism may stand in several pairs, which follow one another. */
		bool again = i && same(all[i - 1].workload, all[i].workload) &&
			     same(all[i - 1].pair.hook, all[i].pair.hook) &&
			     same(all[i - 1].pair.kmod, all[i].pair.kmod);

		if (all[i].pair.kmod && !again)
			costs_row(t, r, &all[i], "kmod");
		if (all[i].pair.ebpf)
			costs_row(t, r, &all[i], "ebpf");
	}
	free(all);
	return t;
}

struct table *overhead_ratios_by_kernel(const struct results *r)
{
	struct table *t =
		bykernel_new(r, "ratios-by-kernel", "eBPF / module (" COST_LEAD "), by kernel",
			     "workload,hook,pair");
	struct union_row *all;
	size_t nr = union_rows(r, &all);

	for (size_t i = 0; i < nr; i++) {
		const struct union_row *u = &all[i];

		if (!u->pair.kmod || !u->pair.ebpf)
			continue;
		table_put(t, "%s", u->workload);
		table_put(t, "%s", u->pair.hook);
		table_put(t, "%s / %s", u->pair.ebpf, u->pair.kmod);
		for (size_t k = 0; k < r->nr_kernels; k++) {
			table_take(t, pair_ratio_text(r, r->kernels[k].release, u->workload,
						      &u->pair));
		}
	}
	free(all);
	return t;
}
