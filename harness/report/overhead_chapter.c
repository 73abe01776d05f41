// SPDX-License-Identifier: GPL-2.0-only
/*
 * overhead_chapter - what the report says of `overhead`, and in which order.
 *
 * The first screen is for a reader who has one minute: whether the method held, the answer as a table
 * and as a picture. After it the gates come before every number that depends on them, and for each
 * kernel the events before the costs.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report/gates.h"
#include "report/header.h"
#include "report/heat.h"
#include "report/latex.h"
#include "report/overhead.h"
#include "report/plots.h"
#include "report/sampled.h"
#include "report/times.h"

/* Between open and close. */
struct overhead_pages {
	struct gate gates[NR_GATES];
	enum plot_state (*plots)[NR_PLOTS]; /* one row a kernel */
	char *(*heats)[NR_HEATS];	    /* names of the maps, one row a kernel; NULL: none */
	struct times times;		    /* of a folder of sampled cells alone */
	char *times_picture;		    /* stem of its picture; NULL: none */
};

#define OWN(c) ((struct overhead_pages *)(c)->own)

/* The kernel that the first screen is about: the newest. NULL if no cell names one. */
static const struct result_kernel *section_newest(const struct results *r)
{
	return r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
}

/* The costs below are as good as the method: said before the first of them. */
static void section_verdict(struct chapter_run *s, struct page *p)
{
	size_t pass = 0, fail = 0, n[4];

	for (size_t i = 0; i < NR_GATES; i++) {
		pass += OWN(s)->gates[i].verdict == VERDICT_PASS;
		fail += OWN(s)->gates[i].verdict == VERDICT_FAIL;
	}
	header_outcomes(s->r, NULL, n);
	if (fail)
		page_warning(p,
			     "%zu of the method's %d [gates](#gates) failed: do not rely on the "
			     "costs below before that is explained.",
			     fail, NR_GATES);
	page_text(
		p,
		"Instructions, counted one by one, not time. %zu of the method's %d [gates](#gates) "
		"pass%s; %zu of %zu cells are ok%s.",
		pass, NR_GATES, pass + fail < NR_GATES ? ", not all could be checked" : "",
		n[OUTCOME_OK], s->r->nr_cells,
		n[OUTCOME_OK] < s->r->nr_cells ? " ([those that are not](#cells-that-are-not-ok))"
					       : "");
}

static void section_picture(struct chapter_run *s, struct page *p, const struct result_kernel *k,
			    enum plot_kind kind)
{
	enum plot_state state = OWN(s)->plots[k - s->r->kernels][kind];
	const char *stem = plot_stem(kind);
	char *from;

	if (state == PLOT_NOTHING)
		return;
	if (state == PLOT_FAILED) {
		page_text(p,
			  "No picture %s-%s: gnuplot could not draw it; its data are in "
			  "`plots/%s-%s.dat`.",
			  stem, k->label, stem, k->label);
		return;
	}
	from = results_provenance(s->r, k);
	page_picture(p, str_fmt("%s-%s", stem, k->label),
		     str_fmt("%s, Linux %s. %s.", plot_caption(kind), k->label, from));
	free(from);
}

static void section_answer(struct chapter_run *s, struct page *p)
{
	const struct result_kernel *k = section_newest(s->r);

	if (!k)
		return;
	page_table(p, overhead_answer(s->r, k));
	section_picture(s, p, k, PLOT_ANSWER);
}

static void section_gates(struct chapter_run *s, struct page *p)
{
	page_heading(p, 2, "Gates");
	page_table(p, overhead_gates(s->r, OWN(s)->gates));
	for (const struct gate *g = OWN(s)->gates; g < OWN(s)->gates + NR_GATES; g++) {
		if (g->nr_exceptions)
			page_text(p, "Exceptions to %s:", g->name);
		for (size_t i = 0; i < g->nr_exceptions; i++)
			page_item(p, "%s", g->exceptions[i]);
	}
	page_heading(p, 2, "Resolution");
	page_table(p, overhead_resolution(s->r));
	if (!s->r->nr_kernels)
		page_text(p, "none");
}

static void section_heats(struct chapter_run *s, struct page *p, const struct result_kernel *k)
{
	for (int kind = 0; kind < NR_HEATS; kind++) {
		const char *name = OWN(s)->heats[k - s->r->kernels][kind];
		char *from = results_provenance(s->r, k);

		if (name)
			page_picture(p, str_dup(name), str_fmt("%s, Linux %s. %s.",
							       heat_caption((enum heat_kind)kind), k->label, from));
		free(from);
	}
}

