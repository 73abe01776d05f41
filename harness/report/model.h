/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model - the cells of the experiment `model` as its chapter needs them: parts, sums, and what is left over.
 */
#ifndef PB_REPORT_MODEL_H
#define PB_REPORT_MODEL_H

#include "report/chapter.h"

#define MODEL_EXPERIMENT "model"
/* Where the parts are measured; all else is predicted from them. */
#define MODEL_WORKLOAD "getppid" /* of all parts */
#define MODEL_HOOK     "kprobe"	 /* of bodies and channels: hook and mechanism, which both sides have */

/* What differs between a cell and those in which its parts were measured. */
enum model_kind {
	MODEL_PART,	    /* nothing: its cost is a part, or two of them, and no prediction */
	MODEL_OTHER_HOOK,   /* a body or a channel at a hook where it was not measured */
	MODEL_OTHER_WORK,   /* a hook, body or channel where they were measured, on another workload */
	MODEL_OTHER_BOTH,
	NR_MODEL_KINDS
};
extern const char *const model_kinds[NR_MODEL_KINDS];

struct model_row {
	const struct result_cell *cell;
	char *body, *channel; /* "none": of no channel */
	enum model_kind kind;
	double measured;		      /* instructions an event */
	bool known;			      /* were all parts measured? */
	double hook, body_part, channel_part; /* instructions an event, each measured alone */
};

/* The rows of @kernel's ok cells, in the order of the cells; caller frees. Returns their number. */
size_t model_rows(const struct results *r, const char *kernel, struct model_row **rows);
void model_rows_free(struct model_row *rows, size_t n);

double model_sum(const struct model_row *row);
/* Measured less predicted, in whole instructions. */
long model_residual(const struct model_row *row);

#endif
