/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reach - what the pieces of its chapter share.
 */
#ifndef PB_REPORT_REACH_H
#define PB_REPORT_REACH_H

#include "report/chapter.h"

#define REACH_EXPERIMENT "reach"
#define REACH_ARMS	 2

extern const char *const reach_arms[REACH_ARMS];

/* The cell of @kernel (a release) and @arm, booted as @boot says; NULL: there is none. */
const struct result_cell *reach_cell(const struct results *r, const char *kernel, const char *boot, const char *arm);

/* A table with a column for every kernel behind @heads; takes over @title. */
struct table *reach_new(const struct results *r, const char *name, char *title, const char *heads, bool numeric);

/* The text of a member, or "". */
const char *reach_text(const json_t *object, const char *key);

/* Smallest sets of capabilities by mechanism; the words of every refusal on the newest kernel, once for those that
 * read the same; how many mechanisms root may use by boot. */
struct table *reach_privileges(const struct results *r);
struct table *reach_refusals(const struct results *r);
struct table *reach_locked(const struct results *r);

#endif
