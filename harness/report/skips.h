/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skips - what a folder of sampled cells could not measure, and why.
 */
#ifndef PB_REPORT_SKIPS_H
#define PB_REPORT_SKIPS_H

#include "report/load.h"
#include "report/page.h"

/* Heading of the section; its anchor is "#what-was-skipped". */
#define SKIPS_HEADING "What was skipped"

/*
 * How many sampled cells the section is about: all that were skipped, or none in a folder that has exact
 * cells too, since that lists every cell which is not ok by its name.
 */
size_t skips_count(const struct results *r);
/* The section; nothing if skips_count() is 0, so nobody may link to it then. */
void skips_fill(const struct results *r, struct page *p);

#endif
