/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report - rebuild every table and picture of a result folder from its recorded cells,
 * manifest.json and env/, and from nothing else. Nothing is printed on stdout.
 */
#ifndef PB_REPORT_H
#define PB_REPORT_H

#include "base.h"

/*
 * Write report.md, tables/ and plots/ into @dir. 0, or, having said so:
 *   -ENOENT  no such folder, or no cells.jsonl in it
 *   -EINVAL  the folder is damaged, or was written by a newer schema
 *   -ENOPKG  gnuplot is not installed; report.md, tables/ and the pictures' data are written
 *   -EIO     gnuplot failed; report.md and tables/ are written
 *   other    -errno of a file that could not be written
 */
int report_build(const char *dir);

/*
 * A few lines of Markdown for a README: the count collector's costs on getppid and their ratio on
 * the newest kernel in @dir, and its picture as plots/added-<label>.svg, *relative to @dir*: the
 * caller puts the folder in front. 0 with *markdown the caller's to free, or as report_build().
 */
int report_headline(const char *dir, char **markdown);

#endif
