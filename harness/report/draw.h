/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * draw - running gnuplot, so that equal scripts and data give equal files.
 */
#ifndef PB_REPORT_DRAW_H
#define PB_REPORT_DRAW_H

#include "report/outputs.h"

/* Draw plots/<name>.svg, .pdf and .png. 0; -ENOPKG: there is no gnuplot; -EIO: it failed. */
int draw_picture(const char *name, struct outputs *to);

/*
 * Replace the moment of creation in a PDF by @epoch, in place: every offset in the file stays right.
 */
void draw_pdf_date(char *pdf, size_t len, s64 epoch);

#endif
