/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * faults - cells of `safety` as a matrix: a fault, and under it a kernel, a profile and a side.
 */
#ifndef PB_REPORT_FAULTS_H
#define PB_REPORT_FAULTS_H

#include "fault.h"
#include "report/load.h"
#include "report/tables.h"

enum fault_profile { PROFILE_STOCK, PROFILE_DETECT, NR_PROFILES };
extern const char *const fault_profile_names[NR_PROFILES];

/* What is known of one cell of the matrix. */
struct fault_cell {
	const struct result_cell *cell; /* NULL: not in the folder */
	enum fate verdict;		/* FATE_UNSET: skipped, broken or not there */
	bool recovered;
	bool survived, removed; /* what that is made of; false, too, in records before there was such a thing */
	bool parts;		/* there is */
};

/* Faults that the folder has cells of, in the order of classes and ids. Caller frees. */
const struct fault **faults_seen(const struct results *r, size_t *n);

struct fault_cell faults_cell(const struct results *r, const char *release, const struct fault *f,
			      enum fault_profile p, enum fault_side side);

/* The pair without a mistake is a test of the instrument, and counts as nobody's merit. */
bool fault_is_control(const struct fault *f);
/* The evidence of the worst that was observed, "" if there is no verdict; caller frees. */
char *fault_cell_evidence(const struct fault_cell *c);
/* Recorded text between code marks, without any of its own, cut off; takes over @text, caller frees. */
char *fault_cell_quoted(char *text);

/* How the verdicts of one side under one profile spread over the groups. */
struct fault_counts {
	size_t of[NR_FATE_GROUPS], all, recovered, survived, removed;
	size_t parts; /* cells that say so */
	size_t inexpressible, unknown; /* not in all */
};
/* Of class @cls, or of every class if it is NR_FAULT_CLASSES. */
struct fault_counts faults_count(const struct results *r, const char *release, enum fault_class cls,
				 enum fault_profile p, enum fault_side side);

/* Where the outcomes of @k come from: for the note of a table and the foot of a picture; caller frees. */
char *faults_provenance(const struct results *r, const struct result_kernel *k);

/* Tables: the counts of a kernel; a class on every kernel; what was measured at loading; all of it as CSV. */
struct table *faults_table_counts(const struct results *r, const struct result_kernel *k);
struct table *faults_table_class(const struct results *r, enum fault_class cls);
struct table *faults_table_load(const struct results *r, const struct result_kernel *k);
struct table *faults_table_key(void);
struct table *faults_table_differs(const struct results *r);
/* How long a verdict took, of both profiles; rows of dashes if no cell has its time. */
struct table *faults_table_time(const struct results *r);
/* In how many cells each detector spoke, with a mistake and without. */
struct table *faults_table_detectors(const struct results *r);
/* Write classes/<class>.md: of every mistake of the class all that was seen, who noticed it, and why. */
void faults_page(const struct results *r, enum fault_class cls, struct outputs *to);
struct table *faults_csv(const struct results *r);

/* The newest kernel's sentence of conclusion for a class; caller frees; "" if nothing is known. */
char *faults_conclusion(const struct results *r, const struct result_kernel *k,
			enum fault_class cls);
/*
 * Mistakes that a program made and eBPF did not stop, a line "* _outcome_: mistake; mistake." for each outcome, the worst
 * first; caller frees; "" if there is none.
 */
char *faults_not_stopped(const struct results *r, const struct result_kernel *k);

/* Write plots/faults-<label>.gp and .dat; 0 or -errno. */
int faults_map(const struct results *r, const struct result_kernel *k, struct outputs *to);

#endif
