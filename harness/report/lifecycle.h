/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lifecycle - what the report reads from cells of the experiment of that name.
 */
#ifndef PB_REPORT_LIFECYCLE_H
#define PB_REPORT_LIFECYCLE_H

#include "report/bars.h"
#include "report/page.h"
#include "report/cost.h"

#define LIFE_EXPERIMENT "lifecycle"

/* One collector by one mechanism of one arm, on one kernel; @build: hook and mech are "none". */
struct life_row {
	const char *collector;
	struct side side;
};

/* Rows that have cells on @kernel, @collector only unless NULL; in the registry's order. Caller frees *rows. */
size_t life_rows(const struct results *r, const char *kernel, const char *collector,
		 struct life_row **rows);

/* The cell of one step of it; NULL if the folder has none. */
const struct result_cell *life_cell(const struct results *r, const char *kernel, const struct life_row *row,
				    const char *step);
/* The same of the collector's build for @arm. */
const struct result_cell *life_build(const struct results *r, const char *kernel, const char *collector,
				     const char *arm);
/* An exact metric; false if @c is NULL, not ok, or has none. */
bool life_value(const struct result_cell *c, const char *metric, s64 *value);

/* Tables, one kernel each. */
struct table *life_steps(const struct results *r, const struct result_kernel *k, const char *collector);
struct table *life_others(const struct results *r, const struct result_kernel *k);
struct table *life_loading(const struct results *r, const struct result_kernel *k);
struct table *life_held(const struct results *r, const struct result_kernel *k);
struct table *life_built(const struct results *r, const struct result_kernel *k);
struct table *life_calls(const struct results *r, const struct result_kernel *k);

/* lifecycle_times.c: the steps in time, two tables for each kernel that has sampled cells; has any? */
bool life_times(const struct results *r, struct page *p);

/* The bars of one kernel: steps stacked, module beside eBPF, in millions of instructions. */
void life_bars(const struct results *r, const struct result_kernel *k, struct bars *b);

#endif
