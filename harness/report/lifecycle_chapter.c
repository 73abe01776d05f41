// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_chapter - what the report says of `lifecycle`, and in which order.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/lifecycle.h"

/* Between open and close: which pictures the newest kernel has. */
struct lifecycle_pages {
	bool drawn[LIFE_PICTURES];
};

#define OWN(c) ((struct lifecycle_pages *)(c)->own)

static bool lifecycle_on(const struct results *r, const struct result_kernel *k)
{
	struct life_row *rows;
	size_t n = life_rows(r, k->release, NULL, &rows);

	free(rows);
	return n != 0;
}

/* The newest kernel that has lives; nr_kernels if none has. */
static size_t lifecycle_newest(const struct results *r)
{
	for (size_t i = r->nr_kernels; i; i--)
		if (lifecycle_on(r, &r->kernels[i - 1]))
			return i - 1;
	return r->nr_kernels;
}

static char *lifecycle_from(const struct results *r, const struct life_drawing *d, const struct result_kernel *k)
{
	return d->sampled ? life_build_provenance(r, k) : results_provenance_of(r, LIFE_EXPERIMENT, k);
}

static bool lifecycle_draw(struct chapter_run *c, const struct life_drawing *d, const struct result_kernel *k)
{
	char *name = str_fmt("%s-%s", d->stem, k->label), *from = lifecycle_from(c->r, d, k);
	struct bars b = { .name = name };
	bool drawn;

	d->fill(c->r, k, &b);
	drawn = b.nr_rows && bars_draw(c, &b, from);
	bars_free(&b);
	free(from);
	free(name);
	return drawn;
}

static void lifecycle_open(struct chapter_run *c)
{
	struct lifecycle_pages *own = c->own = mem_alloc(1, sizeof(*own));
	size_t newest = lifecycle_newest(c->r);

	for (size_t p = 0; p < LIFE_PICTURES && newest < c->r->nr_kernels; p++)
		own->drawn[p] = lifecycle_draw(c, &life_drawings[p], &c->r->kernels[newest]);
}

static void lifecycle_picture(struct chapter_run *c, struct page *p, size_t at, enum life_picture which)
{
	const struct life_drawing *d = &life_drawings[which];
	const struct result_kernel *k = &c->r->kernels[at];
	char *from;

	if (at != lifecycle_newest(c->r) || !OWN(c)->drawn[which])
		return;
	from = lifecycle_from(c->r, d, k);
	page_picture(p, str_fmt("%s-%s", d->stem, k->label), str_fmt("%s, Linux %s. %s.", d->caption, k->label, from));
	free(from);
}

static void lifecycle_answer(struct chapter_run *c, struct page *p)
{
	size_t at = lifecycle_newest(c->r);

	if (at == c->r->nr_kernels) {
		life_times(c->r, p);
		return;
	}
	page_text(p, "One collector from nothing to nothing. Loading is all that happens before the hook is "
		     "touched, in user space too. What other tasks do meanwhile stands apart below.");
	page_table(p, life_steps(c->r, &c->r->kernels[at], "count"));
	lifecycle_picture(c, p, at, LIFE_PICTURE_LEAD);
	lifecycle_picture(c, p, at, LIFE_PICTURE_STEPS);
}

static void lifecycle_kernel(struct chapter_run *c, struct page *p, size_t at)
{
	const struct result_kernel *k = &c->r->kernels[at];

	page_heading(p, 2, "Life cycle on Linux %s", k->label);
	page_table(p, life_steps(c->r, k, NULL));
	lifecycle_picture(c, p, at, LIFE_PICTURE_COLLECTORS);
	page_table(p, life_others(c->r, k));
	page_table(p, life_calls(c->r, k));
	page_text(p, "A module is attached and detached by the very calls that load and unload it: its steps are "
		     "told apart by the kernel's trace points, and no call is counted twice.");
	page_table(p, life_loading(c->r, k));
	page_text(p, "Parts come from lives in which these functions of the kernel were bracketed by probes: the "
		     "probes' own work is in them, parts may contain one another, and what is left over is the "
		     "rest of the loader and of the kernel.");
	page_table(p, life_held(c->r, k));
	lifecycle_picture(c, p, at, LIFE_PICTURE_HELD);
	page_table(p, life_built(c->r, k));
	page_table(p, life_build_times(c->r, k));
	lifecycle_picture(c, p, at, LIFE_PICTURE_BUILD);
}

