/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gates - does the method hold in this run? Judged from the recorded cells, never from a flag that
 * the run wrote about itself.
 */
#ifndef PB_REPORT_GATES_H
#define PB_REPORT_GATES_H

#include "report/cost.h"

enum verdict {
	VERDICT_NOT_CHECKED, /* no cell in the folder could show it */
	VERDICT_PASS,
	VERDICT_FAIL
};

struct gate {
	const char *key; /* its name for programs */
	const char *name;
	const char *rule;
	enum verdict verdict;
	char *numbers;	   /* what was checked and how it came out */
	char **exceptions; /* one sentence for each cell that is not exactly as the rule says */
	size_t nr_exceptions;
};

enum gate_id { GATE_AA, GATE_KNOWN, GATE_LINEAR, GATE_COUNTS, GATE_REPEATS, GATE_SETTLE, NR_GATES };

void gates_judge(const struct results *r, struct gate gates[NR_GATES]);
void gates_free(struct gate gates[NR_GATES]);
const char *verdict_text(enum verdict v);
const char *verdict_key(enum verdict v); /* for programs */

#endif
