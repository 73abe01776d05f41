// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_pages - a page for each class of mistakes: all that was seen of each, not its verdict alone.
 */
#include <stdlib.h>
#include <string.h>

#include "report/faults.h"
#include "report/page.h"

/* "now=OOPS_WOUNDED at_unload=PANIC", in the order of the record; caller frees. */
static char *pages_observed(const struct fault_cell *c)
{
	char *text = str_dup("");
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(c->cell->record, "observed"), i, one) {
		char *stage = results_text(one, "stage", "?"), *what = results_text(one, "outcome", "?");

		text_add(&text, "%s%s `%s`", i ? ", " : "", stage, what);
		free(what);
		free(stage);
	}
	return text;
}

static char *pages_noticed(const struct fault_cell *c)
{
	json_t *names = json_object_get(c->cell->record, "detectors"), *name;
	char *text = str_dup("");
	size_t i;

	json_array_foreach(names, i, name)
		text_add(&text, "%s%s", i ? ", " : "", json_string_value(name));
	return text;
}

/* "no (others harmed, not removed)"; caller frees. */
static char *pages_recovered(const struct fault_cell *c)
{
	bool harmed = c->parts && !c->survived, stays = c->parts && !c->removed;

	return str_fmt("%s%s%s%s%s%s", c->recovered ? "yes" : "no", harmed || stays ? " (" : "",
		       harmed ? "others harmed" : "", harmed && stays ? ", " : "", stays ? "not removed" : "",
		       harmed || stays ? ")" : "");
}

/* What two cells must share to stand in one row; caller frees. */
static char *pages_key(const struct fault_cell *c)
{
	char *seen = pages_observed(c), *who = pages_noticed(c), *recovered = pages_recovered(c);
	char *key = str_fmt("%s|%s|%s|%d", seen, who, recovered, c->cell->outcome);

	free(recovered);
	free(who);
	free(seen);
	return key;
}

struct pages_place {
	const struct result_kernel *k;
	enum fault_profile p;
	struct fault_cell c;
	char *key; /* NULL: nothing is known, or it stands in a row already */
};

/* One row for all places in which the same was seen. */
static void pages_row(struct table *t, enum fault_side side, struct pages_place *at, size_t n, size_t first)
{
	char *where = str_dup(""), *key = at[first].key, *recovered = pages_recovered(&at[first].c);

	for (size_t i = first; i < n; i++) {
		bool same = at[i].key && !strcmp(at[i].key, key);

		if (same)
			text_add(&where, "%s%s %s", *where ? ", " : "", at[i].k->label, fault_profile_names[at[i].p]);
		if (same && i != first) {
			free(at[i].key);
			at[i].key = NULL;
		}
	}
	table_put(t, "%s", side == SIDE_KMOD ? "module" : "eBPF");
	table_take(t, where);
	table_take(t, pages_observed(&at[first].c));
	table_put(t, "%s%s", recovered, at[first].c.cell->outcome == OUTCOME_OK ? "" : " (unexpected)");
	free(recovered);
	table_take(t, pages_noticed(&at[first].c));
	table_take(t, fault_cell_quoted(fault_cell_evidence(&at[first].c)));
	free(key);
	at[first].key = NULL;
}

static void pages_side(struct table *t, const struct results *r, const struct fault *f, enum fault_side side)
{
	struct pages_place *at = mem_alloc(r->nr_kernels * NR_PROFILES + 1, sizeof(*at));
	size_t n = 0;

	for (size_t k = 0; k < r->nr_kernels; k++)
		for (int p = 0; p < NR_PROFILES; p++, n++) {
			at[n] = (struct pages_place){ .k = &r->kernels[k], .p = (enum fault_profile)p };
			at[n].c = faults_cell(r, r->kernels[k].release, f, at[n].p, side);
			at[n].key = at[n].c.verdict ? pages_key(&at[n].c) : NULL;
		}
	for (size_t i = 0; i < n; i++)
		if (at[i].key)
			pages_row(t, side, at, n, i);
	free(at);
}

/* What a descriptor has to say beside its expectation, each sentence once. */
static void pages_why(struct page *page, const struct fault *f)
{
	for (int s = 0; s < NR_SIDES; s++) {
		const char *who = s == SIDE_KMOD ? "Module" : "eBPF", *last = "";

		if (f->side[s].inexpressible)
			page_item(page, "%s: cannot be expressed: %s.", who, f->side[s].inexpressible);
		for (const struct fault_expect *e = f->side[s].expect; e && !e->end; e++) {
			if (e->why && strcmp(e->why, last))
				page_item(page, "%s: %s.", who, e->why);
			last = e->why ? e->why : last;
		}
	}
}

static void pages_fault(struct page *page, const struct results *r, const struct fault *f)
{
	struct table *t = table_new(str_dup(f->name), str_dup(""), str_dup(""),
				    "side,where,all that was seen,recovered,who noticed,the worst in its own words");

	for (int s = 0; s < NR_SIDES; s++)
		pages_side(t, r, f, (enum fault_side)s);
	page_heading(page, 2, "%s: %s", f->id, f->mistake);
	page_text(page, "`kmod/faults/%s.c`%s", f->name, f->side[SIDE_EBPF].inexpressible ? "" : ", and the same in eBPF");
	page_table(page, t);
	pages_why(page, f);
}

void faults_page(const struct results *r, enum fault_class cls, struct outputs *to)
{
	char *file = str_fmt("classes/%s.md", fault_classes[cls].name), *text;
	struct page page = { .dir = r->dir, .title = str_dup(fault_classes[cls].title) };
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	page_heading(&page, 1, "%s", fault_classes[cls].title);
	for (size_t k = 0; k < r->nr_kernels; k++) {
		char *sentence = faults_conclusion(r, &r->kernels[k], cls);

		if (*sentence)
			page_text(&page, "%s", sentence);
		free(sentence);
	}
	for (size_t i = 0; i < n; i++)
		if (seen[i]->cls == cls)
			pages_fault(&page, r, seen[i]);
	text = page_written(&page, &page_markdown);
	output_write(to, file, text);
	free(text);
	page_free(&page);
	free(seen);
	free(file);
}
