// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore_table - tables that are meant to be filtered and sorted: heads say which columns can be
 * filtered by (data-facet), are numbers, or are drawn (data-series); web/explore.js does the rest.
 */
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "registry.h"
#include "report/html.h"
#include "report/metrics.h"
#include "report/overhead.h"

/* Sorts behind every number, whatever the direction the other way. */
#define NO_NUMBER "-1000000000000000"

static void put(FILE *out, const char *s)
{
	html_escape(out, s, strlen(s));
}

static void list_add(char ***list, size_t *n, const char *word)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*list)[i], word))
			return;
	*list = mem_grow(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = str_dup(word);
}

size_t explore_keys(const struct explore_topic *t, char ***keys)
{
	size_t n = 0;

	*keys = NULL;
	for (size_t i = 0; i < t->nr_cells; i++)
		for (const char *p = strchr(t->cells[i].c->name, '/'); p; p = strchr(p + 1, '/')) {
			char *key = str_fmt("%.*s", (int)strcspn(p + 1, "=/"), p + 1);

			list_add(keys, &n, key);
			free(key);
		}
	return n;
}

void explore_keys_free(char **keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(keys[i]);
	free(keys);
}

/* The metrics that any cell of the topic has. */
static size_t table_metrics(const struct explore_topic *t, char ***names)
{
	size_t n = 0;

	*names = NULL;
	for (size_t i = 0; i < t->nr_cells; i++) {
		const char *name;
		json_t *m;

		json_object_foreach(json_object_get(t->cells[i].c->record, "metrics"), name, m)
			list_add(names, &n, name);
	}
	return n;
}

static void table_head(FILE *out, const char *text, const char *facet)
{
	fputs("<th scope=\"col\"", out);
	if (facet) {
		fputs(" data-facet=\"", out);
		put(out, facet);
		fputs("\"", out);
	}
	fputs(">", out);
	put(out, text);
	fputs("</th>", out);
}

/* "added insn per event", with what it means where somebody points at it. */
static void table_metric_head(const struct explore_topic *t, const char *name, FILE *out)
{
	char *spaced = str_replace(name, "_", " ");

	fputs("<th scope=\"col\" class=\"n\" data-sort-method=\"number", out);
	if (metric_is_result(t->name, name)) {
		fputs("\" data-series=\"", out);
		put(out, spaced);
	}
	for (const struct metric *m = t->experiment ? t->experiment->metrics : NULL; m && m->name; m++)
		if (!strcmp(m->name, name)) {
			fputs("\" title=\"", out);
			put(out, m->summary);
		}
	fputs("\">", out);
	put(out, spaced);
	fputs("</th>", out);
	free(spaced);
}

static void table_metric(const json_t *metric, FILE *out)
{
	char *text = metric_text(metric), *unit = results_text(metric, "unit", "");
	double low, high;
	const json_t *ci = json_object_get(metric, "ci");

	fprintf(out, "<td class=\"n\" data-sort=\"%s\"", *text ? text : NO_NUMBER);
	if (json_array_size(ci) == 2) {
		low = json_number_value(json_array_get(ci, 0));
		high = json_number_value(json_array_get(ci, 1));
		fprintf(out, " title=\"95 %% interval %.6g to %.6g ", low, high);
		put(out, unit);
		fputs("\"", out);
	} else if (*unit && *text) {
		fputs(" title=\"", out);
		put(out, unit);
		fputs("\"", out);
	}
	fputs(">", out);
	put(out, text);
	fputs("</td>", out);
	free(unit);
	free(text);
}

static double table_value(const json_t *record, const char *metric)
{
	const json_t *m = json_object_get(json_object_get(record, "metrics"), metric);

	return json_number_value(json_object_get(m, "value"));
}

/*
 * Did an upgrade keep every event? What the kernel refused replaced nothing and so lost nothing, and where no
 * event came while versions changed nothing was tried. NULL: this cell is about none of it.
 */
