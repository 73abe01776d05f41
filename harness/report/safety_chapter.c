// SPDX-License-Identifier: GPL-2.0-only
/*
 * safety_chapter - what the report says of `safety`: counts and a map first, then a section a class.
 *
 * What eBPF does not stop stands on the first screen, as large as what it stops.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report/faults.h"

/* Between open and close: which kernels have a picture. */
struct safety_pages {
	bool *drawn;
};

#define OWN(c) ((struct safety_pages *)(c)->own)

static void safety_open(struct chapter_run *c)
{
	struct safety_pages *own = c->own = mem_alloc(1, sizeof(*own));

	own->drawn = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->drawn));
	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		char *name = str_fmt("faults-%s", c->r->kernels[i].label);

		own->drawn[i] =
			!faults_map(c->r, &c->r->kernels[i], c->to) && chapter_draw(c, name);
		free(name);
	}
}

static const struct result_kernel *safety_newest(const struct results *r)
{
	return r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
}

static void safety_picture(struct chapter_run *c, struct page *p, size_t kernel)
{
	const struct result_kernel *k = &c->r->kernels[kernel];
	char *from = faults_provenance(c->r, k);

	if (OWN(c)->drawn[kernel])
		page_picture(
			p, str_fmt("faults-%s", k->label),
			str_fmt("Outcome of each mistake, Linux %s; darker is worse, the letters say the same. %s.",
				k->label, from));
	free(from);
}

