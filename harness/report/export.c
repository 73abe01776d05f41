// SPDX-License-Identifier: GPL-2.0-only
/*
 * export - the flat tables for other programs: one row a cell, one row a pair and body.
 *
 * A column that holds numbers holds nothing else but the words `not resolved`; why a number is
 * missing stands in the columns outcome, reason and state. Raw integers (delta, events) stay
 * available even where the derived number is withheld: they are the evidence for withholding it.
 */
#include <stdlib.h>
#include <string.h>

#include "report/overhead.h"

/* The number, "not resolved" (an empty field would look like no data), or nothing. */
static char *csv_cost(struct cost c)
{
	if (c.state == COST_NUMBER || c.state == COST_UNRESOLVED)
		return cost_text(c);
	return str_dup("");
}

static const char *csv_resolved(const struct results *r, const struct result_cell *c,
				struct cost cost)
{
	struct resolution res;
	s64 delta, ops = 0;

	if (cost.state == COST_NUMBER || cost.state == COST_UNRESOLVED)
		return cost.state == COST_NUMBER ? "yes" : "no";
	if (!cell_measured(c) || !results_int(c->record, "metrics.added_insn_per_op.delta", &delta))
		return "";
	results_int(c->record, "metrics.insn_per_op.ops", &ops);
	res = resolution_of(r, c->kernel, c->workload);
	return resolution_sees(&res, delta, ops) ? "yes" : "no";
}

static void csv_cell(struct table *t, const struct results *r, const struct result_cell *c)
{
	static const char *const from_record[] = { "metrics.base_insn_per_op.value",
						   "metrics.insn_per_op.value" };
	static const char *const counted[] = { "events.expected", "events.seen",
					       "events.lost",	  "events.duplicated",
					       "events.hits",	  "events.hits_expected" };
	static const char *const identity[] = { "profile", "accel", "cpu" };
	const char *const parts[] = { c->name,	    c->kernel, c->workload, c->hook,
				      c->collector, c->arm,    c->mech };
	bool none = !strcmp(c->arm, "none");
	struct cost cost = cost_of(r, c);

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		table_put(t, "%s", parts[i]);
	table_take(t, results_text(c->record, "flavour", ""));
	table_put(t, "%s", outcome_name(c->outcome));
	table_put(t, "%s", c->reason);
	for (size_t i = 0; i < ARRAY_SIZE(from_record); i++)
		table_take(t, results_text(c->record, from_record[i], ""));
	table_take(t, csv_cost(cost));
	table_take(t, results_text(c->record,
				   none ? "metrics.added_insn_per_op.delta"
					: "metrics.added_insn_per_event.delta",
				   ""));
	table_take(t, results_text(c->record, "metrics.added_insn_per_event.events", ""));
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++)
		table_take(t, results_text(c->record, counted[i], ""));
	table_put(t, "%s", csv_resolved(r, c, cost));
	table_take(t, results_text(c->record, "metrics.insn_per_op.ops", ""));
	table_take(t, results_text(c->record, "metrics.linearity_insn.value", ""));
	table_take(t, results_text(c->record, "repeats_agree", ""));
	table_take(t, results_text(c->record, "metrics.insn_per_op.class", ""));
	for (size_t i = 0; i < ARRAY_SIZE(identity); i++)
		table_take(t, results_text(c->record, identity[i], ""));
}

struct table *overhead_csv_cells(const struct results *r)
{
	struct table *t =
		table_new(str_dup("overhead"), str_dup(""), str_dup(""),
			  "cell,kernel,workload,hook,collector,arm,mech,flavour,outcome,reason,"
			  "base_insn_per_op,insn_per_op,added_insn_per_event,delta,delta_events,"
			  "events_expected,events_seen,events_lost,events_duplicated,hits,"
			  "hits_expected,resolved,ops,linearity_insn,repeats_agree,class,"
			  "profile,accel,cpu");

	for (size_t i = 0; i < r->nr_cells; i++)
		if (!strcmp(r->cells[i].experiment, COST_EXPERIMENT))
			csv_cell(t, r, &r->cells[i]);
	return t;
}

static void csv_side(struct table *t, struct cost c)
{
	bool raw = c.state == COST_NUMBER || c.state == COST_UNRESOLVED;

	table_put(t, "%s", cost_state_text(c.state));
	table_take(t, csv_cost(c));
	table_take(t, raw ? str_fmt("%lld", (long long)c.delta) : str_dup(""));
	table_take(t, raw ? str_fmt("%lld", (long long)c.events) : str_dup(""));
}

/* One body of one row, as measured or net of the floor. */
static void csv_pair(struct table *t, const struct results *r, const struct result_kernel *k,
		     const char *workload, const struct pair_row *row, const char *body, bool net)
{
	struct cost (*cost)(const struct results *, const char *, const char *,
			    const struct pair_row *, const char *, const char *) =
		net ? pair_body : pair_cost;
	struct cost kmod = cost(r, k->release, workload, row, "kmod", body);
	struct cost ebpf = cost(r, k->release, workload, row, "ebpf", body);
	double ratio;

	table_put(t, "%s", k->release);
	table_put(t, "%s", k->series);
	table_put(t, "%s", workload);
	table_put(t, "%s", row->hook);
	table_put(t, "%s%s", body, net ? "-" COST_FLOOR : "");
	table_put(t, "%s", row->kmod ? row->kmod : "");
	table_put(t, "%s", row->ebpf ? row->ebpf : "");
	csv_side(t, kmod);
	csv_side(t, ebpf);
	table_take(t, cost_ratio(ebpf, kmod, &ratio) ? str_fmt("%.4f", ratio) : str_dup(""));
}

static void csv_workload(struct table *t, const struct results *r, const struct result_kernel *k,
			 const char *workload)
{
	struct pair_row *rows;
	const char **bodies;
	size_t n = pair_rows(r, k->release, workload, &rows);
	size_t nr_bodies = body_names(r, k->release, workload, &bodies);

	for (size_t i = 0; i < n; i++) {
		for (size_t b = 0; b < nr_bodies; b++)
			csv_pair(t, r, k, workload, &rows[i], bodies[b], false);
		for (size_t b = 0; b < nr_bodies; b++)
			if (strcmp(bodies[b], COST_FLOOR))
				csv_pair(t, r, k, workload, &rows[i], bodies[b], true);
	}
	free(bodies);
	free(rows);
}

struct table *overhead_csv_pairs(const struct results *r)
{
	struct table *t =
		table_new(str_dup("pairs"), str_dup(""), str_dup(""),
			  "kernel,series,workload,hook,collector,module_mech,ebpf_mech,"
			  "module_state,module_added_insn_per_event,module_delta,module_events,"
			  "ebpf_state,ebpf_added_insn_per_event,ebpf_delta,ebpf_events,ratio");

	for (size_t k = 0; k < r->nr_kernels; k++) {
		const char **names;
		size_t nr = workload_names(r, r->kernels[k].release, &names);

		for (size_t w = 0; w < nr; w++)
			csv_workload(t, r, &r->kernels[k], names[w]);
		free(names);
	}
	return t;
}
