// SPDX-License-Identifier: GPL-2.0-only
/*
 * overhead - what stands around the costs: gates, resolution, equivalence, baseline.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/overhead.h"

struct table *overhead_gates(const struct results *r, const struct gate gates[NR_GATES])
{
	struct table *t = table_new(str_dup("gates"), str_dup("Does the method hold in this run?"),
				    results_provenance(r, NULL), "gate,verdict,rule,found");

	for (size_t i = 0; i < NR_GATES; i++) {
		table_put(t, "%s", gates[i].name);
		table_put(t, "%s", verdict_text(gates[i].verdict));
		table_put(t, "%s", gates[i].rule);
		table_put(t, "%s", gates[i].numbers);
	}
	return t;
}

static void resolution_row(struct table *t, const struct resolution *res)
{
	table_put(t, "%u", res->minima);
	table_put(t, "%u", res->boots);
	table_put(t, "%lld", (long long)res->low);
	table_put(t, "%lld", (long long)res->high);
	table_put(t, "%lld", (long long)res->spread);
	table_put(t, "%lld", (long long)res->linear);
	table_put(t, "%lld", (long long)res->ops);
	if (res->minima < 2)
		table_put(t, "unknown: one minimum");
	else
		table_put(t, res->block && res->ops ? "%.4f" : "0",
			  (double)res->block / (double)(res->ops ? res->ops : 1));
}

struct table *overhead_resolution(const struct results *r)
{
	char *from = results_provenance(r, NULL);
	struct table *t = table_new(
		str_dup("resolution"), str_dup("Resolution"),
		str_fmt("The larger of two movements of the baseline, per operation: the _spread_ of "
			"its block minima over all measured cells and repeats, and its distance from "
			"_linear_, which is what 2N operations cost beyond twice N in the cell without "
			"a collector. A difference below it is printed as `not resolved`, and so is one below twice "
			"that on which boots do not agree to the instruction. %s",
			from),
		"kernel,workload,#minima,#boots,#lowest block,#highest block,#spread,#linear,"
		"#ops a block,#resolution (insn/op)");
	const char **names;

	for (size_t k = 0; k < r->nr_kernels; k++) {
		size_t nr = workload_names(r, r->kernels[k].release, &names);

		for (size_t i = 0; i < nr; i++) {
			struct resolution res = resolution_of(r, r->kernels[k].release, names[i]);

			table_put(t, "%s", r->kernels[k].label);
			table_put(t, "%s", names[i]);
			resolution_row(t, &res);
		}
		free(names);
	}
	free(from);
	return t;
}

struct tally {
	unsigned int cells, wrong;
	s64 expected, seen, lost, duplicated, hits, hits_expected;
};

static void tally_add(struct tally *n, const struct result_cell *c)
{
	const struct {
		const char *path;
		s64 *sum;
	} sums[] = { { "events.expected", &n->expected },
		     { "events.seen", &n->seen },
		     { "events.lost", &n->lost },
		     { "events.duplicated", &n->duplicated } };
	char *miscount = cell_miscount(c);
	s64 v, hits, hits_expected;

	n->cells++;
	n->wrong += miscount != NULL;
	free(miscount);
	/* A body that cannot count has expected events too, but nobody to see them. */
	for (size_t i = 0; cell_counts(c) && i < ARRAY_SIZE(sums); i++)
		*sums[i].sum += results_int(c->record, sums[i].path, &v) ? v : 0;
	if (results_int(c->record, "events.hits", &hits) &&
	    results_int(c->record, "events.hits_expected", &hits_expected)) {
		n->hits += hits;
		n->hits_expected += hits_expected;
	}
}

static void equivalence_row(struct table *t, const struct results *r, const char *kernel,
			    const char *workload, const char *arm)
{
	const s64 *columns[7];
	struct tally n = { 0 };

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		if (cell_measured(c) && !strcmp(c->kernel, kernel) &&
		    !strcmp(c->workload, workload) && !strcmp(c->arm, arm))
			tally_add(&n, c);
	if (!n.cells)
		return;
	memcpy(columns,
	       ((const s64 *[]){ &n.expected, &n.seen, &n.lost, &n.duplicated, &n.hits_expected,
				 &n.hits, NULL }),
	       sizeof(columns));
	table_put(t, "%s", workload);
	table_put(t, "%s", arm_text(arm));
	table_put(t, "%u", n.cells);
	for (const s64 **v = columns; *v; v++)
		table_put(t, "%lld", (long long)**v);
	if (n.wrong)
		table_put(t, "**differs in %u**", n.wrong);
	else
		table_put(t, "equal");
}

struct table *overhead_equivalence(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("equivalence-%s", k->label),
		str_fmt("Events of Linux %s: did both sides see what happened?", k->label),
		results_provenance(r, k),
		"workload,arm,#cells,#events expected,#seen,#lost,#duplicated,"
		"#hits expected,#hits,cell by cell");
	const char **names;
	size_t nr = workload_names(r, k->release, &names);

	for (size_t i = 0; i < nr; i++)
		for (const struct backend *const *b = backends; *b; b++)
			if (strcmp((*b)->name, "none"))
				equivalence_row(t, r, k->release, names[i], (*b)->name);
	free(names);
	return t;
}

/* What a baseline cell says of itself, from its blocks where they are recorded. */
struct base {
	s64 value, ops, empty;
	unsigned int blocks;
	double share, mean;
};

static bool base_read(const struct result_cell *c, struct base *b)
{
	const json_t *m = c ? results_at(c->record, "metrics.base_insn_per_op") : NULL;
	struct block_stats stats;

	*b = (struct base){ 0 };
	if (!m && c)
		m = results_at(c->record, "metrics.insn_per_op");
	if (!results_int(m, "value", &b->value))
		return false;
	results_int(m, "ops", &b->ops);
	results_int(m, "empty", &b->empty);
	if (blocks_read(results_at(m, "blocks"), &stats)) {
		b->blocks = stats.n;
		b->share = (double)stats.at_min / stats.n;
		b->mean = stats.mean;
	}
	results_num(m, "min_share", &b->share);
	results_num(m, "mean", &b->mean);
	return true;
}

struct table *overhead_baseline(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("baseline-%s", k->label),
		str_fmt("What one operation costs with nothing attached: Linux %s", k->label),
		results_provenance(r, k),
		"workload,#insn/op,#net of nop,#ops a block,#blocks,"
		"#blocks at the minimum,#mean (insn/op)");
	const char *kernel = k->release, **names;
	size_t nr = workload_names(r, kernel, &names);
	struct base b, nop;
	bool floor = base_read(cell_at(r, kernel, "nop", "none", "none", "none", "none"), &nop);

	for (size_t i = 0; i < nr; i++) {
		if (!base_read(cell_at(r, kernel, names[i], "none", "none", "none", "none"), &b))
			continue;
		table_put(t, "%s%s", names[i], strcmp(names[i], "nop") ? "" : " (the loop itself)");
		table_put(t, "%lld", (long long)b.value);
		table_put(t, floor && strcmp(names[i], "nop") ? "%lld" : "-",
			  (long long)(b.value - nop.value));
		table_put(t, "%lld", (long long)b.ops);
		table_put(t, "%u", b.blocks);
		table_put(t, "%.0f %%", b.share * 100);
		table_put(t, "%.1f", b.ops ? (b.mean - (double)b.empty) / (double)b.ops : 0.0);
	}
	free(names);
	return t;
}
