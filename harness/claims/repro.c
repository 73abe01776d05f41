// SPDX-License-Identifier: GPL-2.0-only
/*
 * repro - the verb that reproduces a published folder: runs its cells again and judges its claims.
 *
 * Standard output is KTAP, one result a claim, and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/repro.h"
#include "files.h"
#include "report/tables.h"
#include "sums.h"
#include "verbs.h"

#define REPRO_PUBLISHED "results/published"
#define REPRO_REFERENCE "results/reference"

static const struct arg_def repro_defs[] = {
	{ "output", 'o', ARG_TEXT, "DIR", "result folder of the new run (build/results/<time>)",
	  offsetof(struct repro_opts, out), 0, 0 },
	{ "results", 0, ARG_TEXT, "DIR", "judge by the cells of this folder; run nothing",
	  offsetof(struct repro_opts, results), 0, 0 },
	{ "kick-the-tires", 0, ARG_FLAG, NULL,
	  "the first claims that fit into ten minutes, in the quick way",
	  offsetof(struct repro_opts, kick), 0, 0 },
	{ "tables", 0, ARG_TEXT, "DIR",
	  "write claims.tex, claims.md and claim-numbers.tex here (<output>/tables)",
	  offsetof(struct repro_opts, tables), 0, 0 },
	{ "published", 0, ARG_FLAG, NULL,
	  "the figures that others published, beside those of DIR (results/reference); run nothing",
	  offsetof(struct repro_opts, published), 0, 0 },
	{ "jobs", 'j', ARG_NUMBER, "N", "guests side by side", offsetof(struct repro_opts, jobs), 1,
	  64 },
	{ "format", 0, ARG_TEXT, "NAME", "--published: text, markdown or latex (text)",
	  offsetof(struct repro_opts, format), 0, 0 },
	{ "dry-run", 'n', ARG_FLAG, NULL, "print the cells that would be run",
	  offsetof(struct repro_opts, dry_run), 0, 0 },
	{ .name = NULL },
};

/* One line of the protocol; a '#' would start a directive. */
static void ktap_line(const char *ok, size_t n, const char *id, const char *text, const char *skip)
{
	char *clean = str_replace(text, "#", "no."),
	     *reason = str_replace(skip ? skip : "", "\n", " ");

	printf("%s %zu %s: %s%s%s\n", ok, n, id, clean, skip ? " # SKIP " : "", reason);
	free(reason);
	free(clean);
}

static void ktap_note(const char *text)
{
	char *lines = str_replace(text, "\n", "\n# ");

	printf("# %s\n", lines);
	free(lines);
}

static int repro_print(const struct claims *c, const struct results *published,
		       const char *judged_by)
{
	bool sums = json_object_size(json_object_get(published->manifest, "files"));
	bool whole = !sums_check("repro", published->dir, published->manifest);
	size_t count[3] = { 0 };

	printf("KTAP version 1\n1..%zu\n", c->nr + 1);
	printf("# claims of %s, judged by the cells of %s\n", published->dir, judged_by);
	ktap_line(whole ? "ok" : "not ok", 1, "sums",
		  "every file of the published folder is as its run left it",
		  sums ? NULL : "its manifest has no sums");
	for (size_t i = 0; i < c->nr; i++) {
		const struct claim *one = &c->list[i];

		count[one->verdict]++;
		ktap_line(one->verdict == CLAIM_FAILS ? "not ok" : "ok", i + 2, one->id,
			  one->sentence,
			  one->verdict == CLAIM_OPEN ? (one->why ? one->why : "not judged") : NULL);
		if (one->verdict != CLAIM_OPEN && one->why && *one->why)
			ktap_note(one->why);
	}
	printf("# %zu hold, %zu do not, %zu cannot be judged here\n", count[CLAIM_HOLDS],
	       count[CLAIM_FAILS], count[CLAIM_OPEN]);
	if (!whole || count[CLAIM_FAILS])
		return PB_EXIT_FAIL;
	return count[CLAIM_HOLDS] ? PB_EXIT_OK : PB_EXIT_SKIP;
}

