// SPDX-License-Identifier: GPL-2.0-only
/*
 * added - the costs by hook and arm: the answer, the comparison of pairs, and every body.
 */
#include <stdlib.h>
#include <string.h>

#include "report/overhead.h"

/*
 * "kprobe (ftrace)": three different machineries are called kprobe, so the one used is named. Any
 * cell of the side may know it.
 */
static char *mech_text(const struct results *r, const char *kernel, const char *workload,
		       const struct side *side)
{
	char *flavour = NULL, *text;

	if (!side->mech)
		return str_dup(cost_state_text(COST_NO_TWIN));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells && !flavour; c++)
		if (cell_measured(c) && !strcmp(c->kernel, kernel) &&
		    !strcmp(c->workload, workload) && !strcmp(c->hook, side->hook) &&
		    !strcmp(c->arm, side->arm) && !strcmp(c->mech, side->mech))
			flavour = results_text(c->record, "flavour", NULL);
	text = flavour && *flavour && strcmp(flavour, side->mech)
		       ? str_fmt("%s (%s)", side->mech, flavour)
		       : str_dup(side->mech);
	free(flavour);
	return text;
}

static void added_side(struct table *t, const struct results *r, const char *kernel,
		       const char *workload, const struct pair_row *row, const char *arm)
{
	const struct side side = pair_side(row, arm);

	table_take(t, mech_text(r, kernel, workload, &side));
	if (!side.mech) {
		for (int i = 0; i < 3; i++)
			table_put(t, "-");
		return;
	}
	table_take(t, cost_text(side_cost(r, kernel, workload, &side, COST_FLOOR)));
	table_take(t, cost_text(side_cost(r, kernel, workload, &side, COST_LEAD)));
	table_take(t, cost_text(side_body(r, kernel, workload, &side, COST_LEAD)));
}

struct table *overhead_added(const struct results *r, const struct result_kernel *k,
			     const char *workload)
{
	static const char heads[] =
		"hook,module,#" COST_FLOOR ",#" COST_LEAD ",#body,eBPF,#" COST_FLOOR ",#" COST_LEAD
		",#body,#eBPF/module (" COST_LEAD ")";
	struct table *t = table_new(
		str_fmt("added-%s-%s", k->label, workload),
		str_fmt("Added instructions per event: Linux %s, workload %s", k->label, workload),
		results_provenance(r, k), heads);
	struct pair_row *rows;
	size_t nr = pair_rows(r, k->release, workload, &rows);

	for (size_t i = 0; i < nr; i++) {
		table_put(t, "%s", rows[i].hook);
		added_side(t, r, k->release, workload, &rows[i], "kmod");
		added_side(t, r, k->release, workload, &rows[i], "ebpf");
		table_take(t, pair_ratio_text(r, k->release, workload, &rows[i]));
	}
	free(rows);
	return t;
}

struct table *overhead_bodies(const struct results *r, const struct result_kernel *k,
			      const char *workload)
{
	struct table *t = table_new(
		str_fmt("bodies-%s-%s", k->label, workload),
		str_fmt("What each body adds to its hook's floor, instructions per event: "
			"Linux %s, workload %s",
			k->label, workload),
		results_provenance(r, k), "hook,arm,mechanism,#" COST_FLOOR);
	const char **bodies;
	struct side *sides;
	size_t nr_bodies = body_names(r, k->release, workload, &bodies);
	size_t nr = side_list(r, k->release, workload, &sides);

	for (size_t b = 0; b < nr_bodies; b++) {
		char *head = str_fmt("+%s", bodies[b]);

		if (strcmp(bodies[b], COST_FLOOR))
			table_column(t, true, head);
		free(head);
	}
	for (size_t i = 0; i < nr; i++) {
		table_put(t, "%s", sides[i].hook);
		table_put(t, "%s", arm_text(sides[i].arm));
		table_take(t, mech_text(r, k->release, workload, &sides[i]));
		table_take(t, cost_text(side_cost(r, k->release, workload, &sides[i], COST_FLOOR)));
		for (size_t b = 0; b < nr_bodies; b++)
			if (strcmp(bodies[b], COST_FLOOR))
				table_take(t, cost_text(side_body(r, k->release, workload,
								  &sides[i], bodies[b])));
	}
	free(sides);
	free(bodies);
	return t;
}

/*
 * The cheapest operation of those with the most numbers, of all bodies: there, the hook is most of what is
 * seen, and what bodies add to it can be shown.
 */
const char *headline_workload(const struct results *r, const struct result_kernel *k)
{
	const char **names, *best = NULL;
	size_t nr = workload_names(r, k->release, &names), most = 0;
	s64 cheapest = 0;

	for (size_t i = 0; i < nr; i++) {
		const struct result_cell *none =
			cell_at(r, k->release, names[i], "none", "none", "none", "none");
		s64 cost = INT64_MAX;
		const char **bodies;
		struct side *sides;
		size_t n = side_list(r, k->release, names[i], &sides), numbers = 0;
		size_t nr_bodies = body_names(r, k->release, names[i], &bodies);

		for (size_t s = 0; s < n * nr_bodies; s++)
			numbers += side_cost(r, k->release, names[i], &sides[s % n], bodies[s / n]).state ==
				   COST_NUMBER;
		free(bodies);
		free(sides);
		results_int(none ? none->record : NULL, "metrics.insn_per_op.value", &cost);
		if (!n || (best && (numbers < most || (numbers == most && cost >= cheapest))))
			continue;
		best = names[i];
		most = numbers;
		cheapest = cost;
	}
	free(names);
	return best;
}

struct table *overhead_answer(const struct results *r, const struct result_kernel *k)
{
	const char *workload = headline_workload(r, k);
	struct table *t = table_new(
		str_dup("answer"),
		str_fmt("Instructions that counting one event adds: Linux %s, workload %s",
			k->label, workload ? workload : "none"),
		results_provenance(r, k),
		"what is observed,module,#instructions,eBPF,#instructions,"
		"#eBPF / module");
	struct pair_row *rows = NULL;
	size_t nr = workload ? pair_rows(r, k->release, workload, &rows) : 0;

	for (size_t i = 0; i < nr; i++) {
		static const char *const arms[] = { "kmod", "ebpf" };

		table_put(t, "%s", rows[i].hook);
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			const struct side side = pair_side(&rows[i], arms[a]);

			table_put(t, "%s", side.mech ? side.mech : "-");
			table_take(t, side.mech ? cost_text(side_cost(r, k->release, workload,
								      &side, COST_LEAD))
						: str_dup("-"));
		}
		table_take(t, pair_ratio_text(r, k->release, workload, &rows[i]));
	}
	free(rows);
	return t;
}
