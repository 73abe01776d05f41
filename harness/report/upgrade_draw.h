/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upgrade_draw - what the two pictures of upgrades share.
 */
#ifndef PB_REPORT_UPGRADE_DRAW_H
#define PB_REPORT_UPGRADE_DRAW_H

#include <stdio.h>

#include "report/upgrade.h"

#define NR_PLOT_FATES 4

/* Who recorded an event, in the order of the record's words. */
struct plot_fate {
	const char *key, *color, *text;
};
extern const struct plot_fate plot_fates[NR_PLOT_FATES];

/* Of an axis. */
struct plot_range {
	double least, most;
};

/* One row a strategy and side: is it that of cell @i? A timeline is that of its first mechanism, losses are of all. */
bool plot_shown(const struct upgrade_rows *rows, size_t i);

/* The data of a timeline, which widens *@x to what there is; caller frees. */
char *timeline_dat(const struct upgrade_rows *rows, struct plot_range *x);
/* Its axis, for gnuplot. */
void timeline_axis(FILE *out, const struct plot_range *x);
/* "114 missed, 0 twice": of the upgrade that is drawn; caller frees. */
char *timeline_label(const struct upgrade_row *r);

#endif
