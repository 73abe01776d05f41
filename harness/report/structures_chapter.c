// SPDX-License-Identifier: GPL-2.0-only
/*
 * structures_chapter - what the report says of data structures: the cheapest of each kind, what all of them
 * cost, how that grows, and what each side has and lacks.
 */
#include <stdlib.h>
#include <string.h>

#include <probebench/structures.h>

#include "registry.h"
#include "report/cost.h"
#include "report/structures.h"

#define ST_PICTURE "structures"

/* Between open and close. */
struct st_pages {
	struct st_rows rows;
	bool drawn; /* of the newest kernel */
};

#define OWN(c) ((struct st_pages *)(c)->own)

/* The newest kernel that has rows; NULL. */
static const struct result_kernel *st_newest(const struct st_rows *rows)
{
	return rows->n ? rows->v[rows->n - 1].k : NULL;
}

static const char *st_event_text(enum structure_kind kind)
{
	return kind == ST_QUEUE ? "insert and delete" : kind == ST_SET ? "look up" : "update";
}

/* "An event: table, by key: update; ..."; caller frees. */
static char *st_events(void)
{
	char *text = NULL;

	for (int kind = 0; kind < NR_ST_KINDS; kind++)
		text_add(&text, "%s%s: %s", kind ? "; " : "An event is, for a ", structure_kind_text((enum structure_kind)kind),
			 st_event_text((enum structure_kind)kind));
	return text;
}

static void st_chapter_open(struct chapter_run *c)
{
	struct st_pages *own = c->own = mem_alloc(1, sizeof(*own));
	const struct result_kernel *k;
	struct bars b = { .name = NULL };
	char *name, *from, *events, *caption;

	own->rows = st_rows(c->r);
	k = st_newest(&own->rows);
	if (!k)
		return;
	b.name = name = str_fmt(ST_PICTURE "-%s", k->label);
	from = results_provenance_of(c->r, ST_EXPERIMENT, k);
	st_bars(&own->rows, k, &b);
	events = st_events();
	caption = str_fmt("The axis is logarithmic. %s. %d elements; task storage has one. %s", events, ST_SHOWN, from);
	free(events);
	own->drawn = b.nr_rows && bars_draw(c, &b, caption);
	bars_free(&b);
	free(caption);
	free(from);
	free(name);
}

static void st_put_best(struct table *t, const struct st_row *row, double *cost)
{
	*cost = 0;
	if (!row) {
		table_put(t, "-");
		table_put(t, "-");
		return;
	}
	st_event_cost(row, cost);
	table_put(t, "%s", row->s->name);
	table_put(t, "%.0f", *cost);
}

/* A row a kind: the cheapest of each side. */
static struct table *st_answer_table(const struct results *r, const struct st_rows *rows, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("structures-best-%s", k->label),
				    str_fmt("The cheapest structure for each job, instructions an event, %d elements: "
					    "Linux %s", ST_SHOWN, k->label),
				    results_provenance_of(r, ST_EXPERIMENT, k),
				    "job,an event is,module,#instructions,eBPF,#instructions,#eBPF / module");

	for (int kind = 0; kind < NR_ST_KINDS; kind++) {
		const struct st_row *kmod = st_best(rows, k, (enum structure_kind)kind, "kmod");
		const struct st_row *ebpf = st_best(rows, k, (enum structure_kind)kind, "ebpf");
		double a, b;

		if (!kmod && !ebpf)
			continue;
		table_put(t, "%s", structure_kind_text((enum structure_kind)kind));
		table_put(t, "%s", st_event_text((enum structure_kind)kind));
		st_put_best(t, kmod, &a);
		st_put_best(t, ebpf, &b);
		if (kmod && ebpf && a > 0)
			table_put(t, "%.2f", b / a);
		else
			table_put(t, "-");
	}
	return t;
}

static struct table *st_cost_table(const struct results *r, const struct st_rows *rows, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("structures-ops-%s", k->label),
				    str_fmt("Instructions an operation, the least of a side in bold: Linux %s", k->label),
				    results_provenance_of(r, ST_EXPERIMENT, k),
				    "kind,arm,structure,#elements,#insert,#look up,#update,#delete,#iterate (an element)");

	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];

		if (!st_shown(row, k))
			continue;
		table_put(t, "%s", structure_kind_text(row->s->kind));
		table_put(t, "%s", arm_text(row->s->arm));
		table_put(t, "%s", row->s->name);
		table_put(t, "%u", row->entries);
		for (size_t o = 0; o < NR_ST_OPS; o++) {
			char *text = st_text(row, structure_ops[o].letter);
			const char *mark = st_least(rows, row, structure_ops[o].letter) ? "**" : "";

			table_put(t, "%s%s%s", mark, text, mark);
			free(text);
		}
	}
	return t;
}

