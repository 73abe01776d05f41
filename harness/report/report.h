/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report - rebuild every table and picture of a result folder from its recorded cells,
 * manifest.json and env/, and from nothing else. Nothing is printed on stdout.
 */
#ifndef PB_REPORT_H
#define PB_REPORT_H

#include <jansson.h>

#include "base.h"

/*
 * Write report.md, report.html, tables/ and plots/ into @dir, and remove tables and pictures there
 * that an earlier report left behind. @beside: a folder whose sampled cells are shown too, or NULL.
 * *summary, if @summary is not NULL, becomes {"report", "html", "gates", "cells"} once the pages are
 * written, else NULL; the caller's to decref. 0, or, having said so:
 *   -ENOENT  no such folder, or no cells.jsonl in it
 *   -EINVAL  the folder is damaged, or was written by a newer schema
 *   -ENOPKG  gnuplot is not installed; pages, tables and the pictures' data are written
 *   -EIO     gnuplot failed; pages and tables are written
 *   other    -errno of a file that could not be written
 */
int report_build(const char *dir, const char *beside, json_t **summary);

/*
 * All that report.html says of @dir as HTML to stand on a larger page, see html_fragment(). Pictures
 * are drawn in @scratch; nothing is written into @dir. *answers has, by name of the experiment, the answer of
 * each chapter alone; its links lead into *html. 0 with both the caller's, or as report_build().
 */
int report_fragment(const char *dir, const char *scratch, const char *prefix, char **html, json_t **answers);

/*
 * A few lines of Markdown for a README: the answer on the newest kernel in @dir, and its picture as
 * plots/answer-<label>.svg, *relative to @dir*: the caller puts the folder in front. 0 with *markdown
 * the caller's to free, or as report_build().
 */
int report_headline(const char *dir, char **markdown);

#endif
