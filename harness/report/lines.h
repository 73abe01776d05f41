/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lines - a picture of a few series over the same places, on a logarithmic axis, each named at its end.
 *
 * A place without a number is a gap in the line, never a zero. A place that is no step of the series (another flavour
 * of a kernel among its versions) has points and is passed by the lines.
 */
#ifndef PB_REPORT_LINES_H
#define PB_REPORT_LINES_H

#include "report/chapter.h"

#define LINES_SERIES 12

struct lines {
	const char *name;  /* stem of its files */
	const char *title; /* what the heights are, with their unit */
	struct lines_place {
		char *name; /* along the axis */
		bool beside; /* no step of the series */
	} *places;
	size_t nr_places;
	struct line {
		char *label;
		const char *color; /* "#0072B2" */
		bool dashed;
		s64 *at; /* nr_places of them; 0 or less: no number */
	} series[LINES_SERIES];
	size_t nr_series;
};

/* One more place, before the first series; takes over @name. */
void lines_place(struct lines *l, char *name, bool beside);
/* One more series without numbers, which is returned; takes over @label. */
struct line *lines_add(struct lines *l, char *label, const char *color, bool dashed);
/* Write plots/<name>.dat and .gp, with @caption below, and draw them: is the picture there? See chapter_draw(). */
bool lines_draw(struct chapter_run *c, const struct lines *l, const char *caption);
void lines_free(struct lines *l);

#endif
