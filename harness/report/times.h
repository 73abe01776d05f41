/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * times - a folder of sampled cells alone: its answer, its costs, its machine.
 */
#ifndef PB_REPORT_TIMES_H
#define PB_REPORT_TIMES_H

#include "report/cost.h"
#include "report/outputs.h"
#include "report/page.h"

/* A kernel's sampled cells, as if they were all that the folder has. */
struct times {
	struct results view; /* borrows everything from the results it was made of */
	const char *release;
	const char *workload; /* the one that heads the report; NULL: nothing was measured */
	json_t *env;	      /* of the release; NULL: none */
};

struct times times_of(const struct results *r);
void times_free(struct times *t);

/* Where a time came from, as it stands under every table and picture; caller frees. */
char *times_provenance(const struct times *t);
/* A metric of an ok cell, or NULL. */
const json_t *times_metric(const struct times *t, const struct side *side, const char *collector,
			   const char *workload, const char *metric);

/* The first screen, without the picture; everything below it. */
void times_answer(const struct times *t, struct page *p);
void times_body(const struct times *t, struct page *p);

/* Draw plots/times-<release>; the stem if it has anything to show (caller frees), else NULL. */
char *times_script(const struct times *t, struct outputs *to);
extern const char times_caption[];

#endif
