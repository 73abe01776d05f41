// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_chapter - what the report says of `anatomy`, and in which order.
 *
 * First the layers of the lead collector on the newest kernel, as table and picture. Then, for each
 * kernel, every group's layers and the functions behind them; the handlers instruction by
 * instruction; what changed between kernels; and how well traces and measurements agree.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/anatomy.h"
#include "report/chapter.h"

#define OWN(c) ((struct events *)(c)->own)

/* The group that the first screen shows of @k: the lead collector on the cheapest workload, if traced. */
static const struct event *lead_of(const struct events *e, const struct result_kernel *k)
{
	const struct event *any = NULL;

	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];

		if (at->kernel != k || event_is_base(at))
			continue;
		if (!strcmp(at->cell->workload, EVENT_WORKLOAD) &&
		    !strcmp(at->cell->collector, EVENT_COLLECTOR))
			return at;
		any = any ? any : at;
	}
	return any;
}

static const struct result_kernel *newest_of(const struct events *e)
{
	return e->n ? e->v[e->n - 1].kernel : NULL;
}

/* Is @i the first event of its group? */
static bool group_begins(const struct events *e, size_t i)
{
	return !event_is_base(&e->v[i]) && (!i || !event_same_group(&e->v[i - 1], &e->v[i]));
}

static char *layers_stem(const struct event *group)
{
	return str_fmt("layers-%s-%s-%s", group->kernel->label, group->cell->workload,
		       group->cell->collector);
}

static char *flame_stem(const struct event *e)
{
	char *stem = event_stem(e), *flame = str_fmt("flame-%s", stem);

	free(stem);
	return flame;
}

/* A picture of each event of the first screen; `anatomy --pictures` draws any other. */
static bool has_flame(const struct events *e, const struct event *at)
{
	const struct event *lead = lead_of(e, at->kernel);

	return lead && at->kernel == newest_of(e) && (event_same_group(at, lead) || at == event_base(e, lead));
}

static void anatomy_open(struct chapter_run *c)
{
	struct events *e = c->own = mem_alloc(1, sizeof(*e));

	events_load(e, c->r);
	for (size_t i = 0; i < e->n; i++) {
		char *stem, *name, *svg;

		if (&e->v[i] == lead_of(e, e->v[i].kernel)) {
			stem = layers_stem(&e->v[i]);
			if (!anatomy_plot(e, &e->v[i], stem, c->to))
				chapter_draw(c, stem);
			free(stem);
		}
		if (!has_flame(e, &e->v[i]))
			continue;
		stem = flame_stem(&e->v[i]);
		name = str_fmt("plots/%s.svg", stem);
		svg = anatomy_flame(&e->v[i], event_base(e, &e->v[i]));
		output_write(c->to, name, svg);
		free(svg);
		free(name);
		free(stem);
	}
}

static void page_layers_picture(struct chapter_run *c, struct page *p, const struct event *lead)
{
	char *from = event_provenance(OWN(c), lead->kernel);

	if (!c->drawing)
		page_picture(p, layers_stem(lead),
			     str_fmt("What a collector adds to one operation, by layer: Linux %s, workload %s, "
				     "collector %s. %s.", lead->kernel->label, lead->cell->workload,
				     lead->cell->collector, from));
	free(from);
}

static void anatomy_answer(struct chapter_run *c, struct page *p)
{
	const struct events *e = OWN(c);
	const struct result_kernel *k = newest_of(e);
	const struct event *lead = k ? lead_of(e, k) : NULL;

	page_text(p, "One operation of a workload was executed instruction by instruction, with a collector "
		     "attached and without. Each instruction belongs to a function, and each function to a "
		     "layer. %zu events were traced; each trace agrees with the measured cost of the same "
		     "attachment within 1 %%, or its cell is broken.", e->n);
	if (!lead)
		return;
	page_table(p, anatomy_layers_table(e, lead, NULL));
	page_layers_picture(c, p, lead);
}

