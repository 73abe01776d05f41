/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sampled - the tables of the sampled class: time on a running kernel, with its uncertainty.
 */
#ifndef PB_REPORT_SAMPLED_H
#define PB_REPORT_SAMPLED_H

#include <stdio.h>

#include "report/load.h"
#include "report/tables.h"

/* Does the folder hold cells of this class? One folder holds one class: they are never mixed. */
bool sampled_is(const struct results *r);

/* What heads the report, and what ends it. */
extern const char sampled_class[], sampled_limits[];

/* Added time per event of every measured cell; of a difference within the noise, that it is. */
struct table *sampled_added(const struct results *r);
/* How the samples of each workload, hook and collector were made. */
struct table *sampled_quality(const struct results *r);
/* The warnings of all cells, each once. */
void sampled_warnings(const struct results *r, FILE *out);

#endif
