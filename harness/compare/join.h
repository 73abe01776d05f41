/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * join - cells of one or more folders, side by side: which one answers to which.
 *
 * A cell is a list of keys: its folder, its experiment, the parts of its path, and class, accelerator
 * and CPU model, as recorded. The keys that the user puts into columns ("folder" unless told) make a
 * cell's column; all others make its row. So two cells stand in one row only if nothing but the
 * columns' keys tells them apart. The kernel joins by series unless told otherwise, because exact
 * releases rotate.
 */
#ifndef PB_JOIN_H
#define PB_JOIN_H

#include "report/load.h"

#define JOIN_MAX_KEYS 24

struct join_opts {
	const char *const *filters; /* globs over paths; one that matches is enough; none: all */
	size_t nr_filters;
	const char *by; /* "arm", "arm=kmod,ebpf" (these only, in this order); NULL: folder */
	const char *const *without; /* keys that do not tell cells apart */
	size_t nr_without;
	const char *cls;   /* "exact" or "sampled" alone; NULL: both */
	bool releases;	   /* kernels join by exact release */
	bool across_hosts; /* the CPU model of sampled cells does not tell them apart */
};

struct join_key {
	char *name, *value;
};

struct join_column {
	char *value;   /* of the key in opts.by: a folder's path, or "kmod" */
	size_t folder; /* that it first appeared in */
};

struct join_row {
	struct join_key
		keys[JOIN_MAX_KEYS]; /* in the order of the path; class, accel, cpu at the end */
	size_t nr_keys;
	char *id;			 /* the keys as a path */
	const struct result_cell **cell; /* by column; NULL: it has none */
	const struct results **from;	 /* the folder of each */
};

struct join {
	char *key; /* what the columns are: "folder", "arm", ... */
	struct join_column *columns;
	size_t nr_columns;
	struct join_row *rows;
	size_t nr_rows;
};

/*
 * Join the cells of @nr folders, whose names are in @labels. 0; -EINVAL: @opts make no sense, or two
 * cells fall into one place (logged, with both names and what to do).
 */
int join_make(const struct results *folders, const char *const *labels, size_t nr,
	      const struct join_opts *opts, struct join *j);
void join_free(struct join *j);

/* A row's value of @key, or "". */
const char *join_value(const struct join_row *row, const char *key);
/* Cells of the row, of nr_columns at most. */
size_t join_count(const struct join *j, const struct join_row *row);

#endif
