/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heat_map - the map of workloads and hooks while it is made: heat.c fills it, heat_draw.c writes what gnuplot reads.
 */
#ifndef PB_REPORT_HEAT_MAP_H
#define PB_REPORT_HEAT_MAP_H

#include <stdio.h>

#include "report/heat.h"
#include "report/overhead.h"

enum heat_block { BLOCK_MODULE, BLOCK_EBPF, BLOCK_RATIO, NR_BLOCKS };

struct heat_column {
	enum heat_block block;
	struct side side;    /* of a module or an eBPF program */
	struct pair_row row; /* BLOCK_RATIO */
	double x;
};

struct heat_field {
	bool known;
	double value;
	char *text;
};

struct heat {
	const struct results *r;
	const struct result_kernel *k;
	enum heat_kind kind;
	char *name;
	const char **rows; /* workloads */
	size_t nr_rows;
	struct heat_column *columns;
	size_t nr_columns;
	struct heat_field *fields; /* row after row */
};

/* Colours and texts of the fields, and the names of rows. */
void heat_data(const struct heat *h, FILE *out);
/* The script that draws them. */
void heat_gnuplot(const struct heat *h, FILE *out);

#endif
