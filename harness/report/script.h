/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * script - the pieces of a gnuplot script that all pictures share (picture.c).
 */
#ifndef PB_REPORT_SCRIPT_H
#define PB_REPORT_SCRIPT_H

#include <stdio.h>

#include "report/geometry.h"

/* A gnuplot string; the same in bold. */
void script_string(FILE *out, const char *s);
void script_bold(FILE *out, const char *s);
/* A label at a place in mm from the lower left corner. */
void script_label(FILE *out, const struct geometry *g, const char *text, double x, double y,
		  const char *style);
/* The title with the key below it, at the top; the caption at the bottom. */
void script_title(FILE *out, const struct geometry *g, const char *title);
void script_caption(FILE *out, const struct geometry *g, const char *caption);
/* The first lines: whose script it is, how its data are read. */
void script_open(FILE *out, const char *name);
/* Begin the loop over the formats; the script closes it with script_close(). */
void script_formats(FILE *out, double height_mm);
void script_close(FILE *out);
/* The horizontal axis, from 0 to @range, with numbers in steps that suit @max. */
void script_tics(FILE *out, const struct geometry *g, double range, double max);

#endif
