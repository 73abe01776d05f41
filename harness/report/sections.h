/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sections - the report from top to bottom: the only place that knows what it says in which order.
 */
#ifndef PB_REPORT_SECTIONS_H
#define PB_REPORT_SECTIONS_H

#include "report/gates.h"
#include "report/page.h"
#include "report/plots.h"

struct sections {
	const struct results *r;
	const struct results *beside; /* a folder whose sampled cells are shown too, or NULL */
	const struct gate *gates;     /* NR_GATES of them */
	enum plot_state (*plots)[NR_PLOTS]; /* one row a kernel of r */
};

void sections_fill(const struct sections *s, struct page *p);

#endif
