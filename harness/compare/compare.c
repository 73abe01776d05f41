// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare - the verb that puts result folders side by side, and what it shares with gate.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "report/metrics.h"
#include "verbs.h"

int compare_check(const char *verb, struct compare_opts *o)
{
	static const char *const formats[] = { "text", "markdown", "csv", "latex", "json" };
	bool known = false;
	char *end;

	o->format = o->format ? o->format : formats[0];
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		known |= !strcmp(o->format, formats[i]);
	if (!known) {
		log_err("%s: --format %s: there are text, markdown, csv, latex and json", verb,
			o->format);
		return PB_EXIT_USAGE;
	}
	if (o->cls && strcmp(o->cls, "exact") && strcmp(o->cls, "sampled")) {
		log_err("%s: --class %s: there are exact and sampled", verb, o->cls);
		return PB_EXIT_USAGE;
	}
	o->alpha = o->alpha_text ? strtod(o->alpha_text, &end) : CHANGE_ALPHA;
	if (o->alpha_text && (*end || end == o->alpha_text || !(o->alpha > 0 && o->alpha < 1))) {
		log_err("%s: --alpha %s is not a number between 0 and 1", verb, o->alpha_text);
		return PB_EXIT_USAGE;
	}
	return 0;
}

/* What is known of the host that took times: no more than this tells two hosts apart. */
static char *compare_host(const struct results *r)
{
	char *model = results_text(r->host, "cpu_model", "unknown");
	char *cpus = results_text(r->host, "cpus_online", "unknown");
	char *host = str_fmt("CPU %s, CPUs %s", model, cpus);

	free(model);
	free(cpus);
	return host;
}

static int compare_hosts(const char *verb, struct compare *c)
{
	const struct results *first = &c->folder[0];

	if (c->opts->across_hosts)
		return 0;
	for (size_t i = 1; i < c->nr_folders; i++) {
		const struct results *r = &c->folder[i];
		char *a = compare_host(first), *b = compare_host(r);
		bool same = !strcmp(a, b) && first->host && r->host;
		bool wanted = first->nr_sampled && r->nr_sampled &&
			      (!c->opts->cls || strcmp(c->opts->cls, "exact"));

		c->hosts_differ |= !same;
		if (!same && wanted)
			log_err("%s: times of different hosts say nothing about what was measured: %s is "
				"from %s, %s from %s; leave them out with --class exact, or add "
				"--across-hosts",
				verb, first->dir, a, r->dir, b);
		free(a);
		free(b);
		if (!same && wanted)
			return PB_EXIT_USAGE;
	}
	return 0;
}

static bool metric_wanted(const struct compare_opts *o, const char *experiment, const char *metric)
{
	for (size_t i = 0; i < o->metrics.n; i++)
		if (!fnmatch(o->metrics.v[i], metric, 0))
			return true;
	for (size_t i = 0; i < o->also.n; i++)
		if (!strcmp(o->also.v[i], metric))
			return true;
	return !o->metrics.n && metric_is_result(experiment, metric);
}

/* A sampled metric of an exact cell, such as the time of a build: of one host only, and no exact figure. */
static bool metric_left_out(const struct compare *c, const struct result_cell *cell)
{
	const char *profile = json_string_value(json_object_get(cell->record, "profile"));

	return (!profile || strcmp(profile, "sampled")) && (c->hosts_differ || c->opts->cls);
}

static void comparison_add(struct compare *c, const struct join_row *row, const char *metric)
{
	struct comparison *one;

	c->list = mem_grow(c->list, c->nr + 1, sizeof(*c->list));
	one = &c->list[c->nr++];
	*one = (struct comparison){ .row = row, .metric = metric };
	one->value = mem_alloc(c->j.nr_columns, sizeof(*one->value));
	one->change = mem_alloc(c->j.nr_columns, sizeof(*one->change));
	for (size_t i = 0; i < c->j.nr_columns; i++) {
		char *path = str_fmt("metrics.%s.unit", metric);

		one->value[i] = value_of(row->from[i], row->cell[i], metric);
		one->sampled |= one->value[i].sampled;
		if (!one->unit && row->cell[i])
			one->unit = results_text(row->cell[i]->record, path, NULL);
		free(path);
		if (i)
			one->change[i] =
				change_of(row->from[0], row->cell[0], &one->value[0], row->from[i],
					  row->cell[i], &one->value[i], c->opts->alpha);
	}
}

