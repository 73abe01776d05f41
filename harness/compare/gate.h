/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate - is anything worse than it may be?
 */
#ifndef PB_GATE_H
#define PB_GATE_H

#include "compare/compare.h"
#include "compare/limits.h"

enum ruling {
	RULING_PASS,
	RULING_NOT_JUDGED, /* no number on a side, not resolved, or too few samples */
	RULING_WARNING,
	RULING_BROKEN, /* what was measured could not be measured again */
	RULING_REGRESSION,
	NR_RULINGS
};

/* One figure, or one cell (its comparison is NULL), and what was found. */
struct finding {
	enum ruling ruling;
	const struct comparison *cmp;
	const struct join_row *row;
	char *why;
};

struct gate_judge {
	struct limit *hard, *soft; /* soft: crossing it is a warning */
	size_t nr_hard, nr_soft;
	bool strict; /* a cell that is gone is a regression */
	struct finding *list;
	size_t nr;
	size_t count[NR_RULINGS]; /* figures */
	size_t unlimited;	  /* figures that no limit speaks of */
};

/*
 * Judge every comparison of @c (column 0: what was, column 1: what is). Without limits a figure may get
 * worse by 2 % (exact) or 10 % (sampled) in the direction that its experiment declares.
 */
void gate_judge(struct gate_judge *g, const struct compare *c);
void gate_judge_free(struct gate_judge *g);
const char *ruling_text(enum ruling r);

#endif
