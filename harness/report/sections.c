// SPDX-License-Identifier: GPL-2.0-only
/*
 * sections - the order of the report.
 *
 * The first screen is for a reader who has one minute: the question, whether the method held, the
 * answer as a table and as a picture. After it the gates come before every number that depends on
 * them, and for each kernel the events before the costs. Everything that did not work is listed, in
 * its own words.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/header.h"
#include "report/markup.h"
#include "report/overhead.h"
#include "report/sampled.h"
#include "report/sections.h"

/* The kernel that the first screen is about: the newest. NULL if no cell names one. */
static const struct result_kernel *section_newest(const struct results *r)
{
	return r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
}

/* The costs below are as good as the method: said before the first of them. */
static void section_verdict(const struct sections *s, struct page *p)
{
	size_t pass = 0, fail = 0, n[4];

	for (size_t i = 0; i < NR_GATES; i++) {
		pass += s->gates[i].verdict == VERDICT_PASS;
		fail += s->gates[i].verdict == VERDICT_FAIL;
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

static void section_picture(const struct sections *s, struct page *p, const struct result_kernel *k,
			    enum plot_kind kind)
{
	enum plot_state state = s->plots[k - s->r->kernels][kind];
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

static void section_answer(const struct sections *s, struct page *p)
{
	const struct result_kernel *k = section_newest(s->r);

	if (!k)
		return;
	page_table(p, overhead_answer(s->r, k));
	section_picture(s, p, k, PLOT_ANSWER);
}

static void section_gates(const struct sections *s, struct page *p)
{
	page_heading(p, 2, "Gates");
	page_table(p, overhead_gates(s->r, s->gates));
	for (const struct gate *g = s->gates; g < s->gates + NR_GATES; g++) {
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

static void section_kernel(const struct sections *s, struct page *p, const struct result_kernel *k)
{
	const char **names;
	size_t nr = workload_names(s->r, k->release, &names);

	page_heading(p, 2, "Linux %s", k->label);
	page_table(p, overhead_equivalence(s->r, k));
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

static void section_across(const struct sections *s, struct page *p)
{
	if (s->r->nr_kernels < 2)
		return;
	page_heading(p, 2, "Across kernels");
	page_table(p, overhead_costs_by_kernel(s->r));
	page_table(p, overhead_ratios_by_kernel(s->r));
}

static void section_sampled(const struct sections *s, struct page *p)
{
	if (!s->r->nr_sampled && (!s->beside || !s->beside->nr_sampled))
		return;
	page_heading(p, 2, "Sampled results beside exact ones");
	page_text(p,
		  "A time belongs to the machine that took it. It stands beside the count so that "
		  "they can be compared in order; no number here is made of both.");
	sampled_fill(s->r, s->r, p);
	if (s->beside)
		sampled_fill(s->r, s->beside, p);
}

/* A reason as recorded, line by line under the name of its cell. */
static size_t section_reasons(struct page *p, const struct result_cell *cells, size_t nr)
{
	size_t n = 0;

	for (const struct result_cell *c = cells; c < cells + nr; c++) {
		char *reason;

		if (c->outcome == OUTCOME_OK)
			continue;
		reason = str_replace(*c->reason ? c->reason : "(no reason recorded)", "\n",
				     "\n        ");
		page_verbatim(p, str_fmt("%-6s  %s\n        %s", outcome_name(c->outcome), c->name,
					 reason));
		free(reason);
		n++;
	}
	return n;
}

static void section_not_ok(const struct sections *s, struct page *p)
{
	size_t n;

	page_heading(p, 2, "Cells that are not ok");
	n = section_reasons(p, s->r->cells, s->r->nr_cells);
	n += section_reasons(p, s->r->sampled, s->r->nr_sampled);
	if (!n)
		page_text(p, "none");
}

static void section_repeat(char **item, const json_t *repeat)
{
	static const char *const keys[][2] = { { "boot", "boot" },
					       { " baseline", "base_min" },
					       { ", with collector", "min" },
					       { ", difference", "delta" } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char *value = results_text(repeat, keys[i][1], "?");

		text_add(item, "%s %s", keys[i][0], value);
		free(value);
	}
}

static void section_repeats(const struct results *r, struct page *p)
{
	size_t n = 0;

	page_heading(p, 2, "Cells whose repeats differ");
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const json_t *repeats = results_at(c->record, "repeats"), *rep;
		char *item;
		size_t i;

		if (!cell_measured(c) || !json_is_false(results_at(c->record, "repeats_agree")))
			continue;
		n++;
		item = str_fmt("`%s`: ", c->name);
		json_array_foreach((json_t *)repeats, i, rep)
		{
			text_add(&item, "%s", i ? "; " : "");
			section_repeat(&item, rep);
		}
		page_item(p, "%s", item);
		free(item);
	}
	if (!n)
		page_text(p, "none");
}

static const char section_limits[] =
	"An exact count ranks work, not time. QEMU's icount retires one instruction a tick: "
	"caches, TLBs, branch prediction, inter-processor interrupts and contention do not "
	"exist here, and an expensive instruction counts as much as a cheap one. `rep`-prefixed "
	"string instructions count one per iteration. The CPU model decides which mitigations "
	"the kernel turns on, and with them how many instructions an indirect call takes: these "
	"numbers belong to the CPU model named above. One virtual CPU ran: what several CPUs "
	"add is not measurable here. Compare figures of other kernels, builds or CPU models in "
	"order and ratio only, never in absolute terms.";

static char *section_title(const struct results *r, const char *question)
{
	char *title = str_dup(question);

	for (size_t i = 0; i < r->nr_kernels; i++)
		text_add(&title, "%s%s", i ? ", " : " Linux ", r->kernels[i].label);
	return title;
}

/* A folder of sampled cells alone: there are no counts, so nothing that is said of counts applies. */
static void sections_sampled_only(const struct sections *s, struct page *p)
{
	page_text(p, "Times, sampled on one machine, not counts: no exact cell is in this folder.");
	page_heading(p, 2, "The run");
	header_fill(s->r, p);
	section_sampled(s, p);
	section_not_ok(s, p);
}

void sections_fill(const struct sections *s, struct page *p)
{
	const struct experiment *e = experiment_find(COST_EXPERIMENT);
	const char *question = e ? e->question : COST_EXPERIMENT;

	p->dir = s->r->dir;
	p->title = section_title(s->r, question);
	page_heading(p, 1, "%s", question);
	if (s->r->nr_sampled && !s->r->nr_cells) {
		sections_sampled_only(s, p);
		return;
	}
	section_verdict(s, p);
	section_answer(s, p);
	page_heading(p, 2, "The run");
	header_fill(s->r, p);
	section_gates(s, p);
	for (size_t i = 0; i < s->r->nr_kernels; i++)
		section_kernel(s, p, &s->r->kernels[i]);
	section_across(s, p);
	section_sampled(s, p);
	section_not_ok(s, p);
	section_repeats(s->r, p);
	page_heading(p, 2, "Limits");
	page_text(p, "%s", section_limits);
}
