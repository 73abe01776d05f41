/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * curves - a picture of curves over an axis of numbers, each through points that were measured and nowhere else.
 *
 * Curves that lie on one another are drawn in different widths, and the caption names them.
 */
#ifndef PB_REPORT_CURVES_H
#define PB_REPORT_CURVES_H

#include "report/chapter.h"

#define CURVES_POINTS 16

struct curve {
	char *label;
	const char *color; /* "#0072B2" */
	bool dashed;
	double x[CURVES_POINTS], y[CURVES_POINTS];
	double low[CURVES_POINTS], high[CURVES_POINTS]; /* interval of y; y itself: it has none */
	size_t n;
};

struct curves {
	const char *name;   /* stem of its files */
	const char *title;  /* what y is, with its unit */
	const char *x_title;
	bool log;	    /* both axes */
	bool points;	    /* nothing is joined, each has a mark of its own; x is logarithmic, y from 0 */
	const double *tics; /* of x, ended by a negative number */
	struct curve *curves;
	size_t nr_curves;
};

/* One more curve, which is returned; takes over @label. Valid until the next call. */
struct curve *curves_add(struct curves *l, char *label, const char *color, bool dashed);
void curve_point(struct curve *c, double x, double y);
/* The same with an interval, which is drawn if any point of the picture has one. */
void curve_interval(struct curve *c, double x, double y, double low, double high);
/* Write plots/<name>.dat and .gp, with @caption below, and draw them: is the picture there? See chapter_draw(). */
bool curves_draw(struct chapter_run *c, struct curves *l, const char *caption);
void curves_free(struct curves *l);

#endif