static void section_kernel(struct chapter_run *s, struct page *p, const struct result_kernel *k)
{
	const char **names;
	size_t nr = workload_names_deep(s->r, k->release, &names);

	page_heading(p, 2, "Linux %s", k->label);
	page_table(p, overhead_workloads(s->r, k));
	page_table(p, overhead_equivalence(s->r, k));
	section_heats(s, p, k);
	page_table(p, overhead_by_workload(s->r, k));
	for (size_t i = 0; i < nr; i++)
		page_table(p, overhead_added(s->r, k, names[i]));
	if (nr)
		page_text(p, "_" COST_FLOOR "_ is the hook with an empty body, _body_ is " COST_LEAD
			     " - " COST_FLOOR ": what the counter itself costs.");
	section_picture(s, p, k, PLOT_ADDED);
	section_picture(s, p, k, PLOT_RATIO);
	for (size_t i = 0; i < nr; i++)
		page_table(p, overhead_bodies(s->r, k, names[i]));
	section_picture(s, p, k, PLOT_STACK);
	page_table(p, overhead_baseline(s->r, k));
	free(names);
}

static void section_across(struct chapter_run *s, struct page *p)
{
	if (s->r->nr_kernels < 2)
		return;
	page_heading(p, 2, "Across kernels");
	page_table(p, overhead_costs_by_kernel(s->r));
	page_table(p, overhead_ratios_by_kernel(s->r));
}

/* A folder of sampled cells alone: there are no counts, so nothing that is said of counts applies. */
static bool sampled_only(const struct chapter_run *c)
{
	return c->r->nr_sampled && !c->r->nr_cells;
}

static void section_sampled(struct chapter_run *s, struct page *p)
{
	if ((!s->r->nr_sampled || sampled_only(s)) && (!s->beside || !s->beside->nr_sampled))
		return;
	page_heading(p, 2, "Sampled results beside exact ones");
	page_text(p,
		  "A time belongs to the machine that took it. It stands beside the count so that "
		  "they can be compared in order; no number here is made of both.");
	if (!sampled_only(s))
		sampled_fill(s->r, s->r, p);
	if (s->beside)
		sampled_fill(s->r, s->beside, p);
}

static void overhead_open(struct chapter_run *c)
{
	struct overhead_pages *own = c->own = mem_alloc(1, sizeof(*own));

	gates_judge(c->r, own->gates);
	own->plots = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->plots));
	own->heats = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->heats));
	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		int err = plots_build(c->r, &c->r->kernels[i], c->to, own->plots[i]);

		c->drawing = c->drawing ? c->drawing : err;
		for (int kind = 0; kind < NR_HEATS; kind++) {
			char *name = heat_script(c->r, &c->r->kernels[i], (enum heat_kind)kind, c->to);

			if (name && !chapter_draw(c, name)) {
				free(name);
				name = NULL;
			}
			own->heats[i][kind] = name;
		}
	}
	if (!sampled_only(c))
		return;
	own->times = times_of(c->r);
	own->times_picture = times_script(&own->times, c->to);
	if (own->times_picture && !chapter_draw(c, own->times_picture)) {
		free(own->times_picture);
		own->times_picture = NULL;
	}
}

static void overhead_first(struct chapter_run *c, struct page *p)
{
	if (sampled_only(c)) {
		const struct times *t = &OWN(c)->times;
		char *from;

		times_answer(t, p);
		if (!OWN(c)->times_picture)
			return;
		from = times_provenance(t);
		page_picture(p, str_dup(OWN(c)->times_picture),
			     str_fmt("%s, Linux %s. %s.", times_caption, t->release, from));
		free(from);
		return;
	}
	section_verdict(c, p);
	section_answer(c, p);
}

static void overhead_body(struct chapter_run *c, struct page *p)
{
	if (!sampled_only(c)) {
		section_gates(c, p);
		for (size_t i = 0; i < c->r->nr_kernels; i++)
			section_kernel(c, p, &c->r->kernels[i]);
		section_across(c, p);
	} else {
		times_body(&OWN(c)->times, p);
	}
	section_sampled(c, p);
}

static void overhead_files(struct chapter_run *c)
{
	struct table *csv[] = { overhead_csv_cells(c->r), overhead_csv_pairs(c->r) };
	char *numbers = numbers_text(c->r);

	for (size_t i = 0; i < ARRAY_SIZE(csv); i++) {
		table_save(csv[i], &table_csv, c->to);
		table_free(csv[i]);
	}
	output_write(c->to, "tables/numbers.tex", numbers);
	free(numbers);
}

