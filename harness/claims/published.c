// SPDX-License-Identifier: GPL-2.0-only
/*
 * published - figures that others published, beside ours: their order and their ratios, because their
 * machines were others.
 *
 * The rules are fixed here and in the files, before anything is measured. Order: of every two figures
 * whose costs differ by more than their errors, the dearer one there must be the dearer one here. Ratio:
 * each cost over that of the cheapest there, here and there, may differ by the factor that the file
 * names. What cannot be compared says why, and is printed as well.
 */
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/repro.h"
#include "files.h"
#include "report/page.h"

#define PUBLISHED_SCHEMA 1
#define PUBLISHED_RATIO	 1.25

struct figure {
	const char *name, *glob, *not_here;
	const char *run;    /* reference run that has the cell; NULL: the folder that all others are in */
	const char *metric; /* of the cell; NULL: what one event adds */
	double value, error;	 /* as published */
	double cost, cost_error; /* ns or whatever the unit is: more is dearer */
	bool ours;
	double here;
};

/* Reference runs beside the published files, loaded when a figure asks for one. */
#define PUBLISHED_RUNS 4
struct runs {
	const char *dir; /* of the published files */
	char *name[PUBLISHED_RUNS];
	struct results r[PUBLISHED_RUNS];
	size_t nr;
};

struct publication {
	json_t *file;
	struct figure *list;
	size_t nr, cheapest; /* cheapest there, of those that are here too */
	bool throughput, sampled;
	double ratio;
	const char *kernel; /* of our cells */
};

static const char *published_text(const struct publication *p, const char *key)
{
	const char *text = json_string_value(json_object_get(p->file, key));

	return text ? text : "";
}

/* What one event costs there, from what was published, and how well that is known. */
static void figure_cost(const struct publication *p, struct figure *f)
{
	double base = 0;

	f->cost = f->value;
	f->cost_error = f->error;
	if (p->throughput) {
		f->cost = 1000 / f->value;
		f->cost_error = f->error * 1000 / (f->value * f->value);
	}
	if (results_num(p->file, "base", &base))
		f->cost -= p->throughput ? 1000 / base : base;
}

static int published_figures(struct publication *p, const char *path)
{
	json_t *list = json_object_get(p->file, "figures"), *one;
	size_t i;

	p->list = mem_alloc(json_array_size(list) + 1, sizeof(*p->list));
	json_array_foreach(list, i, one)
	{
		struct figure *f = &p->list[p->nr];

		f->name = json_string_value(json_object_get(one, "name"));
		f->glob = json_string_value(json_object_get(one, "cell"));
		f->not_here = json_string_value(json_object_get(one, "not_here"));
		f->run = json_string_value(json_object_get(one, "run"));
		f->metric = json_string_value(json_object_get(one, "metric"));
		results_num(one, "error", &f->error);
		if (!f->name || !results_num(one, "value", &f->value) || !(f->value > 0) ||
		    !f->glob == !f->not_here) {
			log_err("%s: figure %zu needs a name, a value above 0, and either a cell or the reason "
				"why there is none (not_here)",
				path, i + 1);
			return -EINVAL;
		}
		figure_cost(p, f);
		p->nr++;
	}
	return 0;
}

static int published_load(const char *path, struct publication *p)
{
	static const char *const texts[] = { "title", "source", "unit", "quantity" };
	json_error_t at;
	s64 schema = 0;

	*p = (struct publication){ .file = json_load_file(path, 0, &at), .ratio = PUBLISHED_RATIO };
	if (!p->file) {
		log_err("cannot read %s, line %d: %s", path, at.line, at.text);
		return -EINVAL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!*published_text(p, texts[i])) {
			log_err("cannot use %s: it has no %s", path, texts[i]);
			return -EINVAL;
		}
	if (!results_int(p->file, "schema", &schema) || schema != PUBLISHED_SCHEMA) {
		log_err("cannot use %s: it is not of schema %d", path, PUBLISHED_SCHEMA);
		return -EINVAL;
	}
	p->throughput = !strcmp(published_text(p, "quantity"), "throughput");
	results_num(p->file, "ratio", &p->ratio);
	return published_figures(p, path);
}

