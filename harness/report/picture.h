/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * picture - a picture as data (plots.c fills it) and the gnuplot script that draws it (picture.c).
 *
 * Columns of <name>.dat: 1 y, 2 arm, 3 where the floor ends, 4 where the bar ends, 5 the number
 * beside it, 6 the word in its place, 7 hook, 8 name; PLOT_STACK has marks instead of bars, and one more column for each
 * body, what it adds. "?" is no number, "-" no word.
 */
#ifndef PB_REPORT_PICTURE_H
#define PB_REPORT_PICTURE_H

#include <stdio.h>

#include "report/plots.h"

/* Column 2: an index into the colours. */
enum bar_arm { BAR_MODULE, BAR_EBPF, BAR_OTHER, NR_BAR_ARMS };

/* A bar, or (arm NULL) the heading of a group of bars. */
struct bar {
	char *label;
	struct side side;
	struct pair_row row; /* PLOT_RATIO */
};

struct plot {
	const struct results *r;
	const struct result_kernel *k;
	enum plot_kind kind;
	char *name;	  /* stem of its files */
	struct bar *bars;
	size_t nr_bars;
	const char **panels; /* workloads */
	size_t nr_panels;
	/*
	 * Panels side by side share names: bar i stands at y = place[row * nr_bars + i], counted from the top, in all panels of
	 * that row, of which rows[row] are taken; PLOT_GONE where none of their workloads has it.
	 */
	size_t *place, *rows;
	const char **bodies; /* PLOT_STACK: in the order of the columns, without the floor */
	size_t nr_bodies;
	double max;	    /* the longest bar */
	size_t label_chars; /* the longest number beside one */
};

#define PLOT_COLUMNS 2
#define PLOT_GONE    SIZE_MAX

enum bar_arm bar_arm(const struct bar *b);
/* Panels side by side. */
size_t plot_columns(const struct plot *p);

/* Write the script; it reads <name>.dat and writes <name>.svg, .pdf and .png. */
void picture_script(struct plot *p, FILE *out);

#endif
