/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outcome - what a series of upgrades says of its strategy, as the record of a cell.
 */
#ifndef PB_UPGRADE_OUTCOME_H
#define PB_UPGRADE_OUTCOME_H

#include "registry.h"
#include "upgrade/series.h"

extern const struct metric outcome_metrics[]; /* ends with a NULL name */

/* A metric of outcome_metrics[] that is one integer. */
void outcome_exact(json_t *record, const char *name, s64 value);

/*
 * Sums over all upgrades into run->record, and the verdict on the books; @err is what series_run()
 * returned.
 */
void outcome_totals(struct cell_run *run, const struct upgrade *u, const struct series *s, int err);

/* The same with medians, times, and one upgrade as stretches. */
void outcome_record(struct cell_run *run, const struct upgrade *u, const struct series *s, int err);

#endif
