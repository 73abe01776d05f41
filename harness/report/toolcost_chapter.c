// SPDX-License-Identifier: GPL-2.0-only
/*
 * toolcost_chapter - what the report says of real tools: what each side of one adds to an operation.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report/cost.h"
#include "tool.h"

#define TOOLCOST_EXPERIMENT "toolcost"

static const struct result_cell *toolcost_cell(const struct results *r, const char *kernel, const char *workload,
					       const char *tool, const char *arm)
{
	char *name = str_fmt(TOOLCOST_EXPERIMENT "/kernel=%s/workload=%s/tool=%s/arm=%s", kernel, workload, tool, arm);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_cells && !found; i++)
		if (!strcmp(r->cells[i].name, name))
			found = &r->cells[i];
	free(name);
	return found;
}

/* Whether @metric of @c is a number that can be told: of one that wavers by more than it is, it cannot. */
static bool toolcost_value(const struct result_cell *c, const char *metric, s64 *value)
{
	char *path = str_fmt("metrics.%s.value", metric), *noise_path = str_fmt("metrics.%s.noise", metric);
	s64 noise = 0;
	bool have = c && c->outcome == OUTCOME_OK && results_int(c->record, path, value);

	results_int(c ? c->record : NULL, noise_path, &noise);
	free(noise_path);
	free(path);
	return have && llabs(*value) >= noise;
}

static void toolcost_put(struct table *t, const struct result_cell *c, const char *metric)
{
	s64 value;

	if (toolcost_value(c, metric, &value))
		table_put(t, "%lld", (long long)value);
	else
		table_put(t, "%s", !c ? "-" : c->outcome == OUTCOME_OK ? "not resolved" : outcome_name(c->outcome));
}

static struct table *toolcost_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("toolcost-%s", k->label),
				    str_fmt("Instructions that a tool adds to an operation: Linux %s", k->label),
				    results_provenance_of(r, TOOLCOST_EXPERIMENT, k),
				    "tool,workload,#alone,#module,#eBPF,#eBPF / module");

	for (const struct tool *const *tool = tools; *tool; tool++)
		for (const char *const *w = (*tool)->costs; w && *w; w++) {
			const struct result_cell *kmod = toolcost_cell(r, k->release, *w, (*tool)->name, "kmod");
			const struct result_cell *ebpf = toolcost_cell(r, k->release, *w, (*tool)->name, "ebpf");
			s64 a, b;

			if (!kmod && !ebpf)
				continue;
			table_put(t, "`%s`", (*tool)->name);
			table_put(t, "`%s`", *w);
			toolcost_put(t, kmod ? kmod : ebpf, "base_insn_per_op");
			toolcost_put(t, kmod, "added_insn_per_op");
			toolcost_put(t, ebpf, "added_insn_per_op");
			/* Of next to nothing there is no ratio. */
			if (toolcost_value(kmod, "added_insn_per_op", &a) && toolcost_value(ebpf, "added_insn_per_op", &b) &&
			    a > 10 && b > 10)
				table_put(t, "%.2f", (double)b / (double)a);
			else
				table_put(t, "-");
		}
	return t;
}

static void toolcost_answer(struct chapter_run *c, struct page *p)
{
	for (size_t k = c->r->nr_kernels; k--;)
		page_table(p, toolcost_table(c->r, &c->r->kernels[k]));
	page_text(p, "The tool watches the whole machine, and the workload is what it sees. Its channel is emptied between blocks, outside "
		     "of the figures; every event was told of.");
}

static const struct chapter_output toolcost_outputs[] = {
	{ "tables/", "toolcost-", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_toolcost = {
	.outputs = toolcost_outputs,
	.answer = toolcost_answer,
	.limits = "What the reader of a tool does with a line is not in these figures, and neither is what waking it costs. A workload that "
		  "wavers by more than a tool adds has no figure.",
};
