/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * latex - what the LaTeX writers share, and the numbers that a paper's text can quote.
 */
#ifndef PB_REPORT_LATEX_H
#define PB_REPORT_LATEX_H

#include <stdio.h>

#include "report/cost.h"

/* Print @len bytes as text without a meaning to TeX. */
void latex_escape(FILE *out, const char *s, size_t len);
/* Print markup as LaTeX. */
void latex_markup(FILE *out, const char *text);

/*
 * One \newcommand for each cost of the lead collector and for each ratio:
 * \pbSixDotOneTwoGetppidKprobeKmodKprobe and \pbSixDotOneTwoGetppidKprobeRatioKprobeKprobe. Where
 * there is no number, the macro says why. Caller frees.
 */
char *numbers_text(const struct results *r);
/* The macro's name of these parts, ended by NULL: letters only; caller frees. */
char *numbers_name(const char *const parts[]);

#endif
