/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge - what is known of an attempt on the host, and the two halves of its judgement: what happened
 * (judge.c, with judge_console.c and judge_told.c), and whether that was expected (verdict.c).
 */
#ifndef PB_SAFETY_JUDGE_H
#define PB_SAFETY_JUDGE_H

#include "safety/detector.h"
#include "safety/safety.h"

struct boot;

/* All that is known when judging. */
struct judge {
	struct attempt a; /* what the name says; nothing runs */
	json_t *facts;
	const struct boot *boot;
	enum fault_stage stage; /* that the guest had reached */
	enum fate at[NR_STAGES];
	json_t *seen;  /* array of {stage, outcome, evidence}, each outcome of a stage once */
	bool reported; /* a checker of the kernel reported damaged memory */
	unsigned int oopses;
	bool lockup;
	bool waiting; /* the kernel said that a task is stuck */
	bool spoke[NR_DETECTORS];
	char *all; /* everything that may hold the decisive line */
};

/* A fact as text, or ""; as a number, or @missing. */
const char *fact_text(const struct judge *j, const char *key);
s64 fact_number(const struct judge *j, const char *key, s64 missing);
bool fact_says(const struct judge *j, const char *key, const char *text);

/*
 * Note one thing that happened, who noticed it, and the first line of what proves it. What was noted already is
 * not noted again, unless it turns out to have begun earlier.
 */
void judge_see(struct judge *j, enum fault_stage stage, enum fate fate, enum detector by, const char *evidence);
/* Was such a thing noted, at whatever stage? */
bool judge_saw(const struct judge *j, enum fate fate);
/* Note what the kernel said, each at its stage. */
void judge_console(struct judge *j);
/* Note how the guest itself ended. */
void judge_end(struct judge *j);
/* Note what the guest told: refusals, steps that never came back, victims, numbers. */
void judge_told(struct judge *j);

/* Set the outcome of the cell: did the expectation hold? */
void judge_expectation(struct judge *j, struct cell_run *run, bool recovered);
/* Put into the record what was measured beside the outcome. */
void judge_load_metrics(struct judge *j, struct cell_run *run);

#endif
