/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bars - a picture of bars that lie on their side, one below the other, in groups; stacked, or each part by itself.
 *
 * Any chapter fills it with names and numbers; nothing here knows what they mean. A row without a number
 * is a gap with a word in it, never a bar of length 0.
 */
#ifndef PB_REPORT_BARS_H
#define PB_REPORT_BARS_H

#include "report/chapter.h"

#define BARS_PARTS 6

struct bars_row {
	char *label;
	bool heading; /* of a group: no bar */
	double part[BARS_PARTS]; /* lengths, from left to right; 0: not there */
	char *text;  /* at the end of the bar; in its place if there is none */
};

struct bars {
	const char *name;  /* stem of its files */
	const char *title; /* what the lengths are, with their unit */
	bool apart; /* the parts of a row one below the other, on a logarithmic axis: none hides behind another */
	const char *parts[BARS_PARTS]; /* names for the key; NULL ends */
	const char *colors[BARS_PARTS]; /* "#0072B2"; NULL: the next of a row of well-told-apart ones */
	bool marks; /* with @apart: a mark at the end of each bar in its place, one shape a part */
	struct bars_row *rows;
	size_t nr_rows;
};

/* One more row, which is returned; takes over @label. */
struct bars_row *bars_add(struct bars *b, char *label, bool heading);
/*
 * Write plots/<name>.dat and .gp, with @caption below, and draw them: is the picture there? See chapter_draw().
 */
bool bars_draw(struct chapter_run *c, struct bars *b, const char *caption);
void bars_free(struct bars *b);

#endif
