/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compare - result folders side by side: what the verbs compare and gate share.
 */
#ifndef PB_COMPARE_H
#define PB_COMPARE_H

#include "args.h"
#include "compare/change.h"
#include "compare/join.h"
#include "report/page.h"

#define COMPARE_MAX_FOLDERS 16

/* What both verbs can be told about cells. */
struct compare_opts {
	struct arg_list filters, metrics, without;
	struct arg_list also; /* names of metrics that are wanted whatever their direction */
	const char *by, *cls, *format, *alpha_text;
	bool releases, across_hosts, all;
	double alpha;
};

/* One metric of one row: what stands in each column, and what became of the first of them. */
struct comparison {
	const struct join_row *row;
	const char *metric;
	char *unit;
	bool sampled;	       /* the metric's class: an exact cell may hold a sampled metric */
	struct value *value;   /* by column */
	struct change *change; /* by column; [0] is nothing */
};

struct compare {
	const struct compare_opts *opts;
	struct results folder[COMPARE_MAX_FOLDERS];
	const char *label[COMPARE_MAX_FOLDERS];
	size_t nr_folders;
	struct join j;
	/* Grouped: all of one experiment, metric, class, accelerator and CPU. */
	struct comparison *list;
	size_t nr;
	size_t *group; /* where each group starts in list; nr_groups + 1 of them */
	size_t nr_groups;
	bool hosts_differ;
	size_t common; /* rows with cells in more than one column */
};

/* The options of struct compare_opts at @offset of a verb's options. */
#define COMPARE_DEFS(offset)                                                                       \
	{ "filter", 'f', ARG_LIST, "GLOB",                                                         \
	  "only cells whose path matches (kernel=6.12 will do); may be repeated",                  \
	  (offset) + offsetof(struct compare_opts, filters), 0, 0 },                               \
	{ "metric", 'm', ARG_LIST, "GLOB", "only these metrics (those with a direction); may be repeated", \
	  (offset) + offsetof(struct compare_opts, metrics), 0, 0 },                               \
	{ "class", 0, ARG_TEXT, "CLASS", "only exact or only sampled cells",                       \
	  (offset) + offsetof(struct compare_opts, cls), 0, 0 },                                   \
	{ "releases", 0, ARG_FLAG, NULL, "kernels join by exact release instead of series",        \
	  (offset) + offsetof(struct compare_opts, releases), 0, 0 },                              \
	{ "across-hosts", 0, ARG_FLAG, NULL, "compare times of different hosts all the same",      \
	  (offset) + offsetof(struct compare_opts, across_hosts), 0, 0 },                          \
	{ "alpha", 0, ARG_TEXT, "P", "sampled: significant below this p (0.05)",                   \
	  (offset) + offsetof(struct compare_opts, alpha_text), 0, 0 },                            \
	{ "format", 0, ARG_TEXT, "NAME", "text, markdown, csv, latex or json (text)",              \
	  (offset) + offsetof(struct compare_opts, format), 0, 0 },                                \
	{ "all", 'a', ARG_FLAG, NULL, "list what is equal, too, and every cell of one side only",  \
	  (offset) + offsetof(struct compare_opts, all), 0, 0 }

/* 0 or PB_EXIT_USAGE (logged); fills in defaults. */
int compare_check(const char *verb, struct compare_opts *o);
/*
 * Load the folders and compare their cells; @verb for the messages. 0 or an exit code: PB_EXIT_ENV for
 * a folder that cannot be read, PB_EXIT_USAGE where cells cannot be compared, or none has a partner.
 */
int compare_load(const char *verb, const struct arg_list *dirs, const struct compare_opts *opts,
		 struct compare *c);
/* The same of folders already in c->folder. */
int compare_make(const char *verb, const struct compare_opts *opts, struct compare *c);
void compare_free(struct compare *c);

/* compare_page.c: the tables; compare_flat.c: for programs. */
void compare_page(const struct compare *c, struct page *p);
struct table *compare_flat(const struct compare *c);
json_t *compare_json(const struct compare *c);
/* What tells the cells of one side apart from those of the other, in words; caller frees. */
char *compare_lonely(const struct compare *c, size_t column, size_t most);

/* Print a page, or @json, as @format says. Takes over @json, which may be NULL. */
void compare_print(const struct compare *c, const char *format, const struct page *p, json_t *json);

#endif
