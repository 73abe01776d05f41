/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * change - one metric of two cells that answer to each other: what it was, what it is, and whether
 * there is a difference at all.
 *
 * EXECUTIVE SUMMARY
 * Exact figures are integers: any difference is one, unless it is smaller than what the baseline of
 * the workload does by itself in either folder. Sampled figures differ when a Mann-Whitney test says
 * so (p below alpha), with at least SAMPLE_FLOOR samples a side; nothing is said with fewer.
 */
#ifndef PB_CHANGE_H
#define PB_CHANGE_H

#include "report/load.h"
#include "sample_stats.h"

#define CHANGE_ALPHA 0.05

enum value_state {
	VALUE_NUMBER,
	VALUE_NO_CELL, /* the folder has no such cell */
	VALUE_NO_METRIC,
	VALUE_NOT_OK /* the cell failed, is broken or was skipped */
};

struct value {
	enum value_state state;
	enum outcome outcome;
	bool sampled;
	double v;
	s64 i;	       /* exact, if whole */
	bool whole;    /* exact values are */
	double lo, hi; /* sampled: 95 % interval, if has_ci */
	bool has_ci;
	size_t n;	 /* samples */
	double *samples; /* owned; NULL: none recorded */
	double noise; /* what the baseline did by itself in that run, if the cell says so; else 0 */
	s64 delta, over; /* exact, of a quotient: the integers behind it; over 0: none */
	bool agree;	 /* the cell's repeats gave the same */
};

enum change_kind {
	CHANGE_NOTHING, /* a side has no number */
	CHANGE_SAME,
	CHANGE_FRACTION,   /* the same integer; what it was rounded from differs by less than one */
	CHANGE_UNRESOLVED, /* exact: smaller than the baseline's own movement */
	CHANGE_UNSURE,	   /* sampled: not significant */
	CHANGE_FEW, /* sampled: fewer than SAMPLE_FLOOR samples on a side, or none recorded */
	CHANGE_YES
};

struct change {
	enum change_kind kind;
	double delta; /* new - old, in the metric's unit */
	double ratio; /* new / old; 0 where old is 0 or either is negative */
	double p;     /* sampled; 1 where no test was made */
};

/* A cell's metric; @c may be NULL. Free with value_free(). */
struct value value_of(const struct results *r, const struct result_cell *c, const char *metric);
void value_free(struct value *v);
/* "371", "85.7 [80.4, 89.6]", or why there is none; caller frees. */
char *value_text(const struct value *v);

/*
 * What became of @was. The cells and their folders decide what an exact difference must exceed.
 */
struct change change_of(const struct results *old_from, const struct result_cell *old_cell,
			const struct value *was, const struct results *new_from,
			const struct result_cell *new_cell, const struct value *is, double alpha);
/* "+30 (+8.1%)", "=", "~", ...; caller frees. */
char *change_text(const struct change *c, const struct value *was);
/* The word for programs: "same", "unresolved", ... */
const char *change_key(enum change_kind kind);

#endif
