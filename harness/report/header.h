/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * header - what was run, on what, and how it ended.
 */
#ifndef PB_REPORT_HEADER_H
#define PB_REPORT_HEADER_H

#include "report/load.h"
#include "report/page.h"

void header_fill(const struct results *r, struct page *p);
/* How many cells of @kernel (NULL: any) came to which outcome, indexed by enum outcome. */
void header_outcomes(const struct results *r, const char *kernel, size_t n[4]);

#endif
