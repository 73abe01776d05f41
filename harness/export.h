/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * export - a result folder in the format of another program.
 *
 * A format is one file in harness/exporters/ that ends in a const struct exporter; the table is
 * generated from the folder. An exporter walks the cells of any experiment: it may rely on a cell's
 * path, outcome, reason, metrics and what it observed, and on nothing that one experiment alone records.
 */
#ifndef PB_EXPORT_H
#define PB_EXPORT_H

#include <stdio.h>

#include "report/load.h"

struct exporter {
	const char *name;
	const char *summary; /* what it is for, and which program reads it */
	void (*write)(const struct results *r, FILE *out);
};

/* The generated table; ends with NULL. */
extern const struct exporter *const exporters[];
const struct exporter *exporter_find(const char *name);

/* The folder in a format; caller frees. */
char *export_text(const struct results *r, const struct exporter *e);

/* Call @each for every cell: the exact ones first, then the sampled. */
void export_cells(const struct results *r,
		  void (*each)(const struct results *r, const struct result_cell *c, void *ctx),
		  void *ctx);

/*
 * What a cell that observes saw, on one line: "now=WARN at_unload=LEAK, recovered: yes", of an artefact that was tried
 * "load=vermagic: " and the line that decided, of mechanisms those that were refused. Or NULL; caller frees.
 */
char *export_observed(const struct result_cell *c);

/*
 * A dashboard's array of {name, unit, value}, of the metrics that get better in direction @better (an
 * enum metric_better): such a list has one direction.
 */
void export_dashboard(const struct results *r, int better, FILE *out);

#endif
