/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cost - what a cell's numbers mean: added cost, resolution, body, ratio, and when there is none.
 *
 * Costs stay integers for as long as possible: an exact cost is the pair delta / events, rounded
 * only when printed.
 */
#ifndef PB_REPORT_COST_H
#define PB_REPORT_COST_H

#include "report/load.h"
#include "stats.h"

#define COST_EXPERIMENT "overhead"
/* The two collectors that have a part in every comparison; all others are found in the cells. */
#define COST_FLOOR "null"  /* the hook with an empty body */
#define COST_LEAD  "count" /* the smallest body that does something: heads every comparison */

/* Why there is a number, or why there is none. */
enum cost_state {
	COST_NUMBER,
	COST_UNRESOLVED, /* smaller than the baseline's own movement, or up to twice that and not the same in every boot */
	COST_MISCOUNT,	 /* events are missing: an arm that lost count gets no cost */
	COST_FAIL,
	COST_BROKEN,
	COST_SKIP,
	COST_ABSENT, /* not in this folder */
	COST_EMPTY,  /* a cell without this metric */
	COST_NO_TWIN /* the other side has no such mechanism */
};

struct cost {
	enum cost_state state;
	s64 delta;  /* instructions that @events events added to a block of @ops operations */
	s64 events; /* also valid while COST_UNRESOLVED */
	s64 ops;
};

/*
 * How far the baseline of one workload moves by itself: the larger of the spread of its block minima,
 * within and across boots, over all cells that were measured and all their repeats; and what 2N
 * operations without a collector cost beyond twice N, where a workload is not linear itself (an
 * allocator that refills every so often). A difference below it is noise, and one below twice that may
 * be, where boots do not agree on it. Blocks of different sizes are scaled to the largest.
 */
struct resolution {
	s64 block; /* instructions per block of @ops operations: the larger of the next two */
	s64 spread, linear;
	s64 ops;
	s64 low, high; /* smallest and largest minimum */
	unsigned int minima, boots;
};

/* Operations in a block of the baseline; 0 if the cell has none. */
s64 cell_base_ops(const struct result_cell *c);
struct resolution resolution_of(const struct results *r, const char *kernel, const char *workload);
/* Is a difference of @delta between blocks of @ops operations at least the resolution? */
bool resolution_sees(const struct resolution *res, s64 delta, s64 ops);
/* The resolution of a block of @ops operations, in instructions. */
s64 resolution_block(const struct resolution *res, s64 ops);

/* Statistics of an array of block totals; false if it holds none. */
bool blocks_read(const json_t *blocks, struct block_stats *out);

/* A cell of this experiment that carries a measurement: ok or fail. */
bool cell_measured(const struct result_cell *c);
/* Is its collector one that counts events itself? */
bool cell_counts(const struct result_cell *c);
/* NULL if its events and hits are what they must be, else a sentence; caller frees. */
char *cell_miscount(const struct result_cell *c);
/* The cell with these parts, or NULL. */
const struct result_cell *cell_at(const struct results *r, const char *kernel, const char *workload,
				  const char *hook, const char *collector, const char *arm,
				  const char *mech);

struct cost cost_of(const struct results *r, const struct result_cell *c);
/* @a minus @b, judged against the same resolution. */
struct cost cost_minus(const struct results *r, const struct result_cell *c, struct cost a,
		       struct cost b);
/* Whole instructions per event, rounded to nearest. */
s64 cost_value(struct cost c);
const char *cost_state_text(enum cost_state s);
/* The number, or why there is none; caller frees. */
char *cost_text(struct cost c);
/* @ebpf over @kmod; false where a side has no number to divide. */
bool cost_ratio(struct cost ebpf, struct cost kmod, double *ratio);
char *cost_ratio_text(struct cost ebpf, struct cost kmod);

/* One mechanism of one arm at a hook: a bar of a picture. */
struct side {
	const char *hook, *arm, *mech;
};

/* "module", "eBPF", or the name of an arm that is neither. */
const char *arm_text(const char *arm);
/*
 * The sides that have at least one cell on @kernel, whichever the arm, in the order of the registry;
 * what it does not know comes last. @workload NULL: any. Returns their number; *sides is the caller's
 * to free, its strings are not.
 */
size_t side_list(const struct results *r, const char *kernel, const char *workload,
		 struct side **sides);
struct cost side_cost(const struct results *r, const char *kernel, const char *workload,
		      const struct side *side, const char *collector);
/* The same, net of the hook's floor. */
struct cost side_body(const struct results *r, const char *kernel, const char *workload,
		      const struct side *side, const char *collector);

/*
 * The collectors that have a cell on @kernel (@workload NULL: any): floor, lead, the others,
 * calibration last. Returns their number; *names is the caller's to free, its strings are not.
 */
size_t body_names(const struct results *r, const char *kernel, const char *workload,
		  const char ***names);

/* A row of a comparison: a pair, or a mechanism without a twin (the other one NULL). */
struct pair_row {
	const char *hook, *kmod, *ebpf;
};

/*
 * The rows of module and eBPF that have at least one cell on @kernel; @workload NULL: any. Returns
 * their number; *rows is the caller's to free.
 */
size_t pair_rows(const struct results *r, const char *kernel, const char *workload,
		 struct pair_row **rows);
/* One side of a row: arm "kmod" or "ebpf"; its mech is NULL where there is no twin. */
struct side pair_side(const struct pair_row *row, const char *arm);
/* The cost of one side of a row, and the same net of the hook's floor. */
struct cost pair_cost(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm, const char *collector);
struct cost pair_body(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm, const char *collector);
/* eBPF over module, collector COST_LEAD, or why there is no ratio; caller frees. */
char *pair_ratio_text(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row);

/* Names of the workloads on @kernel, sorted; caller frees the array, not the names. */
size_t workload_names(const struct results *r, const char *kernel, const char ***names);
/*
 * Those of them that were measured in depth, which have tables and panels of their own: with a cell of
 * COST_FLOOR, so that hook and body can be told apart. All, if none has one.
 */
size_t workload_names_deep(const struct results *r, const char *kernel, const char ***names);

/*
 * Class, accelerator, CPU and kernel, as they stand under every table and picture; @k NULL: of all
 * kernels. Caller frees.
 */
char *results_provenance(const struct results *r, const struct result_kernel *k);
/* The same under what is shown of another experiment, whose cells may have run in other guests. */
char *results_provenance_of(const struct results *r, const char *experiment, const struct result_kernel *k);
/* Distinct values of a text member over the measured cells of @experiment and @kernel (NULL: any), by ", ". */
char *results_distinct(const struct results *r, const char *experiment, const char *kernel, const char *path,
		       const char *fallback);

#endif
