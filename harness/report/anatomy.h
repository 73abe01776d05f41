/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * anatomy - what the report shows of traced events: tables, pictures, the comparison of two of them.
 */
#ifndef PB_REPORT_ANATOMY_H
#define PB_REPORT_ANATOMY_H

#include "anatomy/event.h"
#include "report/outputs.h"
#include "report/tables.h"

/* Each makes a table that the caller frees; @group is an event of the group it is about. */

/* What every side adds, layer by layer; with @other not NULL, of @group and @other alone. */
struct table *anatomy_layers_table(const struct events *e, const struct event *group,
				   const struct event *other);
/* One hook: every function that a collector adds to, side beside side. */
struct table *anatomy_functions(const struct events *e, const struct event *group, const char *hook);
/* The same layers on every kernel, and what changed from the oldest to the newest. */
struct table *anatomy_by_kernel(const struct events *e, const char *workload, const char *collector);
/* Traced beside measured, for every cell. */
struct table *anatomy_agreement(const struct events *e);
/* A handler instruction by instruction; without rows if the cell has none. */
struct table *anatomy_instructions(const struct event *e);
/* Every function of every event, for programs. */
struct table *anatomy_csv(const struct events *e);

/* Two events side by side in the order of execution; equal stretches are folded unless @all. */
struct table *anatomy_diff(const struct event *a, const struct event *b, bool all);

/* Write plots/layers-<kernel>.dat and .gp for the group of @group. 0 or -errno. */
int anatomy_plot(const struct events *e, const struct event *group, const char *stem,
		 struct outputs *to);

/* One event as a picture that needs no other file: SVG, caller frees. */
char *anatomy_flame(const struct event *e, const struct event *base);

/* Colours of the layers, as "#rrggbb": the same in every picture. */
extern const char *const anatomy_colours[NR_LAYERS];

#endif