/* The reference run @name, or NULL. */
static const struct results *runs_find(struct runs *runs, const char *name)
{
	char *dir;
	int err;

	for (size_t i = 0; i < runs->nr; i++)
		if (!strcmp(runs->name[i], name))
			return &runs->r[i];
	if (runs->nr == PUBLISHED_RUNS)
		return NULL;
	dir = str_fmt("%s/../%s", runs->dir, name);
	err = results_load(dir, &runs->r[runs->nr]);
	free(dir);
	if (err)
		return NULL;
	runs->name[runs->nr] = str_dup(name);
	return &runs->r[runs->nr++];
}

static void runs_free(struct runs *runs)
{
	for (size_t i = 0; i < runs->nr; i++) {
		free(runs->name[i]);
		results_free(&runs->r[i]);
	}
}

/* Our figure for @f: the one ok cell on the newest kernel that its glob fits. */
static void figure_ours(struct publication *p, struct figure *f, const struct results *r)
{
	const struct result_cell *cells = p->sampled ? r->sampled : r->cells, *found = NULL;
	size_t nr = p->sampled ? r->nr_sampled : r->nr_cells;
	char *metric = str_fmt("metrics.%s.value", f->metric  ? f->metric :
						   p->sampled ? "added_ns_per_event" :
								"added_insn_per_event");

	for (size_t i = 0; i < nr; i++) {
		if (strcmp(cells[i].kernel, p->kernel) || !cell_match(cells[i].name, f->glob))
			continue;
		if (found)
			f->not_here = "its glob fits more than one cell";
		found = &cells[i];
	}
	if (!f->not_here && found && found->outcome == OUTCOME_OK && results_num(found->record, metric, &f->here) &&
	    f->here > 0)
		f->ours = true;
	else if (!f->not_here)
		f->not_here = !found	       ? "no such cell on this kernel"
			      : *found->reason ? found->reason
					       : "it has no cost";
	free(metric);
}

/* The same, wherever the file says that the cell is: of @r's kernel, and counted, for times are of one machine. */
static void figure_find(struct publication *p, struct figure *f, const struct results *r, struct runs *runs)
{
	if (!f->glob)
		return;
	if (f->run && p->sampled)
		f->not_here = "its cell counts instructions, and this folder has times";
	else if (f->run && !(r = runs_find(runs, f->run)))
		f->not_here = "its reference run is not beside the published figures";
	else
		figure_ours(p, f, r);
}

static void published_ours(struct publication *p, const struct results *r, struct runs *runs)
{
	bool first = true;

	p->sampled = r->nr_sampled && !r->nr_cells;
	p->kernel = r->nr_kernels   ? r->kernels[r->nr_kernels - 1].release
		    : r->nr_sampled ? r->sampled[0].kernel
				    : "";
	for (size_t i = 0; i < p->nr; i++) {
		figure_find(p, &p->list[i], r, runs);
		if (!p->list[i].ours)
			continue;
		if (first || p->list[i].cost < p->list[p->cheapest].cost)
			p->cheapest = i;
		first = false;
	}
}

/* "+1" or "-1" for which of two is dearer there; 0 if they are too close to say. */
static int pair_order(const struct figure *a, const struct figure *b)
{
	double d = a->cost - b->cost;

	return fabs(d) <= a->cost_error + b->cost_error ? 0 : d > 0 ? 1 : -1;
}

struct judged {
	size_t pairs, in_order, ratios, in_ratio;
	char *against; /* the first pair that is not in order */
};

static struct judged published_judge(const struct publication *p)
{
	struct judged j = { 0 };

	for (size_t i = 0; i < p->nr; i++) {
		const struct figure *a = &p->list[i], *c = &p->list[p->cheapest];

		if (!a->ours)
			continue;
		for (size_t k = i + 1; k < p->nr; k++) {
			const struct figure *b = &p->list[k];
			int order = b->ours ? pair_order(a, b) : 0;

			if (!order)
				continue;
			j.pairs++;
			if ((a->here - b->here) * order > 0)
				j.in_order++;
			else if (!j.against)
				j.against = str_fmt("%s is dearer than %s there, not here",
						    order > 0 ? a->name : b->name,
						    order > 0 ? b->name : a->name);
		}
		if (i != p->cheapest) {
			double there = a->cost / c->cost, here = a->here / c->here;

			j.ratios++;
			j.in_ratio += fmax(there / here, here / there) <= p->ratio;
		}
	}
	return j;
}

