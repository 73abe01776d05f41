/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * geometry - where everything of a picture stands, what its colours are and what its key says.
 */
#ifndef PB_REPORT_GEOMETRY_H
#define PB_REPORT_GEOMETRY_H

#include "report/picture.h"

#define WIDTH_MM    85.0
#define ROW_MM	    3.5
#define TITLE_MM    4.5 /* of the picture; name of a panel */
#define KEY_MM	    4.0 /* a line of the key */
#define AXIS_MM	    4.5 /* numbers of its axis */
#define LINE_MM	    3.1 /* a line of text */
#define EDGE_MM	    1.5
#define GAP_MM	    3.0 /* between two panels side by side */
#define CHAR_MM	    1.5 /* an average character of the label font, with reserve */
#define LINE_CHARS  58	/* characters in a line of the caption */
#define KEYS_MAX    16
#define COLOR_RATIO "#009E73" /* belongs to neither side */
#define COLOR_BODY  "#000000"
#define MARK_FLOOR  2 /* a cross, larger than the marks that may lie on it */
#define MARK_SIZE   "pointsize 0.6"
#define FLOOR_SIZE  "pointsize 1"

struct key {
	char *style, *text;
	int mark; /* gnuplot's number of a shape that stands in the place of a square; 0: none */
};

/* All lengths in mm, y from the bottom. */
struct geometry {
	double height, left, bottom; /* bottom: below the lowest panel's axis numbers */
	size_t columns, rows;
	double panel_width, panel_height;
	double range; /* where the axis ends: the longest bar and the number beside it have room */
	struct key keys[KEYS_MAX];
	size_t nr_keys;
};

struct geometry geometry_of(const struct plot *p, const char *caption);
void geometry_free(struct geometry *g);
/* How wide an entry of the key is, and whether it still fits in a line at @x. */
double key_width(const struct key *k);
bool key_fits(const struct key *k, double x);
/* The fill of the bars of an arm; caller frees. The mark of a body. */
char *key_solid(const char *color);
const char *arm_color(enum bar_arm arm);
int body_mark(size_t body);
/* How high the panels of a row of them are, in mm. */
double panel_height(const struct plot *p, size_t row);
/* Where a line of the caption ends: at the last space that fits. */
size_t line_end(const char *s);
size_t caption_lines(const char *caption);

#endif
