// SPDX-License-Identifier: GPL-2.0-only
/*
 * overhead - what a reader sees of `overhead`: equivalence first, then costs by hook and arm.
 */
#include <stdlib.h>
#include <string.h>

#include "report/overhead.h"

struct table *overhead_gates(const struct gate gates[NR_GATES])
{
	struct table *t = table_new(str_dup("gates"), str_dup("Does the method hold in this run?"),
				    str_dup(""), "gate,verdict,rule,found");

	for (size_t i = 0; i < NR_GATES; i++) {
		table_put(t, "%s", gates[i].name);
		table_put(t, "%s", verdict_text(gates[i].verdict));
		table_put(t, "%s", gates[i].rule);
		table_put(t, "%s", gates[i].numbers);
	}
	return t;
}

struct table *overhead_resolution(const struct results *r)
{
	struct table *t =
		table_new(str_dup("resolution"), str_dup("Resolution"),
			  str_dup("Spread of the baseline's block minima over all measured "
				  "cells and repeats. A difference below it is printed as "
				  "`not resolved`."),
			  "kernel,workload,#minima,#boots,#lowest block,#highest block,"
			  "#spread,#ops a block,#resolution (insn/op)");
	const char **names;

	for (size_t k = 0; k < r->nr_kernels; k++) {
		size_t nr = workload_names(r, r->kernels[k].release, &names);

		for (size_t i = 0; i < nr; i++) {
			struct resolution res = resolution_of(r, r->kernels[k].release, names[i]);

			table_put(t, "%s", r->kernels[k].label);
			table_put(t, "%s", names[i]);
			table_put(t, "%u", res.minima);
			table_put(t, "%u", res.boots);
			table_put(t, "%lld", (long long)res.low);
			table_put(t, "%lld", (long long)res.high);
			table_put(t, "%lld", (long long)res.spread);
			table_put(t, "%lld", (long long)res.ops);
			if (res.minima < 2)
				table_put(t, "unknown: one minimum");
			else
				table_put(t, res.spread && res.ops ? "%.4f" : "0",
					  (double)res.spread / (double)(res.ops ? res.ops : 1));
		}
		free(names);
	}
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
	table_put(t, "%s", !strcmp(arm, "kmod") ? "module" : "eBPF");
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

	for (size_t i = 0; i < nr; i++) {
		equivalence_row(t, r, k->release, names[i], "kmod");
		equivalence_row(t, r, k->release, names[i], "ebpf");
	}
	free(names);
	return t;
}

/* "kprobe (ftrace)": three different machineries are called kprobe, so the one used is named. */
static char *mech_text(const struct results *r, const char *kernel, const char *workload,
		       const char *hook, const char *arm, const char *mech)
{
	const struct result_cell *c;
	char *flavour, *text;

	if (!mech)
		return str_dup(cost_state_text(COST_NO_TWIN));
	c = cell_at(r, kernel, workload, hook, "count", arm, mech);
	flavour = results_text(c ? c->record : NULL, "flavour", "");
	text = *flavour && strcmp(flavour, mech) ? str_fmt("%s (%s)", mech, flavour)
						 : str_dup(mech);
	free(flavour);
	return text;
}

static void added_side(struct table *t, const struct results *r, const char *kernel,
		       const char *workload, const struct pair_row *row, const char *arm)
{
	const char *mech = !strcmp(arm, "kmod") ? row->kmod : row->ebpf;

	table_take(t, mech_text(r, kernel, workload, row->hook, arm, mech));
	if (!mech) {
		for (int i = 0; i < 3; i++)
			table_put(t, "-");
		return;
	}
	table_take(t, cost_text(pair_cost(r, kernel, workload, row, arm, "null")));
	table_take(t, cost_text(pair_cost(r, kernel, workload, row, arm, "count")));
	table_take(t, cost_text(pair_body(r, kernel, workload, row, arm)));
}

struct table *overhead_added(const struct results *r, const struct result_kernel *k,
			     const char *workload)
{
	struct table *t = table_new(
		str_fmt("added-%s-%s", k->label, workload),
		str_fmt("Added instructions per event: Linux %s, workload %s", k->label, workload),
		results_provenance(r, k),
		"hook,module,#null,#count,#body,eBPF,#null,#count,#body,"
		"#eBPF/module (count)");
	struct pair_row *rows;
	size_t nr = pair_rows(r, k->release, workload, &rows);

	for (size_t i = 0; i < nr; i++) {
		table_put(t, "%s", rows[i].hook);
		added_side(t, r, k->release, workload, &rows[i], "kmod");
		added_side(t, r, k->release, workload, &rows[i], "ebpf");
		table_take(t,
			   cost_ratio_text(
				   pair_cost(r, k->release, workload, &rows[i], "ebpf", "count"),
				   pair_cost(r, k->release, workload, &rows[i], "kmod", "count")));
	}
	free(rows);
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
