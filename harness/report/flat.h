/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flat - the cells of a result folder as five flat tables with typed columns, for programs that read
 * CSV. They hold what is recorded and nothing that is derived from it, whatever experiments there are.
 */
#ifndef PB_REPORT_FLAT_H
#define PB_REPORT_FLAT_H

#include "report/load.h"
#include "report/tables.h"

struct flat_column {
	char *name;
	const char *type;	 /* of Table Schema: "string", "integer", "number", "boolean" */
	const char *description;
	bool required;		 /* never empty */
};

/* A table, its file's stem in table->name. */
struct flat {
	struct table *table;
	const char *description;
	struct flat_column *columns; /* as many as the table has */
	const char *const *key;	     /* columns that together name a row; NULL ends */
};

#define FLAT_TABLES 5 /* cells, metrics, samples, repeats, observed */

/* Fill flats[FLAT_TABLES]; the first is cells, and every other refers to it by its first two columns. */
void flat_fill(const struct results *r, struct flat *flats);
void flat_free(struct flat *flats);

#endif