static bool comparison_known(const struct compare *c, size_t from, const char *metric)
{
	for (size_t i = from; i < c->nr; i++)
		if (!strcmp(c->list[i].metric, metric))
			return true;
	return false;
}

/* Every metric that any cell of the row has, in the order of the first that has it. */
static void compare_row(struct compare *c, const struct join_row *row)
{
	const char *experiment = join_value(row, "experiment"), *name;
	size_t from = c->nr;

	for (size_t i = 0; i < c->j.nr_columns; i++) {
		json_t *metrics, *metric;

		if (!row->cell[i])
			continue;
		metrics = (json_t *)results_at(row->cell[i]->record, "metrics");
		json_object_foreach(metrics, name, metric)
		{
			if (metric_sampled(metric) && metric_left_out(c, row->cell[i]))
				continue;
			if (metric_wanted(c->opts,
					  *experiment ? experiment : row->cell[i]->experiment,
					  name) &&
			    !comparison_known(c, from, name))
				comparison_add(c, row, name);
		}
	}
}

/* Comparisons of one table share all this. */
static int comparison_cmp(const struct comparison *a, const struct comparison *b)
{
	static const char *const keys[] = { "experiment", "class", "accel", "cpu" };
	int by = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys) && !by; i++)
		by = strcmp(join_value(a->row, keys[i]), join_value(b->row, keys[i]));
	return by ? by : strcmp(a->metric, b->metric);
}

static int comparison_sort(const void *x, const void *y)
{
	const struct comparison *a = x, *b = y;
	int by = comparison_cmp(a, b);

	return by ? by : a->row < b->row ? -1 : a->row > b->row;
}

static void compare_group(struct compare *c)
{
	if (c->nr)
		qsort(c->list, c->nr, sizeof(*c->list), comparison_sort);
	for (size_t i = 0; i <= c->nr; i++) {
		if (i && i < c->nr && !comparison_cmp(&c->list[i - 1], &c->list[i]))
			continue;
		c->group = mem_grow(c->group, c->nr_groups + 1, sizeof(*c->group));
		c->group[c->nr_groups++] = i;
	}
	c->nr_groups--;
}

/* A --metric that nothing fits compares nothing: most likely a slip of the pen. */
static int compare_unused(const char *verb, const struct compare *c)
{
	for (size_t m = 0; m < c->opts->metrics.n; m++) {
		size_t i = 0;

		while (i < c->nr && fnmatch(c->opts->metrics.v[m], c->list[i].metric, 0))
			i++;
		if (i < c->nr)
			continue;
		log_err("%s: --metric %s: no figure of the cells compared has such a name; the cells' metrics are "
			"named in cells.jsonl", verb, c->opts->metrics.v[m]);
		return PB_EXIT_USAGE;
	}
	return 0;
}

int compare_make(const char *verb, const struct compare_opts *opts, struct compare *c)
{
	struct join_opts jo = { .filters = opts->filters.v,
				.nr_filters = opts->filters.n,
				.by = opts->by,
				.without = opts->without.v,
				.nr_without = opts->without.n,
				.cls = opts->cls,
				.releases = opts->releases,
				.across_hosts = opts->across_hosts };
	int code;

	c->opts = opts;
	code = compare_hosts(verb, c);
	if (code)
		return code;
	if (join_make(c->folder, c->label, c->nr_folders, &jo, &c->j))
		return PB_EXIT_USAGE;
	for (size_t i = 0; i < c->j.nr_rows; i++) {
		c->common += join_count(&c->j, &c->j.rows[i]) > 1;
		if (join_count(&c->j, &c->j.rows[i]) > 1)
			compare_row(c, &c->j.rows[i]);
	}
	compare_group(c);
	if (c->common)
		return compare_unused(verb, c);
	log_err("%s: no cell has a partner: two cells are compared if their paths, class, accelerator and CPU "
		"model are the same but for %s%s; `probebench run --dry-run` shows paths",
		verb, c->j.key, opts->filters.n ? ", and the filters leave what they match" : "");
	for (size_t i = 0; i < c->j.nr_rows && i < 2; i++)
		log_info("one of %zu: %s", c->j.nr_rows, c->j.rows[i].id);
	return PB_EXIT_USAGE;
}

