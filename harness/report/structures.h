/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structures - what the report reads from cells of the experiment of that name.
 */
#ifndef PB_REPORT_STRUCTURES_H
#define PB_REPORT_STRUCTURES_H

#include "report/bars.h"
#include "report/chapter.h"
#include "structure.h"

#define ST_EXPERIMENT "structures"
#define ST_SHOWN      1024 /* elements at which structures are compared */

/* The cells of one structure with one number of elements on one kernel. */
struct st_row {
	const struct structure *s;
	const struct result_kernel *k;
	u32 entries;
	const struct result_cell *cell[NR_ST_OPS]; /* by structure_ops[]; NULL: not run */
};

struct st_rows {
	struct st_row *v;
	size_t n;
};

/* All of the folder, in the order of the descriptors; structures that this build does not know are left out. */
struct st_rows st_rows(const struct results *r);
void st_rows_free(struct st_rows *rows);

/* Instructions of one operation; false if the row has no such figure. */
bool st_value(const struct st_row *row, char letter, double *insns);
/* The same as text, or why there is none; caller frees. */
char *st_text(const struct st_row *row, char letter);

/*
 * Is @row one of those that stand for its structure on @k: with ST_SHOWN elements, or as many as it can have?
 */
bool st_shown(const struct st_row *row, const struct result_kernel *k);

/* The operations that an event of a collector is for a structure of @kind, by their letters. */
const char *st_event(enum structure_kind kind);
/* Instructions of all of them together. */
bool st_event_cost(const struct st_row *row, double *insns);
/*
 * The row of @arm with the cheapest event of @kind on @k, among those with ST_SHOWN elements: NULL if there is
 * none. What forgets by itself or knows only one element is not among them.
 */
const struct st_row *st_best(const struct st_rows *rows, const struct result_kernel *k, enum structure_kind kind,
			     const char *arm);

/*
 * structures_tried.c: the others of @best's job and side that have rows on @k, as "`hlist` 47, `rbtree` 95": those that
 * do the same job, and those that forget or have one element only, which stand apart; "-" for none. Caller frees both.
 */
void st_others(const struct st_rows *rows, const struct st_row *best, const struct result_kernel *k,
	       enum structure_kind kind, const char *arm, char **others, char **apart);
/* A row a job and side: the cheapest, and what else was tried. */
struct table *st_tried_table(const struct results *r, const struct st_rows *rows, const struct result_kernel *k);
/* Has none of the same job and side a smaller figure of this operation? */
bool st_least(const struct st_rows *rows, const struct st_row *row, char letter);

/* A picture of what an event costs. */
void st_bars(const struct st_rows *rows, const struct result_kernel *k, struct bars *b);

#endif