static void page_kernel(struct chapter_run *c, struct page *p, const struct result_kernel *k)
{
	const struct events *e = OWN(c);
	const struct event *lead = lead_of(e, k);
	bool any = false;

	for (size_t i = 0; i < e->n; i++) {
		/* The first screen has that of the lead collector. */
		if (e->v[i].kernel != k || !group_begins(e, i) ||
		    (k == newest_of(e) && event_same_group(&e->v[i], lead)))
			continue;
		if (!any)
			page_heading(p, 2, "Layers on Linux %s", k->label);
		any = true;
		page_table(p, anatomy_layers_table(e, &e->v[i], NULL));
	}
	if (!lead)
		return;
	if (k != newest_of(e))
		page_layers_picture(c, p, lead);
	page_heading(p, 2, "Functions on Linux %s", k->label);
	for (const struct hook *h = hooks; h->name; h++)
		page_table(p, anatomy_functions(e, lead, h->name));
}

/* Events as pictures: two of them on the page, the others by their file's name. */
static void page_flames(struct chapter_run *c, struct page *p)
{
	const struct events *e = OWN(c);

	page_heading(p, 2, "One event as a picture");
	page_text(p, "Execution goes to the right and calls go down; a box is as wide as the instructions that "
		     "ran inside it. In a browser, rest the pointer on a box to see its numbers. "
		     "`probebench anatomy DIR --pictures FOLDER` draws those of other kernels and collectors.");
	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];
		char *stem = flame_stem(at), *title = event_title(at);

		if (has_flame(e, at) && !strcmp(at->cell->hook, "kprobe"))
			page_picture(p, str_dup(stem), str_fmt("One %s with %s, Linux %s", at->cell->workload,
							       title, at->kernel->label));
		free(stem);
		free(title);
	}
	for (size_t i = 0; i < e->n; i++) {
		char *stem = flame_stem(&e->v[i]), *title = event_title(&e->v[i]);

		if (has_flame(e, &e->v[i]))
			page_item(p, "Linux %s, %s: `plots/%s.svg`", e->v[i].kernel->label, title, stem);
		free(stem);
		free(title);
	}
}

/* The handler of the lead collector, once for each arm: it is the same at every hook. */
static void page_code(struct chapter_run *c, struct page *p)
{
	const struct events *e = OWN(c);
	const char *last = "";

	page_heading(p, 2, "The handlers, instruction by instruction");
	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i], *lead = lead_of(e, at->kernel);

		if (at->kernel != newest_of(e) || !event_same_group(at, lead) ||
		    strcmp(at->cell->hook, lead->cell->hook) || !strcmp(last, at->cell->arm))
			continue;
		last = at->cell->arm;
		page_table(p, anatomy_instructions(at));
	}
}

static void page_across(struct chapter_run *c, struct page *p)
{
	const struct events *e = OWN(c);
	const struct event *lead = e->n ? lead_of(e, newest_of(e)) : NULL;

	if (!lead || e->v[0].kernel == newest_of(e))
		return;
	page_heading(p, 2, "Layers across kernels");
	page_table(p, anatomy_by_kernel(e, lead->cell->workload, lead->cell->collector));
}

static void anatomy_body(struct chapter_run *c, struct page *p)
{
	const struct events *e = OWN(c);

	for (size_t i = 0; i < e->n; i++)
		if (!i || e->v[i].kernel != e->v[i - 1].kernel)
			page_kernel(c, p, e->v[i].kernel);
	if (!e->n)
		return;
	page_flames(c, p);
	page_code(c, p);
	page_across(c, p);
	page_heading(p, 2, "Traced beside measured");
	page_table(p, anatomy_agreement(e));
}

static void anatomy_files(struct chapter_run *c)
{
	struct table *t = anatomy_csv(OWN(c));

	table_save(t, &table_csv, c->to);
	table_free(t);
}