static void safety_answer(struct chapter_run *c, struct page *p)
{
	const struct result_kernel *k = safety_newest(c->r);
	size_t n[4] = { 0 };
	char *not_stopped, *save, *line;

	if (!k)
		return;
	for (size_t i = 0; i < c->r->nr_cells; i++)
		if (!strcmp(c->r->cells[i].experiment, "safety"))
			n[c->r->cells[i].outcome]++;
	if (n[OUTCOME_BROKEN])
		page_warning(p, "%zu cells are broken: the harness could not try them.",
			     n[OUTCOME_BROKEN]);
	page_text(
		p,
		"Each mistake was written twice and tried in a virtual machine that was then thrown away. %zu "
		"cells ended as their descriptors expect, %zu did not, %zu could not be tried.",
		n[OUTCOME_OK], n[OUTCOME_FAIL], n[OUTCOME_SKIP] + n[OUTCOME_BROKEN]);
	page_table(p, faults_table_counts(c->r, k));
	not_stopped = faults_not_stopped(c->r, k);
	if (*not_stopped)
		page_text(p, "**What eBPF does not stop on Linux %s:**", k->label);
	for (line = strtok_r(not_stopped, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		page_item(p, "%s", line + strlen("* "));
	free(not_stopped);
	safety_picture(c, p, c->r->nr_kernels - 1);
}

static bool safety_has_class(const struct results *r, enum fault_class cls)
{
	size_t n;
	const struct fault **seen = faults_seen(r, &n);
	bool has = false;

	for (size_t i = 0; i < n; i++)
		has |= seen[i]->cls == cls;
	free(seen);
	return has;
}

static void safety_body(struct chapter_run *c, struct page *p)
{
	const struct results *r = c->r;

	page_heading(p, 2, "Mistakes and outcomes");
	page_text(
		p,
		"_stock_ is the kernel as Debian boots it; _detect_ has red zones and poison around every "
		"object (slub_debug), KFENCE where the kernel has it, and watchdogs that bark after seconds. † "
		"means that the machine did not recover without a reboot.");
	page_table(p, faults_table_key());
	for (size_t k = 0; k + 1 < r->nr_kernels; k++) {
		page_table(p, faults_table_counts(r, &r->kernels[k]));
		safety_picture(c, p, k);
	}
	for (int cls = 0; cls < NR_FAULT_CLASSES; cls++) {
		if (!safety_has_class(r, (enum fault_class)cls))
			continue;
		page_heading(p, 2, "%s", fault_classes[cls].title);
		for (size_t k = 0; k < r->nr_kernels; k++) {
			char *sentence =
				faults_conclusion(r, &r->kernels[k], (enum fault_class)cls);

			if (*sentence)
				page_text(p, "%s", sentence);
			free(sentence);
		}
		page_table(p, faults_table_class(r, (enum fault_class)cls));
		page_text(p, "All that was seen, stage by stage, who noticed, and why: `classes/%s.md`.",
			  fault_classes[cls].name);
	}
	page_heading(p, 2, "Before it runs");
	page_text(p, "Modules are built by the kernel's own build system with -Wall -Wextra%s, programs with "
		     "-Wall -Wextra. An empty field: nobody warned.",
		  json_object_get(r->host, "sparse") ? " and sparse" : "; sparse is not installed");
	for (size_t k = 0; k < r->nr_kernels; k++)
		page_table(p, faults_table_load(r, &r->kernels[k]));
	if (r->nr_kernels > 1) {
		page_heading(p, 2, "Between kernels");
		page_table(p, faults_table_differs(r));
	}
	page_heading(p, 2, "Who noticed");
	page_table(p, faults_table_detectors(r));
	page_heading(p, 2, "How long it takes");
	page_table(p, faults_table_time(r));
}

static void safety_files(struct chapter_run *c)
{
	struct table *csv = faults_csv(c->r);

	table_save(csv, &table_csv, c->to);
	table_free(csv);
	for (int cls = 0; cls < NR_FAULT_CLASSES; cls++)
		if (safety_has_class(c->r, (enum fault_class)cls))
			faults_page(c->r, (enum fault_class)cls, c->to);
}

static void safety_summary(const struct chapter_run *c, json_t *into)
{
	const struct result_kernel *k = safety_newest(c->r);

	for (int s = 0; k && s < NR_SIDES; s++) {
		struct fault_counts n = faults_count(c->r, k->release, NR_FAULT_CLASSES,
						     PROFILE_STOCK, (enum fault_side)s);
		json_t *groups = json_object();

		if (!n.all)
			n = faults_count(c->r, k->release, NR_FAULT_CLASSES, PROFILE_DETECT, (enum fault_side)s);
		for (int g = 0; g < NR_FATE_GROUPS; g++)
			json_object_set_new(groups, fate_groups[g].name,
					    json_integer((json_int_t)n.of[g]));
		json_object_set_new(into, fault_side_names[s], groups);
	}
}

static char *safety_headline(const struct results *r)
{
	const struct result_kernel *k = safety_newest(r);
	char *text, *markdown, *not_stopped;
	struct table *t;

	if (!k)
		return str_dup("");
	t = faults_table_counts(r, k);
	text = table_text(t, &table_markdown);
	not_stopped = faults_not_stopped(r, k);
	markdown = *not_stopped ? str_fmt("%s\n**What eBPF does not stop:**\n\n%s", text, not_stopped) : str_dup(text);
	free(not_stopped);
	free(text);
	table_free(t);
	return markdown;
}

static void safety_close(struct chapter_run *c)
{
	free(OWN(c)->drawn);
	free(c->own);
}

static const char safety_limits[] =
	"A matrix of mistakes says what became of these mistakes, not how often people make them. Two virtual CPUs take "
	"turns on one thread: a race is lost where a turn ends inside of it, so that it is lost says something, and how "
	"often does not. Silent damage is silent only to the kernel: it was proved by a canary that belongs to the test. An "
	"outcome that depends on what else uses the memory (after a use after free) can differ on a busy machine.";

static const struct chapter_output safety_outputs[] = {
	{ "tables/", "counts-", OUTPUT_TABLE },	     { "tables/", "outcomes", OUTPUT_TABLE },
	{ "tables/", "loading-", OUTPUT_TABLE },     { "tables/", "between-kernels", OUTPUT_TABLE },
	{ "tables/", "memory", OUTPUT_TABLE },	     { "tables/", "type", OUTPUT_TABLE },
	{ "tables/", "termination", OUTPUT_TABLE }, { "tables/", "concurrency", OUTPUT_TABLE },
	{ "tables/", "context", OUTPUT_TABLE },     { "tables/", "resource", OUTPUT_TABLE },
	{ "tables/", "information", OUTPUT_TABLE }, { "tables/", "arithmetic", OUTPUT_TABLE },
	{ "tables/", "privilege", OUTPUT_TABLE },   { "tables/", "lifecycle", OUTPUT_TABLE },
	{ "tables/", "abi", OUTPUT_TABLE },	     { "tables/", "faults", ".csv " },
	{ "tables/", "seconds", OUTPUT_TABLE },	     { "tables/", "detectors", OUTPUT_TABLE },
	{ "plots/", "faults-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_safety = {
	.outputs = safety_outputs,
	.open = safety_open,
	.answer = safety_answer,
	.body = safety_body,
	.limits = safety_limits,
	.files = safety_files,
	.summary = safety_summary,
	.headline = safety_headline,
	.close = safety_close,
};