static int repro_tables(const struct claims *c, const char *dir, const char *published)
{
	static const struct table_writer *const writers[] = { &table_markdown, &table_latex };
	char *command = str_fmt("probebench repro %s", published), *masked = path_mask(command);
	struct table *t = claims_table(c, masked);
	char *numbers = claims_numbers(c), *path;
	int err = dir_make(dir);

	for (size_t i = 0; i < ARRAY_SIZE(writers) && !err; i++) {
		char *text = table_text(t, writers[i]);

		path = str_fmt("%s/claims.%s", dir, writers[i]->extension);
		err = file_write(path, text, strlen(text));
		free(path);
		free(text);
	}
	path = str_fmt("%s/claim-numbers.tex", dir);
	if (!err)
		err = file_write(path, numbers, strlen(numbers));
	free(path);
	free(numbers);
	table_free(t);
	free(masked);
	free(command);
	return err;
}

/* Judge by the folder @dir, which the claims' own run or the user made. */
static int repro_judge(const struct repro_opts *o, struct claims *c,
		       const struct results *published, const char *dir)
{
	char *tables = o->tables    ? str_dup(o->tables)
		       : o->results ? NULL
				    : str_fmt("%s/tables", dir);
	struct results r;
	int code;

	if (results_load(dir, &r)) {
		free(tables);
		return PB_EXIT_ENV;
	}
	claims_judge(c, &r);
	code = repro_print(c, published, dir);
	if (tables && repro_tables(c, tables, published->dir))
		code = PB_EXIT_ENV;
	results_free(&r);
	free(tables);
	return code;
}

static int repro_claims(const struct repro_opts *o, const char *dir)
{
	struct results published;
	struct claims c;
	char *ran = NULL;
	int code = 0;

	if (claims_load(dir, &c))
		return PB_EXIT_ENV;
	if (results_load(dir, &published)) {
		claims_free(&c);
		return PB_EXIT_ENV;
	}
	if (o->kick)
		repro_kick(&c);
	if (!o->results)
		code = repro_run(o, &published, &c, &ran);
	if (!code && !o->dry_run)
		code = repro_judge(o, &c, &published, o->results ? o->results : ran);
	free(ran);
	results_free(&published);
	claims_free(&c);
	return code;
}

/* A folder of the checkout, from wherever the program is called. */
static char *repro_project(const char *name)
{
	return root_project() ? str_fmt("%s/%s", root_project(), name) : str_dup(name);
}

static int repro_published(const struct repro_opts *o, const struct arg_list *dirs)
{
	char *dir = dirs->n ? str_dup(dirs->v[0]) : repro_project(REPRO_REFERENCE);
	char *published = repro_project(REPRO_PUBLISHED);
	struct results r;
	int code = PB_EXIT_ENV;

	if (!results_load(dir, &r)) {
		code = published_print(published, &r, o->format ? o->format : "text");
		results_free(&r);
	}
	free(published);
	free(dir);
	return code;
}

static int repro_main(int argc, char **argv)
{
	struct repro_opts o = { 0 };
	struct arg_list dirs = { .n = 0 };
	int code = args_parse(&verb_repro, argc, argv, &o, &dirs);

	if (code)
		return code - 1;
	if (dirs.n > 1 || (!dirs.n && !o.published)) {
		log_err("repro: name one published result folder, one with claims.json in it");
		return PB_EXIT_USAGE;
	}
	if (o.results && (o.out || o.kick || o.dry_run)) {
		log_err("repro: --results runs nothing: leave out --%s", o.out	  ? "output"
									 : o.kick ? "kick-the-tires"
										  : "dry-run");
		return PB_EXIT_USAGE;
	}
	return o.published ? repro_published(&o, &dirs) : repro_claims(&o, dirs.v[0]);
}

static const char *const repro_examples[] = {
	"probebench repro results/reference",
	"measure what its claims are about again, and say claim by claim whether it holds",
	"probebench repro results/reference --kick-the-tires",
	"the same within ten minutes, for what fits",
	"probebench repro results/reference --results build/results/bench",
	"judge the claims by a run that there is already",
	"probebench repro --published",
	"figures that others published, beside the reference run's",
	NULL,
};

const struct verb verb_repro = {
	.name = "repro",
	.args = "[DIR]",
	.summary =
		"Run a published folder's cells again and say claim by claim whether it holds (KTAP).",
	.defs = repro_defs,
	.examples = repro_examples,
	.main = repro_main,
};
