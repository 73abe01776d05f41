/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upgrade - what the chapter about replacing collectors is made of: rows of cells, and what they
 * say.
 */
#ifndef PB_REPORT_UPGRADE_H
#define PB_REPORT_UPGRADE_H

#include "report/chapter.h"

/* One cell that was measured. Pointers into the results. */
struct upgrade_row {
	const struct result_cell *cell;
	char *strategy; /* owned */
	s64 upgrades, exposed, missed, extra, wrong, mixed, lossy, doubling, hole, state_lost,
		settled;
	s64 reordered, own_lost, stub_counted, memory, overlap, refusal, schema_refusal; /* -1: it does not have that */
};

struct upgrade_rows {
	struct upgrade_row *v;
	size_t n;
};

/*
 * The cells of @kernel that came to numbers: by strategy, then module before eBPF, then in the
 * order found.
 */
struct upgrade_rows upgrade_rows(const struct results *r, const char *kernel);
void upgrade_rows_free(struct upgrade_rows *rows);

/* "module" or "eBPF". */
const char *upgrade_side(const struct upgrade_row *row);
/* "kprobe", "" without one. */
const char *upgrade_mech(const struct upgrade_row *row);

/*
 * What a strategy does on a kernel, in a sentence made from its cells: rows @from to @to-1, which
 * are of one strategy. Caller frees.
 */
char *upgrade_verdict(const struct upgrade_rows *rows, size_t from, size_t to);
/*
 * The same for one side in a few words, for the first table; "-" if it has no cells. Caller frees.
 */
char *upgrade_short(const struct upgrade_rows *rows, size_t from, size_t to, const char *arm);
/* A metric of a row, rounded; -1: it does not have that. */
s64 upgrade_metric(const struct upgrade_row *row, const char *name);
/* "median" or "max" of spread @name of @of; 0: it has no such. */
s64 upgrade_spread(const json_t *of, const char *name, const char *which);
/*
 * "load new 2,969, **attach new** 856": medians of @what of each of @steps in units of @per; bold between which
 * versions change; "-" without steps. Caller frees.
 */
char *upgrade_step_text(const json_t *steps, const char *what, s64 per);
/* First row that is not of the strategy of row @from. */
size_t upgrade_next(const struct upgrade_rows *rows, size_t from);

/* Tables of the cells that were measured on a running kernel; false: there are none. */
bool upgrade_times(const struct results *r, struct page *p);

/* What was counted, and where; caller frees. */
char *upgrade_provenance(const struct results *r, const struct result_kernel *k, const char *experiment);

/* 1234567 as 1,234,567; caller frees. */
char *upgrade_number(s64 n);

enum upgrade_plot { UPGRADE_TIMELINE, UPGRADE_LOSSES, NR_UPGRADE_PLOTS };
/* The stem of its files is <stem>-<label of the kernel>. */
extern const char *const upgrade_plot_stems[NR_UPGRADE_PLOTS];
/* Write the data and the script; false: there is nothing to draw. */
bool upgrade_plot_write(const struct chapter_run *c, const struct result_kernel *k,
			const struct upgrade_rows *rows, enum upgrade_plot kind);

extern const struct chapter chapter_upgrade, chapter_soak, chapter_links;

#endif
