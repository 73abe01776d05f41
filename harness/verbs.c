// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbs - the table of verbs, and the two that are too small for a file of their own kind.
 */
#include <errno.h>
#include <stdio.h>

#include "report/report.h"
#include "verbs.h"

const struct verb *const verbs[] = { &verb_run, &verb_report, &verb_list, &verb_doctor, NULL };

struct report_opts {
	bool headline;
};

static const struct arg_def report_defs[] = {
	{ "headline", 0, ARG_FLAG, NULL, "print the table and picture that the README shows, only",
	  offsetof(struct report_opts, headline), 0, 0 },
	{ .name = NULL },
};

static int report_main(int argc, char **argv)
{
	struct report_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	int code = args_parse(&verb_report, argc, argv, &opts, &dirs), err;
	char *text = NULL;

	if (code)
		return code - 1;
	if (dirs.n != 1) {
		log_err("report: name one result folder");
		return PB_EXIT_USAGE;
	}
	err = opts.headline ? report_headline(dirs.v[0], &text) : report_build(dirs.v[0]);
	if (err)
		return PB_EXIT_ENV;
	if (opts.headline)
		fputs(text, stdout);
	else
		printf("%s/report.md\n", dirs.v[0]);
	return PB_EXIT_OK;
}

static const char *const report_examples[] = {
	"probebench report results/reference",
	"rebuild report.md, tables/ and plots/ from the recorded cells, and nothing else",
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