/* The update of every table that was measured with several numbers of elements, a column a number. */
static struct table *st_growth_table(const struct results *r, const struct st_rows *rows, const struct result_kernel *k,
				     char letter, const char *name, const char *what)
{
	struct table *t = table_new(str_fmt("structures-%s-%s", name, k->label),
				    str_fmt("%s by number of elements, Linux %s", what, k->label),
				    results_provenance_of(r, ST_EXPERIMENT, k), "arm,structure");
	u32 sizes[8];
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];
		size_t at = 0;
		double v;

		if (row->k != k || row->s->kind != ST_TABLE || row->entries < 2 || !st_value(row, letter, &v))
			continue;
		while (at < n && sizes[at] < row->entries)
			at++;
		if ((at < n && sizes[at] == row->entries) || n == ARRAY_SIZE(sizes))
			continue;
		memmove(&sizes[at + 1], &sizes[at], (n - at) * sizeof(*sizes));
		sizes[at] = row->entries;
		n++;
	}
	for (size_t i = 0; i < n; i++) {
		char *head = str_fmt("%u", sizes[i]);

		table_column(t, true, head);
		free(head);
	}
	for (size_t i = 0; i < rows->n && n > 1; i++) {
		const struct st_row *row = &rows->v[i];

		if (!st_shown(row, k) || row->s->kind != ST_TABLE || row->s->most == 1)
			continue;
		table_put(t, "%s", arm_text(row->s->arm));
		table_put(t, "%s", row->s->name);
		for (size_t at = 0; at < n; at++) {
			const struct st_row *same = NULL;

			for (size_t j = 0; j < rows->n; j++)
				if (rows->v[j].s == row->s && rows->v[j].k == k && rows->v[j].entries == sizes[at])
					same = &rows->v[j];
			table_take(t, same ? st_text(same, letter) : str_dup("-"));
		}
	}
	return t;
}

/* What each side has, and what the other has in its place. */
static struct table *st_offer_table(const struct st_rows *rows)
{
	struct table *t = table_new(str_dup("structures-offer"), str_dup("What each side offers"), str_dup(""),
				    "kind,arm,structure,what it is,the other side has");
	const struct result_kernel *k = st_newest(rows);

	for (size_t i = 0; i < rows->n; i++) {
		const struct st_row *row = &rows->v[i];

		if (!st_shown(row, k))
			continue;
		table_put(t, "%s", structure_kind_text(row->s->kind));
		table_put(t, "%s", arm_text(row->s->arm));
		table_put(t, "%s", row->s->name);
		table_put(t, "%s", row->s->summary);
		table_put(t, "%s", row->s->other ? row->s->other : "the same");
	}
	return t;
}

/* How many operations were measured, and how many of them did what they should. */
static void st_account(const struct results *r, s64 *expected, s64 *seen, size_t *cells)
{
	*expected = *seen = 0;
	*cells = 0;
	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		s64 e, s;

		if (strcmp(c->experiment, ST_EXPERIMENT) || !results_int(c->record, "events.expected", &e) ||
		    !results_int(c->record, "events.seen", &s))
			continue;
		*expected += e;
		*seen += s;
		++*cells;
	}
}

static void st_tables_sentence(const struct st_rows *rows, const struct result_kernel *k, struct page *p)
{
	const struct st_row *kmod = st_best(rows, k, ST_TABLE, "kmod"), *ebpf = st_best(rows, k, ST_TABLE, "ebpf");
	double a, b;

	if (!kmod || !ebpf || !st_event_cost(kmod, &a) || !st_event_cost(ebpf, &b))
		return;
	page_text(p, "Counting an event of a task in a table costs a module %.0f instructions at the least, with `%s`, and "
		     "an eBPF program %.0f, with `%s`: among all that were tried on each side, and that forget nothing by "
		     "themselves, these are the cheapest with %d elements on Linux %s.", a, kmod->s->name, b,
		  ebpf->s->name, ST_SHOWN, k->label);
}