static void overhead_summary(const struct chapter_run *c, json_t *into)
{
	json_t *gates = json_object();

	for (size_t i = 0; i < NR_GATES; i++)
		json_object_set_new(gates, OWN(c)->gates[i].key,
				    json_string(verdict_key(OWN(c)->gates[i].verdict)));
	json_object_set_new(into, "gates", gates);
}

static char *overhead_headline(const struct results *r)
{
	const struct result_kernel *newest = section_newest(r);
	char *text, *markdown;
	struct table *t;

	if (!newest)
		return str_dup("");
	t = overhead_answer(r, newest);
	text = table_text(t, &table_markdown);
	markdown = str_fmt("%s\n![%s](plots/%s-%s.svg)\n", text, plot_caption(PLOT_ANSWER),
			   plot_stem(PLOT_ANSWER), newest->label);
	free(text);
	table_free(t);
	return markdown;
}

static void overhead_close(struct chapter_run *c)
{
	gates_free(OWN(c)->gates);
	times_free(&OWN(c)->times);
	free(OWN(c)->times_picture);
	free(OWN(c)->plots);
	for (size_t i = 0; i < c->r->nr_kernels; i++)
		for (int kind = 0; kind < NR_HEATS; kind++)
			free(OWN(c)->heats[i][kind]);
	free(OWN(c)->heats);
	free(c->own);
}

static const char overhead_limits[] =
	"An exact count ranks work, not time. QEMU's icount retires one instruction a tick: "
	"caches, TLBs, branch prediction, inter-processor interrupts and contention do not "
	"exist here, and an expensive instruction counts as much as a cheap one. `rep`-prefixed "
	"string instructions count one per iteration. The CPU model decides which mitigations "
	"the kernel turns on, and with them how many instructions an indirect call takes: these "
	"numbers belong to the CPU model named above. One virtual CPU ran: what several CPUs "
	"add is not measurable here. Compare figures of other kernels, builds or CPU models in "
	"order and ratio only, never in absolute terms.";

static const char times_limits[] =
	"A time belongs to the machine, its kernel and its configuration: compare figures of machines in "
	"order and ratio only. One CPU ran one thread: contention and scaling are not measured. The "
	"intervals know the loads and blocks of one boot and nothing of other boots. In a virtual machine "
	"the scheduler of its host adds noise that cannot be seen from inside, and never takes any away.";

static const char *overhead_limits_of(const struct chapter_run *c)
{
	return sampled_only(c) ? times_limits : overhead_limits;
}

static const struct chapter_output overhead_outputs[] = {
	{ "tables/", "answer", OUTPUT_TABLE },
	{ "tables/", "gates", OUTPUT_TABLE },
	{ "tables/", "resolution", OUTPUT_TABLE },
	{ "tables/", "equivalence-", OUTPUT_TABLE },
	{ "tables/", "added-", OUTPUT_TABLE },
	{ "tables/", "bodies-", OUTPUT_TABLE },
	{ "tables/", "baseline-", OUTPUT_TABLE },
	{ "tables/", "workloads-", OUTPUT_TABLE },
	{ "tables/", "by-workload-", OUTPUT_TABLE },
	{ "tables/", "sampled-", OUTPUT_TABLE },
	{ "tables/", "times-", OUTPUT_TABLE },
	{ "tables/", "machine-", OUTPUT_TABLE },
	{ "tables/", "skipped-", OUTPUT_TABLE },
	{ "plots/", "times-", OUTPUT_PLOT },
	{ "tables/", "costs-by-kernel", OUTPUT_TABLE },
	{ "tables/", "ratios-by-kernel", OUTPUT_TABLE },
	{ "tables/", "numbers", ".tex " },
	{ "tables/", "overhead", ".csv " },
	{ "tables/", "pairs", ".csv " },
	{ "plots/", "answer-", OUTPUT_PLOT },
	{ "plots/", "added-", OUTPUT_PLOT },
	{ "plots/", "stack-", OUTPUT_PLOT },
	{ "plots/", "ratio-", OUTPUT_PLOT },
	{ "plots/", "heat-", OUTPUT_PLOT },
	{ "plots/", "share-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_overhead = {
	.outputs = overhead_outputs,
	.open = overhead_open,
	.answer = overhead_first,
	.body = overhead_body,
	.limits_of = overhead_limits_of,
	.files = overhead_files,
	.summary = overhead_summary,
	.headline = overhead_headline,
	.close = overhead_close,
};
