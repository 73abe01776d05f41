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
#define LIFE_LEAD "count"

/* The steps whose instructions and system calls are counted, in order; the sides, NULL ends. */
#define LIFE_STEP_NAMES 4
extern const char *const life_step_names[LIFE_STEP_NAMES], *const life_arms[];

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

/* The sum of @metric over all steps; false if one lacks it. */
bool life_sum(const struct results *r, const char *kernel, const struct life_row *row, const char *metric, s64 *sum);
/* Why there is no number. */
const char *life_word(const struct result_cell *c);

/* Tables, one kernel each. */
struct table *life_steps(const struct results *r, const struct result_kernel *k, const char *collector);
struct table *life_others(const struct results *r, const struct result_kernel *k);
struct table *life_loading(const struct results *r, const struct result_kernel *k);
struct table *life_held(const struct results *r, const struct result_kernel *k);
struct table *life_built(const struct results *r, const struct result_kernel *k);
struct table *life_calls(const struct results *r, const struct result_kernel *k);
/* Times of builds are sampled, so they have a table and a provenance of their own; caller frees the latter. */
struct table *life_build_times(const struct results *r, const struct result_kernel *k);
char *life_build_provenance(const struct results *r, const struct result_kernel *k);

/* lifecycle_times.c: the steps in time, two tables for each kernel that has sampled cells; has any? */
bool life_times(const struct results *r, struct page *p);

/* Pictures of the newest kernel (lifecycle_bars.c): others look alike, and have all figures in tables. */
enum life_picture {
	LIFE_PICTURE_LEAD,	 /* the life of the lead collector by every mechanism: steps stacked */
	LIFE_PICTURE_STEPS,	 /* the same steps each by itself, on a logarithmic axis */
	LIFE_PICTURE_COLLECTORS, /* the lives of all collectors by the most common mechanism */
	LIFE_PICTURE_HELD,	 /* the memory that these hold */
	LIFE_PICTURE_BUILD,	 /* time of building them: sampled */
	LIFE_PICTURES
};

extern const struct life_drawing {
	const char *stem;    /* of its files, before the kernel's label */
	const char *caption; /* before kernel and provenance */
	bool sampled;
	void (*fill)(const struct results *r, const struct result_kernel *k, struct bars *b);
} life_drawings[LIFE_PICTURES];

#endif