static const char *table_keeps(const json_t *record)
{
	static const char *const harms[] = { "missed", "duplicated", "wrong_version", "mixed_versions",
					     "state_lost" };
	const json_t *metrics = json_object_get(record, "metrics");

	if (!json_object_get(metrics, harms[0]))
		return NULL;
	if (table_value(record, "refusal") > 0)
		return "refused";
	for (size_t i = 0; i < ARRAY_SIZE(harms); i++)
		if (table_value(record, harms[i]) > 0)
			return "no";
	return json_object_get(metrics, "exposed_upgrades") && !table_value(record, "exposed_upgrades") ?
		       "not tried" : "yes";
}

static bool table_upgrades(const struct explore_topic *t)
{
	for (size_t i = 0; i < t->nr_cells; i++)
		if (table_keeps(t->cells[i].c->record))
			return true;
	return false;
}

static void table_cell(FILE *out, const char *text)
{
	fputs("<td>", out);
	put(out, text);
	fputs("</td>", out);
}

static void table_row(const struct explore *x, const struct explore_topic *t, const struct explore_cell *e,
		      char *const *keys, size_t nr_keys, char *const *metrics, size_t nr_metrics, FILE *out)
{
	const struct result_cell *c = e->c;
	const char *keeps = table_keeps(c->record);
	char *profile = results_text(c->record, "profile", "");

	fprintf(out, "<tr id=\"cell-%zu\">", e->number);
	for (size_t i = 0; i < nr_keys; i++) {
		char *value = cell_key(c->name, keys[i]);
		bool kernel = !strcmp(keys[i], "kernel");

		table_cell(out, !value ? "" : kernel ? explore_kernel(&x->folders[e->folder], value) : value);
		free(value);
	}
	if (x->nr_folders > 1)
		table_cell(out, explore_run(x, e->folder));
	if (table_upgrades(t))
		table_cell(out, c->outcome != OUTCOME_OK ? "?" : keeps ? keeps : "");
	for (size_t i = 0; i < nr_metrics; i++)
		table_metric(json_object_get(json_object_get(c->record, "metrics"), metrics[i]), out);
	table_cell(out, !strcmp(profile, "sampled") ? "sampled" : "exact");
	if (t->observes) {
		char *verdict = results_text(c->record, "verdict", "");

		fprintf(out, "<td><a href=\"#evidence-%zu\">", e->number);
		put(out, *verdict ? verdict : "none");
		fputs("</a></td>", out);
		free(verdict);
	}
	table_cell(out, outcome_name(c->outcome));
	table_cell(out, c->reason);
	fputs("</tr>\n", out);
	free(profile);
}

void explore_cells(const struct explore *x, const struct explore_topic *t, FILE *out)
{
	char **keys, **metrics;
	size_t nr_keys = explore_keys(t, &keys), nr_metrics = table_metrics(t, &metrics);
	bool upgrades = table_upgrades(t);

	fputs("<div class=\"scroll\" tabindex=\"0\">\n<table class=\"facets\" id=\"cells-", out);
	put(out, t->name);
	fprintf(out, "\"%s>\n<caption><span><b>Every cell of ",
		upgrades ? " data-default=\"keeps every event=yes\"" : "");
	put(out, t->name);
	fputs("</b> Exact figures are counted and are the same again; sampled ones are medians of times."
	      "</span></caption>\n<thead><tr>", out);
	for (size_t i = 0; i < nr_keys; i++)
		table_head(out, keys[i], keys[i]);
	if (x->nr_folders > 1)
		table_head(out, "run", "run");
	if (upgrades)
		table_head(out, "keeps every event", "keeps every event");
	for (size_t i = 0; i < nr_metrics; i++)
		table_metric_head(t, metrics[i], out);
	table_head(out, "class", "class");
	if (t->observes)
		table_head(out, "verdict", "verdict");
	table_head(out, "outcome", "outcome");
	table_head(out, "reason", NULL);
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < t->nr_cells; i++)
		table_row(x, t, &t->cells[i], keys, nr_keys, metrics, nr_metrics, out);
	fputs("</tbody>\n</table>\n</div>\n", out);
	explore_keys_free(keys, nr_keys);
	explore_keys_free(metrics, nr_metrics);
}