static void figure_row(struct table *t, const struct publication *p, const struct figure *f)
{
	const struct figure *c = &p->list[p->cheapest];

	table_put(t, "%s", f->name);
	table_take(t, f->error > 0 ? str_fmt("%.4g +- %.2g", f->value, f->error)
				   : str_fmt("%.4g", f->value));
	table_put(t, "%.4g", f->cost);
	table_take(t, f->ours ? str_fmt("%.2f", f->cost / c->cost) : str_dup(""));
	table_take(t, f->ours ? str_fmt("%.6g", f->here) : str_dup("-"));
	table_take(t, f->ours ? str_fmt("%.2f", f->here / c->here) : str_dup(""));
	table_put(t, "%s", f->ours ? "" : f->not_here ? f->not_here : "");
}

static char *published_verdict(const struct publication *p)
{
	struct judged j = published_judge(p);
	char *verdict = NULL;

	if (*published_text(p, "not_comparable")) {
		verdict = str_fmt("Not comparable: %s.", published_text(p, "not_comparable"));
	} else if (!j.pairs) {
		verdict = str_dup(
			"Not comparable: fewer than two of these figures are in this folder.");
	} else {
		verdict = str_fmt("Order %s (%zu of %zu pairs%s%s). Ratio within %g: %zu of %zu.",
				  j.in_order == j.pairs ? "**holds**" : "**does not hold**",
				  j.in_order, j.pairs, j.against ? "; " : "",
				  j.against ? j.against : "", p->ratio, j.in_ratio, j.ratios);
	}
	free(j.against);
	return verdict;
}

static void published_page(const struct publication *p, const char *stem, struct page *page)
{
	bool alone = *published_text(p, "not_comparable");
	char *verdict = published_verdict(p);
	const char *ours = *published_text(p, "ours") ? published_text(p, "ours")
			   : p->sampled ? "class sampled, ns that one event adds"
					: "class exact, instructions that one event adds, which is work and not time";
	struct table *t = table_new(
		str_fmt("published-%s", stem), str_dup(published_text(p, "title")),
		str_fmt("Theirs: %s. %s Ours: %s, Linux %s.", published_text(p, "source"), verdict,
			ours, p->kernel),
		"figure");
	char *head = str_fmt("theirs (%s)", published_text(p, "unit"));

	table_column(t, true, head);
	table_column(t, true, p->throughput ? "theirs, ns an event" : "theirs, added");
	table_column(t, true, "ratio");
	table_column(t, true, "ours");
	table_column(t, true, "ratio");
	table_column(t, false, "why not");
	for (size_t i = 0; i < p->nr && !alone; i++)
		figure_row(t, p, &p->list[i]);
	if (alone) {
		page_text(page, "%s (%s). %s", published_text(p, "title"),
			  published_text(p, "source"), verdict);
		table_free(t);
	} else {
		page_table(page, t);
	}
	free(head);
	free(verdict);
}

static int is_json(const struct dirent *e)
{
	return *e->d_name != '.' && str_ends(e->d_name, ".json");
}

static int published_all(const char *dir, const struct results *r, struct page *page)
{
	struct dirent **list;
	struct runs runs = { .dir = dir };
	int n = scandir(dir, &list, is_json, alphasort), err = 0;

	if (n <= 0) {
		log_err("there are no published figures in %s", dir);
		if (!n)
			free(list);
		return -ENOENT;
	}
	for (int i = 0; i < n; i++) {
		char *path = str_fmt("%s/%s", dir, list[i]->d_name);
		char *stem = str_fmt("%.*s", (int)strcspn(list[i]->d_name, "."), list[i]->d_name);
		struct publication p;
		int bad = published_load(path, &p);

		if (!bad) {
			published_ours(&p, r, &runs);
			published_page(&p, stem, page);
		}
		err = err ? err : bad;
		free(p.list);
		json_decref(p.file);
		free(stem);
		free(path);
		free(list[i]);
	}
	free(list);
	runs_free(&runs);
	return err;
}

int published_print(const char *published, const struct results *r, const char *format)
{
	static const struct {
		const char *name;
		const struct page_writer *writer;
	} writers[] = { { "text", &page_plain },
			{ "markdown", &page_markdown },
			{ "latex", &page_latex } };
	const struct page_writer *w = NULL;
	struct page page = { .dir = r->dir };
	char *text;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(writers); i++)
		if (!strcmp(format, writers[i].name))
			w = writers[i].writer;
	if (!w) {
		log_err("repro: --format %s: there are text, markdown and latex", format);
		return PB_EXIT_USAGE;
	}
	err = published_all(published, r, &page);
	text = page_written(&page, w);
	fputs(text, stdout);
	free(text);
	page_free(&page);
	return err ? PB_EXIT_ENV : PB_EXIT_OK;
}
