// SPDX-License-Identifier: GPL-2.0-only
/*
 * workloads - what was observed: every workload with its own cost, its events and its resolution; and
 * one line of costs for each, where there are too many for a table of their own.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/overhead.h"

/* What the registry says; a folder may hold workloads of another build. */
static void workload_declared(struct table *t, const char *name)
{
	const struct workload *w = workload_find(name);

	table_put(t, "%s", name);
	table_put(t, "%s", w ? w->summary : "-");
	table_put(t, w && w->func ? "`%s`" : "-", w && w->func ? w->func : "");
	table_put(t, w ? "%u" : "-", w ? w->events[PB_EV_CALL] : 0);
	table_put(t, w ? "%u" : "-", w ? w->events[PB_EV_SYSCALL] : 0);
	if (w && w->tracepoint)
		table_put(t, "`%s`, %u", w->tracepoint, w->events[PB_EV_TRACE]);
	else
		table_put(t, "-");
}

static void workload_measured(struct table *t, const struct results *r, const char *kernel, const char *name)
{
	const struct result_cell *c = cell_at(r, kernel, name, "none", "none", "none", "none");
	struct resolution res = resolution_of(r, kernel, name);
	double per_op = res.ops ? (double)res.block / (double)res.ops : 0;
	s64 base = 0;

	if (c && results_int(c->record, "metrics.base_insn_per_op.value", &base))
		table_put(t, "%lld", (long long)base);
	else
		table_put(t, "-");
	table_put(t, res.minima < 2 ? "unknown" : !res.block ? "exact" : per_op < 10 ? "%.2f" : "%.0f", per_op);
	table_put(t, res.minima < 2 || !base ? "-" : !res.block ? "0" : "%.2f %%",
		  base ? 100 * per_op / (double)base : 0);
}

struct table *overhead_workloads(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("workloads-%s", k->label),
		str_fmt("The workloads: what an operation is, costs alone, and makes of events: Linux %s", k->label),
		results_provenance(r, k),
		"workload,an operation,function that is observed,#its calls,#system calls,own tracepoint and its events,#insn/op alone,"
		"#resolution (insn/op),#of its cost");
	const char **names;
	size_t nr = workload_names(r, k->release, &names);

	for (size_t i = 0; i < nr; i++) {
		workload_declared(t, names[i]);
		workload_measured(t, r, k->release, names[i]);
	}
	free(names);
	return t;
}

struct table *overhead_by_workload(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("by-workload-%s", k->label),
		str_fmt("Instructions that counting one event adds, module / eBPF: Linux %s", k->label),
		results_provenance(r, k), "workload");
	struct pair_row *rows;
	const char **names;
	size_t pairs = pair_rows(r, k->release, NULL, &rows), nr = workload_names(r, k->release, &names);

	for (size_t i = 0; i < pairs; i++) {
		char *head = str_fmt("%s: %s / %s", rows[i].hook, rows[i].kmod ? rows[i].kmod : "-",
				     rows[i].ebpf ? rows[i].ebpf : "-");

		table_column(t, true, head);
		free(head);
	}
	for (size_t w = 0; w < nr; w++) {
		struct side *sides;
		size_t n = side_list(r, k->release, names[w], &sides);

		free(sides);
		if (!n)
			continue;
		table_put(t, "%s", names[w]);
		for (size_t i = 0; i < pairs; i++) {
			char *kmod = rows[i].kmod ? cost_text(pair_cost(r, k->release, names[w], &rows[i],
									"kmod", COST_LEAD)) : str_dup("-");
			char *ebpf = rows[i].ebpf ? cost_text(pair_cost(r, k->release, names[w], &rows[i],
									"ebpf", COST_LEAD)) : str_dup("-");

			if (!strcmp(kmod, ebpf))
				table_put(t, "%s", kmod);
			else
				table_put(t, "%s / %s", kmod, ebpf);
			free(kmod);
			free(ebpf);
		}
	}
	free(names);
	free(rows);
	return t;
}
