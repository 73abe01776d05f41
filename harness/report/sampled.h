/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sampled - sampled results beside exact ones: time from a real machine next to counted work.
 *
 * The two classes stand in columns of their own and are never put into one number.
 */
#ifndef PB_REPORT_SAMPLED_H
#define PB_REPORT_SAMPLED_H

#include "report/page.h"
#include "report/cost.h"

/* One table for each kernel that @from has sampled cells of, with the exact costs of @r. */
void sampled_fill(const struct results *r, const struct results *from, struct page *p);

/* "12.3 [11.9, 12.8]" of a cell's metric, or why there is nothing that could be believed; caller frees. */
char *sampled_text(const struct result_cell *c, const json_t *metric);

#endif
