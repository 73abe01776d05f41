/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scaling - what a report says of `scaling`: its tables and its picture.
 */
#ifndef PB_REPORT_SCALING_H
#define PB_REPORT_SCALING_H

#include "report/chapter.h"

#define SCALING_EXPERIMENT "scaling"
#define SCALING_STEPS	   4 /* numbers of functions */

extern const char *const scaling_steps[SCALING_STEPS];

/* One mechanism of one side on one kernel. */
struct scaling_row {
	const char *arm, *mech;
	const struct result_cell *relevant[SCALING_STEPS], *irrelevant[SCALING_STEPS]; /* or NULL */
};

struct scaling_rows {
	struct scaling_row *v;
	size_t n;
};

/* Those that have cells, in the order of the experiment; scaling_rows_free() is due. */
struct scaling_rows scaling_rows(const struct results *r, const char *kernel);
void scaling_rows_free(struct scaling_rows *rows);

/* Is there @metric of a cell that is ok? */
bool scaling_value(const struct result_cell *c, const char *metric, s64 *value);

enum scaling_picture {
	SCALING_EVENT,	/* one event, counted */
	SCALING_WHICH,	/* the same, counted by function */
	SCALING_ATTACH, /* attaching, for each function */
	NR_SCALING_PICTURES
};

/* Draw plots/scaling-<picture>-<label>: is it there? */
bool scaling_draw(struct chapter_run *c, const struct result_kernel *k, const struct scaling_rows *rows,
		  enum scaling_picture picture);
/* Put it on the page. */
void scaling_show(const struct result_kernel *k, struct page *p, enum scaling_picture picture);

#endif