static void lifecycle_body(struct chapter_run *c, struct page *p)
{
	for (size_t i = 0; i < c->r->nr_kernels; i++)
		if (lifecycle_on(c->r, &c->r->kernels[i]))
			lifecycle_kernel(c, p, i);
	if (lifecycle_newest(c->r) != c->r->nr_kernels)
		life_times(c->r, p);
}

static char *lifecycle_headline(const struct results *r)
{
	size_t at = lifecycle_newest(r);
	char *text, *markdown;
	struct table *t;

	if (at == r->nr_kernels)
		return str_dup("");
	t = life_steps(r, &r->kernels[at], "count");
	text = table_text(t, &table_markdown);
	markdown = str_fmt("%s\n![Instructions of one life, step by step](plots/lifecycle-%s.svg)\n", text,
			   r->kernels[at].label);
	free(text);
	table_free(t);
	return markdown;
}

static void lifecycle_close(struct chapter_run *c)
{
	free(c->own);
}

static const char lifecycle_limits[] =
	"A life's instructions repeat to about one part in a thousand, not to the instruction: allocators and "
	"lists remember what was there before. The least of seven lives is shown. A scheduler's trace event "
	"is recorded whenever the loader waits, some hundred instructions each. While the CPU idles, "
	"interrupts do a part of what was put off (RCU), and that part is not seen. Waiting itself is no "
	"instruction: how long a grace period takes is not measurable here. Memory is what the kernel "
	"accounts: a module's pages, what is charged for programs and maps, and what the list of virtual areas "
	"grows by, guard pages included; slab objects are not in it, and the pages for JIT-ed code, which all "
	"programs share, appear only when the first program takes them. Build times belong to the host.";

static const char lifecycle_sampled_limits[] =
	"Times are of one boot of one machine, and of lives one after the other: caches and pools are warm, as "
	"the first life of each mechanism is not counted. Elapsed time holds grace periods, whose length depends on what "
	"all other CPUs do. Processor time is the loader's alone: what the kernel finishes later, or in "
	"threads of its own, is not in it. Loading begins in user space: reading the object, and for some "
	"mechanisms parsing the type information of the whole kernel.";

static const char *lifecycle_limits_of(const struct chapter_run *c)
{
	return lifecycle_newest(c->r) == c->r->nr_kernels ? lifecycle_sampled_limits : lifecycle_limits;
}

static const struct chapter_output lifecycle_outputs[] = {
	{ "tables/", "life-elapsed-", OUTPUT_TABLE }, { "tables/", "life-cpu-", OUTPUT_TABLE },
	{ "tables/", "life-", OUTPUT_TABLE },	     { "tables/", "lives-", OUTPUT_TABLE },
	{ "tables/", "life-others-", OUTPUT_TABLE }, { "tables/", "life-calls-", OUTPUT_TABLE },
	{ "tables/", "life-loading-", OUTPUT_TABLE }, { "tables/", "life-held-", OUTPUT_TABLE },
	{ "tables/", "life-built-", OUTPUT_TABLE },   { "tables/", "life-buildtime-", OUTPUT_TABLE },
	{ "plots/", "lifecycle-", OUTPUT_PLOT },      { "plots/", "lifecycle-steps-", OUTPUT_PLOT },
	{ "plots/", "lifecycle-collectors-", OUTPUT_PLOT }, { "plots/", "lifecycle-held-", OUTPUT_PLOT },
	{ "plots/", "lifecycle-build-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_lifecycle = {
	.outputs = lifecycle_outputs,
	.open = lifecycle_open,
	.answer = lifecycle_answer,
	.body = lifecycle_body,
	.limits_of = lifecycle_limits_of,
	.headline = lifecycle_headline,
	.close = lifecycle_close,
};
