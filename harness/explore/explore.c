// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore - the verb that makes one page of many result folders.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "explore/explore.h"
#include "files.h"
#include "registry.h"
#include "report/report.h"
#include "verbs.h"

struct explore_opts {
	const char *out;
	bool brief;
};

static const struct arg_def explore_defs[] = {
	{ "output", 'o', ARG_TEXT, "FILE", "the page (build/explore.html)", offsetof(struct explore_opts, out),
	  0, 0 },
	{ "brief", 0, ARG_FLAG, NULL, "leave out the whole report of each folder",
	  offsetof(struct explore_opts, brief), 0, 0 },
	{ .name = NULL },
};

const char *explore_question(const struct explore_topic *t)
{
	return t->experiment ? t->experiment->question : t->name;
}

const char *explore_kernel(const struct results *r, const char *release)
{
	for (size_t i = 0; i < r->nr_kernels; i++)
		if (!strcmp(r->kernels[i].release, release))
			return r->kernels[i].label;
	return release;
}

const char *explore_run(const struct explore *x, size_t folder)
{
	const char *dir = x->folders[folder].dir, *slash = strrchr(dir, '/');

	return slash && slash[1] ? slash + 1 : dir;
}

static struct explore_topic *explore_topic(struct explore *x, const char *name)
{
	for (size_t i = 0; i < x->nr_topics; i++)
		if (!strcmp(x->topics[i].name, name))
			return &x->topics[i];
	x->topics = mem_grow(x->topics, x->nr_topics + 1, sizeof(*x->topics));
	x->topics[x->nr_topics] = (struct explore_topic){ .name = str_dup(name),
							  .experiment = experiment_find(name) };
	return &x->topics[x->nr_topics++];
}

static void explore_add(struct explore *x, size_t folder, const struct result_cell *c, size_t *number)
{
	struct explore_topic *t = explore_topic(x, c->experiment);

	t->cells = mem_grow(t->cells, t->nr_cells + 1, sizeof(*t->cells));
	t->cells[t->nr_cells++] = (struct explore_cell){ .c = c, .folder = folder, .number = (*number)++ };
	t->observes |= json_object_get(c->record, "observed") || json_object_get(c->record, "verdict");
}

/* Costs head every comparison; then as the registry has them; the unknown come last. */
static int topic_rank(const struct explore_topic *t)
{
	int rank = 1;

	if (!strcmp(t->name, "overhead"))
		return 0;
	for (const struct experiment *const *e = experiments; *e; e++, rank++)
		if (*e == t->experiment)
			return rank;
	return rank;
}

static int topic_order(const void *a, const void *b)
{
	return topic_rank(a) - topic_rank(b);
}

static void explore_sort_in(struct explore *x)
{
	size_t number = 0;

	for (size_t f = 0; f < x->nr_folders; f++) {
		const struct results *r = &x->folders[f];

		for (size_t i = 0; i < r->nr_cells; i++)
			explore_add(x, f, &r->cells[i], &number);
		for (size_t i = 0; i < r->nr_sampled; i++)
			explore_add(x, f, &r->sampled[i], &number);
	}
	qsort(x->topics, x->nr_topics, sizeof(*x->topics), topic_order);
}

/* The report of every folder, drawn where nothing of the folder is touched. */
static int explore_reports(struct explore *x)
{
	char *scratch = str_fmt("%s/tmp/explore-%d", root_build(), (int)getpid());
	int err = 0;

	for (size_t i = 0; i < x->nr_folders && !err; i++) {
		char *dir = str_fmt("%s/%zu", scratch, i), *prefix = str_fmt("run%zu", i + 1);

		err = dir_make(dir);
		err = err ? err : report_fragment(x->folders[i].dir, dir, prefix, &x->reports[i].html,
						  &x->reports[i].answers);
		free(prefix);
		free(dir);
	}
	dir_remove(scratch);
	free(scratch);
	return err;
}

static int explore_write(struct explore *x, const struct explore_opts *o, const char *out)
{
	char *page = NULL;
	int err = o->brief ? 0 : explore_reports(x);

	if (!err) {
		page = explore_page(x);
		err = file_write(out, page, strlen(page));
	}
	free(page);
	return err;
}

static void explore_free(struct explore *x)
{
	for (size_t i = 0; i < x->nr_topics; i++) {
		free(x->topics[i].name);
		free(x->topics[i].cells);
	}
	for (size_t i = 0; i < x->nr_folders; i++) {
		results_free(&x->folders[i]);
		free(x->reports[i].html);
		json_decref(x->reports[i].answers);
	}
	free(x->topics);
	free(x->reports);
	free(x->folders);
}

static int explore_main(int argc, char **argv)
{
	struct explore_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	struct explore x = { 0 };
	char *out;
	int code = args_parse(&verb_explore, argc, argv, &opts, &dirs), err = 0;

	if (code)
		return code - 1;
	if (!dirs.n) {
		log_err("explore: name the result folders that the page is about");
		return PB_EXIT_USAGE;
	}
	out = opts.out ? str_dup(opts.out) : str_fmt("%s/explore.html", root_build());
	x.folders = mem_alloc(dirs.n, sizeof(*x.folders));
	x.reports = mem_alloc(dirs.n, sizeof(*x.reports));
	err = file_output(out);
	for (size_t i = 0; i < dirs.n && !err; i++)
		err = results_load(dirs.v[i], &x.folders[x.nr_folders++]);
	if (!err) {
		explore_sort_in(&x);
		err = explore_write(&x, &opts, out);
	}
	if (!err)
		printf("%s\n", out);
	explore_free(&x);
	free(out);
	return err ? PB_EXIT_ENV : PB_EXIT_OK;
}

static const char *const explore_examples[] = {
	"probebench explore results/reference",
	"build/explore.html: open it in a browser",
	"probebench explore results/reference build/results/safety -o page.html",
	"several folders, one page",
	NULL,
};

const struct verb verb_explore = {
	.name = "explore",
	.args = "DIR...",
	.summary = "Make one page of result folders, to ask, filter and sort; it needs no other file.",
	.defs = explore_defs,
	.examples = explore_examples,
	.main = explore_main,
};