int compare_load(const char *verb, const struct arg_list *dirs, const struct compare_opts *opts,
		 struct compare *c)
{
	if (dirs->n > COMPARE_MAX_FOLDERS) {
		log_err("%s: more than %d folders", verb, COMPARE_MAX_FOLDERS);
		return PB_EXIT_USAGE;
	}
	for (size_t i = 0; i < dirs->n; i++) {
		for (size_t k = 0; k < i; k++)
			if (!strcmp(dirs->v[i], dirs->v[k])) {
				log_err("%s: %s is named twice", verb, dirs->v[i]);
				return PB_EXIT_USAGE;
			}
		if (results_load(dirs->v[i], &c->folder[i]))
			return PB_EXIT_ENV;
		c->label[c->nr_folders++] = dirs->v[i];
	}
	return compare_make(verb, opts, c);
}

void compare_free(struct compare *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; k < c->j.nr_columns; k++)
			value_free(&c->list[i].value[k]);
		free(c->list[i].value);
		free(c->list[i].change);
		free(c->list[i].unit);
	}
	free(c->list);
	free(c->group);
	join_free(&c->j);
	for (size_t i = 0; i < c->nr_folders; i++)
		results_free(&c->folder[i]);
	*c = (struct compare){ 0 };
}

struct compare_verb_opts {
	struct compare_opts common;
};

static const struct arg_def compare_defs[] = {
	{ "by", 'b', ARG_TEXT, "KEY",
	  "columns: folder, or a key of the paths; arm=kmod,ebpf chooses and orders them (folder)",
	  offsetof(struct compare_verb_opts, common.by), 0, 0 },
	{ "without", 0, ARG_LIST, "KEY", "a key that shall not tell cells apart; may be repeated",
	  offsetof(struct compare_verb_opts, common.without), 0, 0 },
	COMPARE_DEFS(offsetof(struct compare_verb_opts, common)),
	{ .name = NULL },
};

static int compare_main(int argc, char **argv)
{
	struct compare_verb_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	int code = args_parse(&verb_compare, argc, argv, &opts, &dirs);
	struct compare c = { 0 };
	struct page p = { 0 };

	if (code)
		return code - 1;
	code = compare_check("compare", &opts.common);
	if (!code && dirs.n < (opts.common.by && strncmp(opts.common.by, "folder", 6) ? 1 : 2)) {
		log_err("compare: name two result folders or more; one is enough with --by KEY");
		code = PB_EXIT_USAGE;
	}
	if (!code)
		code = compare_load("compare", &dirs, &opts.common, &c);
	if (!code) {
		compare_page(&c, &p);
		compare_print(&c, opts.common.format, &p,
			      strcmp(opts.common.format, "json") ? NULL : compare_json(&c));
	}
	page_free(&p);
	compare_free(&c);
	return code;
}

static const char *const compare_examples[] = {
	"probebench compare results/reference build/results/bench",
	"what changed, cell by cell, kernels joined by series",
	"probebench compare results/reference --by kernel --filter 'workload=getppid/*'",
	"kernels side by side",
	"probebench compare results/reference --by arm=kmod,ebpf --without mech --filter hook=kprobe --all",
	"module and eBPF side by side, of one hook",
	"probebench compare old new --format markdown >>\"$GITHUB_STEP_SUMMARY\"",
	"for a job's page",
	NULL,
};

const struct verb verb_compare = {
	.name = "compare",
	.args = "DIR [DIR...]",
	.summary =
		"Put result folders side by side: exact figures as integers, times with their test.",
	.defs = compare_defs,
	.examples = compare_examples,
	.main = compare_main,
};
