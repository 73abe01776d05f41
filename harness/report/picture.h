/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * picture - a picture as data (plots.c fills it) and the gnuplot script that draws it (picture.c).
 */
#ifndef PB_REPORT_PICTURE_H
#define PB_REPORT_PICTURE_H

#include <stdio.h>

#include "report/cost.h"

/* A bar, or (arm NULL) the heading of a group of bars. */
struct bar {
	const char *hook;
	const char *arm;
	char *label;
	struct pair_row row;
};

struct plot {
	const struct results *r;
	const struct result_kernel *k;
	bool ratio;	  /* else added cost */
	char *name;	  /* stem of its files */
	struct bar *bars; /* bar i stands at y = i, counted from the top, in every panel */
	size_t nr_bars;
	const char **panels; /* workloads */
	size_t nr_panels;
	double max; /* the longest bar */
};

/* Write the script; it reads <name>.dat and writes <name>.svg, .pdf and .png. */
void picture_script(struct plot *p, FILE *out);

#endif
