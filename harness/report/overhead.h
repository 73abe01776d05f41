/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * overhead - the tables of the experiment `overhead`. Each function builds one table that the
 * caller frees; one without rows means that the folder holds nothing for it.
 */
#ifndef PB_REPORT_OVERHEAD_H
#define PB_REPORT_OVERHEAD_H

#include "report/gates.h"
#include "report/tables.h"

struct table *overhead_gates(const struct results *r, const struct gate gates[NR_GATES]);
struct table *overhead_resolution(const struct results *r);

/* One kernel. */
struct table *overhead_equivalence(const struct results *r, const struct result_kernel *k);
struct table *overhead_added(const struct results *r, const struct result_kernel *k,
			     const char *workload);
/* Every side and every body, net of the floor. */
struct table *overhead_bodies(const struct results *r, const struct result_kernel *k,
			      const char *workload);
struct table *overhead_baseline(const struct results *r, const struct result_kernel *k);

/* What each workload is and costs alone; and a line of costs for each. */
struct table *overhead_workloads(const struct results *r, const struct result_kernel *k);
struct table *overhead_by_workload(const struct results *r, const struct result_kernel *k);

/*
 * The workload that stands for the others where there is room for one: of those with the most
 * numbers, the cheapest operation. NULL if @k has none.
 */
const char *headline_workload(const struct results *r, const struct result_kernel *k);
struct table *overhead_answer(const struct results *r, const struct result_kernel *k);

/* Across kernels: the lead collector's costs, and the ratios. */
struct table *overhead_costs_by_kernel(const struct results *r);
struct table *overhead_ratios_by_kernel(const struct results *r);

/* One row a cell, and one row a pair and body: for programs. */
struct table *overhead_csv_cells(const struct results *r);
struct table *overhead_csv_pairs(const struct results *r);

#endif
