/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sections - the report from top to bottom: the only place that knows what it says in which order.
 */
#ifndef PB_REPORT_SECTIONS_H
#define PB_REPORT_SECTIONS_H

#include "report/chapter.h"

/* @nr opened chapters, at least one. */
void sections_fill(const struct results *r, struct chapter_run *chapters, size_t nr, struct page *p);

#endif