static void anatomy_summary(const struct chapter_run *c, json_t *into)
{
	json_object_set_new(into, "traced", json_integer((json_int_t)OWN(c)->n));
}

/* One side of the group of @lead at its first hook. */
static const struct event *lead_side(const struct events *e, const struct event *lead, const char *arm)
{
	for (size_t i = 0; i < e->n; i++)
		if (event_same_group(&e->v[i], lead) && !strcmp(e->v[i].cell->hook, lead->cell->hook) &&
		    !strcmp(e->v[i].cell->arm, arm))
			return &e->v[i];
	return NULL;
}

static char *anatomy_sentence(const struct events *e, const struct event *lead)
{
	const struct event *base = event_base(e, lead), *ebpf = lead_side(e, lead, "ebpf"),
			   *kmod = lead_side(e, lead, "kmod");

	if (!base || !ebpf || !kmod)
		return str_dup("");
	return str_fmt("Of the %lld instructions that an eBPF %s adds to a %s on Linux %s, %lld are the program and "
		       "its helpers. %lld find out that it is attached; a module's %s needs %lld for that and %lld "
		       "for its handler. The other %lld stand between hook and program.\n\n",
		       (long long)event_added(ebpf, base, NR_LAYERS), ebpf->cell->mech, ebpf->cell->workload,
		       ebpf->kernel->label,
		       (long long)(event_added(ebpf, base, LAYER_BODY) + event_added(ebpf, base, LAYER_HELPERS)),
		       (long long)event_added(ebpf, base, LAYER_HOOK), kmod->cell->mech,
		       (long long)event_added(kmod, base, LAYER_HOOK),
		       (long long)(event_added(kmod, base, LAYER_BODY) + event_added(kmod, base, LAYER_HELPERS)),
		       (long long)(event_added(ebpf, base, NR_LAYERS) - event_added(ebpf, base, LAYER_HOOK) -
				   event_added(ebpf, base, LAYER_BODY) - event_added(ebpf, base, LAYER_HELPERS)));
}

static char *anatomy_headline(const struct results *r)
{
	const struct event *lead;
	char *text = NULL, *stem;
	struct events e;

	events_load(&e, r);
	lead = e.n ? lead_of(&e, newest_of(&e)) : NULL;
	if (lead) {
		text = anatomy_sentence(&e, lead);
		stem = layers_stem(lead);
		text_add(&text, "![Added instructions by layer, hook and arm](plots/%s.svg)\n", stem);
		free(stem);
	}
	events_free(&e);
	return text ? text : str_dup("");
}

static void anatomy_close(struct chapter_run *c)
{
	events_free(c->own);
	free(c->own);
}

static const char anatomy_limits[] =
	"A trace is one event, after a warm-up, with interrupts and timers masked: it shows what is always "
	"executed, not what happens now and then. Instructions are counted, not time. The layers are a "
	"reading of function names (`harness/anatomy/layers.c`); a function that the table does not know is "
	"_unclassified_ and shown as such. `do_syscall_64` is counted as kernel entry although it also does "
	"part of the return.";

static const struct chapter_output anatomy_outputs[] = {
	{ "tables/", "layers-", OUTPUT_TABLE },
	{ "tables/", "layers-by-kernel*", OUTPUT_TABLE },
	{ "tables/", "functions-", OUTPUT_TABLE },
	{ "tables/", "code-", OUTPUT_TABLE },
	{ "tables/", "agreement", OUTPUT_TABLE },
	{ "tables/", "anatomy-functions", ".csv " },
	{ "plots/", "layers-", OUTPUT_PLOT },
	{ "plots/", "flame-", ".svg " },
	{ .folder = NULL },
};

const struct chapter chapter_anatomy = {
	.outputs = anatomy_outputs,
	.open = anatomy_open,
	.answer = anatomy_answer,
	.body = anatomy_body,
	.limits = anatomy_limits,
	.files = anatomy_files,
	.summary = anatomy_summary,
	.headline = anatomy_headline,
	.close = anatomy_close,
};
