// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbs - the table of verbs, and the two that are too small for a file of their own kind.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/report.h"
#include "verbs.h"

const struct verb *const verbs[] = { &verb_run, &verb_merge, &verb_report, &verb_bundle, &verb_compare, &verb_gate,
				     &verb_repro, &verb_explore, &verb_export, &verb_anatomy, &verb_trace, &verb_list,
				     &verb_doctor, NULL };

struct report_opts {
	bool headline, json;
	const char *beside;
};

static const struct arg_def report_defs[] = {
	{ "headline", 0, ARG_FLAG, NULL, "print the table and picture that the README shows, only",
	  offsetof(struct report_opts, headline), 0, 0 },
	{ "beside", 0, ARG_TEXT, "DIR",
	  "show the sampled cells of this folder beside DIR's exact ones, in columns of their own",
	  offsetof(struct report_opts, beside), 0, 0 },
	{ "json", 0, ARG_FLAG, NULL, "print where the report is, its gates and its cells as JSON",
	  offsetof(struct report_opts, json), 0, 0 },
	{ .name = NULL },
};

static void report_print(const json_t *summary)
{
	json_dumpf(summary, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	putchar('\n');
}

static int report_main(int argc, char **argv)
{
	struct report_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	int code = args_parse(&verb_report, argc, argv, &opts, &dirs), err;
	json_t *summary = NULL;
	char *text = NULL;

	if (code)
		return code - 1;
	if (dirs.n != 1) {
		log_err("report: name one result folder");
		return PB_EXIT_USAGE;
	}
	if (opts.headline) {
		err = report_headline(dirs.v[0], &text);
		fputs(err ? "" : text, stdout);
		free(text);
		return err ? PB_EXIT_ENV : PB_EXIT_OK;
	}
	err = report_build(dirs.v[0], opts.beside, &summary);
	/* Without gnuplot there is a report all the same, and a program may want to read it. */
	if (opts.json && summary)
		report_print(summary);
	else if (!err)
		printf("%s/report.md\n", dirs.v[0]);
	json_decref(summary);
	return err ? PB_EXIT_ENV : PB_EXIT_OK;
}

static const char *const report_examples[] = {
	"probebench report results/reference",
	"rebuild report.md, report.html, tables/ and plots/ from the recorded cells, and nothing else",
	"probebench report results/reference --beside results/metal --json",
	"with times measured elsewhere in a section of their own; for a program",
	NULL,
};

const struct verb verb_report = {
	.name = "report",
	.args = "DIR",
	.summary = "Rebuild every table and plot of a result folder from its recorded cells.",
	.defs = report_defs,
	.examples = report_examples,
	.main = report_main,
};
