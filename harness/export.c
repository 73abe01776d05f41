// SPDX-License-Identifier: GPL-2.0-only
/*
 * export - the verb that writes a result folder in the format of another program.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "files.h"
#include "verbs.h"

const struct exporter *exporter_find(const char *name)
{
	for (const struct exporter *const *e = exporters; *e; e++)
		if (!strcmp((*e)->name, name))
			return *e;
	return NULL;
}

char *export_text(const struct results *r, const struct exporter *e)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	e->write(r, out);
	fclose(out);
	return text;
}

void export_cells(const struct results *r,
		  void (*each)(const struct results *r, const struct result_cell *c, void *ctx),
		  void *ctx)
{
	for (size_t i = 0; i < r->nr_cells; i++)
		each(r, &r->cells[i], ctx);
	for (size_t i = 0; i < r->nr_sampled; i++)
		each(r, &r->sampled[i], ctx);
}

/* Of an artefact that was tried: where that ended, how, and the line that decided. */
static char *export_trial(const struct result_cell *c)
{
	char *stage = results_text(c->record, "trial.stage", ""), *how = results_text(c->record, "trial.outcome", "?");
	char *line = results_text(c->record, "trial.evidence", "");
	char *text = *stage ? str_fmt("%s=%s: %s", stage, how, line) : NULL;

	free(line);
	free(how);
	free(stage);
	return text;
}

/* Of mechanisms that were tried: those that were refused, and with which words. */
static char *export_mechs(const struct result_cell *c)
{
	char *text = NULL;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(c->record, "mechs"), i, one) {
		char *mech = results_text(one, "mech", "?"), *line = results_text(one, "evidence", "");

		if (json_is_false(json_object_get(one, "works")))
			text_add(&text, "%s%s=refused: %s", text ? "; " : "", mech, line);
		free(line);
		free(mech);
	}
	return text ? text : json_object_get(c->record, "mechs") ? str_dup("every mechanism works") : NULL;
}

char *export_observed(const struct result_cell *c)
{
	json_t *observed = json_object_get(c->record, "observed"), *one;
	char *text = json_array_size(observed) ? str_dup("") : NULL;
	size_t i;

	if (!text)
		return json_object_get(c->record, "trial") ? export_trial(c) : export_mechs(c);
	json_array_foreach(observed, i, one) {
		char *stage = results_text(one, "stage", "?"), *what = results_text(one, "outcome", "?");

		text_add(&text, "%s%s=%s", i ? " " : "", stage, what);
		free(what);
		free(stage);
	}
	if (json_object_get(c->record, "recovered"))
		text_add(&text, ", recovered: %s",
			 json_is_true(json_object_get(c->record, "recovered")) ? "yes" : "no");
	return text;
}

struct export_opts {
	const char *out;
};

static const struct arg_def export_defs[] = {
	{ "output", 'o', ARG_TEXT, "FILE", "write into this file instead of printing",
	  offsetof(struct export_opts, out), 0, 0 },
	{ .name = NULL },
};

static int export_usage(const struct arg_list *args)
{
	char *names = str_dup("");

	if (args->n != 2) {
		log_err("export: name a format and one result folder; `probebench list exporters` names "
			"the formats");
		free(names);
		return PB_EXIT_USAGE;
	}
	for (const struct exporter *const *e = exporters; *e; e++) {
		char *more = str_fmt("%s%s%s", names, *names ? ", " : "", (*e)->name);

		free(names);
		names = more;
	}
	log_err("export: there is no format \"%s\"; there are %s", args->v[0], names);
	free(names);
	return PB_EXIT_USAGE;
}

static int export_main(int argc, char **argv)
{
	struct export_opts opts = { 0 };
	struct arg_list args = { .n = 0 };
	int code = args_parse(&verb_export, argc, argv, &opts, &args);
	const struct exporter *e;
	struct results r;
	char *text;

	if (code)
		return code - 1;
	e = args.n == 2 ? exporter_find(args.v[0]) : NULL;
	if (!e)
		return export_usage(&args);
	if (opts.out && file_output(opts.out))
		return PB_EXIT_ENV;
	if (results_load(args.v[1], &r))
		return PB_EXIT_ENV;
	text = export_text(&r, e);
	if (opts.out)
		code = file_write(opts.out, text, strlen(text)) ? PB_EXIT_ENV : 0;
	else
		fputs(text, stdout);
	free(text);
	results_free(&r);
	return code;
}

static const char *const export_examples[] = {
	"probebench export junit build/results/bench -o junit.xml",
	"cells as test cases, for a CI server",
	"probebench export summary build/results/bench >>\"$GITHUB_STEP_SUMMARY\"",
	"how the run went, as Markdown, on the job's page",
	"probebench export benchfmt build/results/bench -o new.txt",
	"for benchstat; `probebench list exporters` names all formats",
	NULL,
};

const struct verb verb_export = {
	.name = "export",
	.args = "FORMAT DIR",
	.summary =
		"Write a result folder in the format of another program: CI servers, dashboards, benchstat.",
	.defs = export_defs,
	.examples = export_examples,
	.main = export_main,
};