static void st_answer(struct chapter_run *c, struct page *p)
{
	const struct st_rows *rows = &OWN(c)->rows;
	const struct result_kernel *k = st_newest(rows);
	s64 expected, seen;
	size_t cells;
	char *from;

	if (!k)
		return;
	st_tables_sentence(rows, k, p);
	page_table(p, st_answer_table(c->r, rows, k));
	st_account(c->r, &expected, &seen, &cells);
	page_text(p, "%lld operations were measured in %zu cells, and %lld of them did what they should: sums of keys and "
		     "values say so after each block, and all of the content at the end of each cell.",
		  (long long)expected, cells, (long long)seen);
	if (!OWN(c)->drawn)
		return;
	from = results_provenance_of(c->r, ST_EXPERIMENT, k);
	page_picture(p, str_fmt(ST_PICTURE "-%s", k->label),
		     str_fmt("Instructions of one event, %d elements, Linux %s: tables and arrays, find an element and add to "
			     "it; queues and stacks, put one in and take one out; sets, look a key up. Task storage "
			     "has one element. %s.", ST_SHOWN, k->label, from));
	free(from);
}

static void st_kernel_pages(struct chapter_run *c, struct page *p, const struct result_kernel *k)
{
	const struct st_rows *rows = &OWN(c)->rows;

	page_heading(p, 2, "Data structures on Linux %s", k->label);
	page_table(p, st_cost_table(c->r, rows, k));
	page_table(p, st_growth_table(c->r, rows, k, ST_UPDATE, "update", "Instructions of an update"));
	page_table(p, st_growth_table(c->r, rows, k, ST_INSERT, "insert", "Instructions of an insert"));
}

static void st_body(struct chapter_run *c, struct page *p)
{
	const struct st_rows *rows = &OWN(c)->rows;

	for (size_t i = 0; i < rows->n; i++)
		if (!i || rows->v[i].k != rows->v[i - 1].k)
			st_kernel_pages(c, p, rows->v[i].k);
	page_heading(p, 2, "What was tried, and what each side has and lacks");
	if (st_newest(rows))
		page_table(p, st_tried_table(c->r, rows, st_newest(rows)));
	page_text(p, "The one with the least instructions an event stands for its side. What forgets elements by itself, and "
		     "what has one element and no key, was measured and does another job, so it stands beside them; so does, "
		     "beside sets, the table that knows a key at the least cost.");
	page_table(p, st_offer_table(rows));
}

static char *st_headline(const struct results *r)
{
	struct st_rows rows = st_rows(r);
	const struct result_kernel *k = st_newest(&rows);
	char *text, *markdown;
	struct table *t;

	if (!k)
		return str_dup("");
	t = st_answer_table(r, &rows, k);
	text = table_text(t, &table_markdown);
	markdown = str_fmt("%s\n![Instructions of one event by structure](plots/" ST_PICTURE "-%s.svg)\n", text, k->label);
	free(text);
	table_free(t);
	st_rows_free(&rows);
	return markdown;
}

static void st_close_chapter(struct chapter_run *c)
{
	st_rows_free(&OWN(c)->rows);
	free(c->own);
}

static const char st_limits[] =
	"Instructions of operations on consecutive keys, one CPU, nobody else about: waiting for locks, and what "
	"caches make of a pointer chase against an array, are not in them. Hashing differs: a module may choose two "
	"instructions, a BPF map takes the kernel's `jhash`. Memory that an operation gives back is freed later, by "
	"others. Elements of the module's structures are allocated when it is loaded, as those of most maps are; "
	"`xarray`, `hash_nopre`, `lpm_trie`, task storage and eBPF's `fifo` allocate as they go. On 6.12, and not "
	"on every later kernel, programs of fentry, fexit and tp_btf may have the kernel's lists and trees, those of "
	"other hooks not; before 6.16 none can search them, so they are no tables.";

static const struct chapter_output st_outputs[] = {
	{ "tables/", "structures-*", OUTPUT_TABLE },
	{ "plots/", "structures-*", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_structures = {
	.outputs = st_outputs,
	.open = st_chapter_open,
	.answer = st_answer,
	.body = st_body,
	.limits = st_limits,
	.headline = st_headline,
	.close = st_close_chapter,
};
