/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explore - one page over many result folders: ask, filter, sort, and go down to the evidence.
 *
 * Everything on it is plain HTML that a browser without scripts shows whole; web/explore.js and two
 * small libraries add filters, sorting and charts to what is there. The page needs no other file.
 */
#ifndef PB_EXPLORE_H
#define PB_EXPLORE_H

#include <stdio.h>

#include "report/load.h"

struct experiment;

/* A cell and the folder that it is from. */
struct explore_cell {
	const struct result_cell *c;
	size_t folder;
	size_t number; /* on the page, from 0: its anchor is "cell-<number>" */
};

/* What the page knows of one experiment. */
struct explore_topic {
	char *name;
	const struct experiment *experiment; /* NULL: this build does not know it */
	struct explore_cell *cells;	     /* over all folders; exact ones and sampled */
	size_t nr_cells;
	bool observes; /* its cells have a verdict or observations */
};

/* What report_fragment() makes of a folder; NULLs on a brief page. */
struct explore_report {
	char *html;
	json_t *answers;
};

struct explore {
	struct results *folders;
	struct explore_report *reports; /* of each folder */
	size_t nr_folders;
	struct explore_topic *topics; /* in the order of the registry */
	size_t nr_topics;
};

/* "What does ... ?", or the name of an unknown experiment. */
const char *explore_question(const struct explore_topic *t);

/* A name's keys without the experiment: *keys is an array of strings; both are the caller's to free. */
size_t explore_keys(const struct explore_topic *t, char ***keys);
void explore_keys_free(char **keys, size_t n);

/* "6.12" of a release, or the release where two kernels of a folder share a series. */
const char *explore_kernel(const struct results *r, const char *release);
/* What a folder is called on the page: the last part of its path. */
const char *explore_run(const struct explore *x, size_t folder);

/* explore_table.c: every cell with its keys, figures and outcome; every pair of costs. */
void explore_cells(const struct explore *x, const struct explore_topic *t, FILE *out);
void explore_pairs(const struct explore *x, FILE *out);

/* explore_matrix.c: what came of each mistake, and the lines that show it. */
void explore_matrix(const struct explore *x, const struct explore_topic *t, FILE *out);

/* explore_page.c: the whole page; caller frees. */
char *explore_page(const struct explore *x);

/* explore_parts.c: a file of web/ or of the libraries, NULL if it is not there; caller frees. */
char *explore_file(const char *name);
char *explore_library(const char *name);
/* "'sha256-...'", which allows this script and no other; caller frees; NULL. */
char *explore_hash(const char *script);

#endif