/* Places in overhead_csv_pairs(). */
enum { PAIR_SERIES = 1, PAIR_WORKLOAD, PAIR_HOOK, PAIR_COLLECTOR, PAIR_KMOD, PAIR_EBPF, PAIR_KMOD_STATE,
       PAIR_KMOD_ADDED, PAIR_EBPF_STATE = 11, PAIR_EBPF_ADDED, PAIR_RATIO = 15 };

static void pair_number(FILE *out, const char *value, const char *state)
{
	bool number = *value && strspn(value, "-.0123456789") == strlen(value);

	fprintf(out, "<td class=\"n\" data-sort=\"%s\">", number ? value : NO_NUMBER);
	put(out, *value ? value : state);
	fputs("</td>", out);
}

static void pair_row(char *const *cells, const char *run, FILE *out)
{
	static const int words[] = { PAIR_SERIES, PAIR_WORKLOAD, PAIR_HOOK, PAIR_COLLECTOR };

	fputs("<tr>", out);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		table_cell(out, cells[words[i]]);
	if (run)
		table_cell(out, run);
	table_cell(out, *cells[PAIR_KMOD] ? cells[PAIR_KMOD] : "-");
	pair_number(out, cells[PAIR_KMOD_ADDED], cells[PAIR_KMOD_STATE]);
	table_cell(out, *cells[PAIR_EBPF] ? cells[PAIR_EBPF] : "-");
	pair_number(out, cells[PAIR_EBPF_ADDED], cells[PAIR_EBPF_STATE]);
	pair_number(out, cells[PAIR_RATIO], "");
	fputs("</tr>\n", out);
}

/* What the first screen shows: the leading collector on the newest kernel, the workload of the headline. */
static void pairs_default(const struct results *r, FILE *out)
{
	const struct result_kernel *k = r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
	const char *workload = k ? headline_workload(r, k) : NULL;

	fputs(" data-default=\"collector=" COST_LEAD, out);
	if (workload) {
		fputs("&amp;workload=", out);
		put(out, workload);
		fputs("&amp;kernel=", out);
		put(out, k->series);
	}
	fputs("\"", out);
}

void explore_pairs(const struct explore *x, FILE *out)
{
	static const char *const heads[] = { "kernel", "workload", "hook", "collector" };
	bool begun = false;

	for (size_t f = 0; f < x->nr_folders; f++) {
		struct table *t = overhead_csv_pairs(&x->folders[f]);

		if (table_rows(t) && !begun) {
			fputs("<div class=\"scroll\" tabindex=\"0\">\n<table class=\"facets\" id=\"pairs\"", out);
			pairs_default(&x->folders[f], out);
			fputs(">\n<caption><span><b>What one event costs on each side</b> Class exact: instructions "
			      "that the event adds, not time. A collector with <q>-" COST_FLOOR "</q> is net of its "
			      "hook.</span></caption>\n<thead><tr>", out);
			for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
				table_head(out, heads[i], heads[i]);
			if (x->nr_folders > 1)
				table_head(out, "run", "run");
			fputs("<th scope=\"col\" data-label>module</th><th scope=\"col\" class=\"n\" data-sort-method="
			      "\"number\" data-series=\"module\">instructions</th><th scope=\"col\" data-label>eBPF</th>"
			      "<th scope=\"col\" class=\"n\" data-sort-method=\"number\" data-series=\"eBPF\">instructions"
			      "</th><th scope=\"col\" class=\"n\" data-sort-method=\"number\">eBPF / module</th></tr>"
			      "</thead>\n<tbody>\n", out);
			begun = true;
		}
		for (size_t i = 0; i < table_rows(t); i++)
			pair_row(t->cells + i * t->nr_columns, x->nr_folders > 1 ? explore_run(x, f) : NULL, out);
		table_free(t);
	}
	if (begun)
		fputs("</tbody>\n</table>\n</div>\n", out);
}
