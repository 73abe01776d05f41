/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load - a result folder in memory: cells.jsonl, manifest.json and env/, and nothing else.
 *
 * Every string and JSON value reached through struct results belongs to it until results_free().
 */
#ifndef PB_REPORT_LOAD_H
#define PB_REPORT_LOAD_H

#include "cell.h"

struct result_cell {
	json_t *record;	  /* the whole object, as recorded */
	const char *name; /* its "cell" */
	const char *reason;
	enum outcome outcome;
	/* Parts of the name; "" where the name has no such part. */
	char *experiment, *kernel, *workload, *hook, *collector, *arm, *mech;
};

struct result_kernel {
	const char *release; /* exact, as in the cells' names */
	char *series;	     /* "6.12" */
	char *label;	     /* results_label() */
	json_t *env;	     /* env/<release>.json, NULL if there is none */
	const json_t *entry; /* its entry in the manifest, NULL if there is none */
};

struct results {
	char *dir;
	json_t *manifest;	   /* an empty object if the folder has none */
	json_t *host;		   /* env/host.json, NULL if there is none */
	struct result_cell *cells; /* of every profile but "sampled" */
	size_t nr_cells;
	/* Kept apart, so that nothing that reads exact numbers can meet one of these. */
	struct result_cell *sampled;
	size_t nr_sampled;
	struct result_kernel *kernels; /* of the cells, without the sampled; in version order */
	size_t nr_kernels;
};

/*
 * Read @dir. 0; -ENOENT: no such folder, or no cells.jsonl in it; -EINVAL: damaged, or written by a
 * newer schema. The last line of a cell wins, at the place of the first; a sampled and an exact cell
 * of one name are two cells. A last line without its newline that does not parse was cut short by a
 * kill: it is dropped with a warning.
 */
int results_load(const char *dir, struct results *r);
/* 0; -ENODATA, logged, of a folder without a single cell, of which there is nothing to report. */
int results_need_cells(const struct results *r);
void results_free(struct results *r);

/*
 * The text of cells.jsonl into zeroed results, as results_load() does it, with no disk involved; @path
 * is for the messages.
 */
int results_parse(struct results *r, const char *path, const char *text, size_t len);
/* Find the kernels among the cells, and their environments in r->dir where there are any. */
int results_kernels(struct results *r);

/* "6.12" of a release: as the manifest says, else its first two numbers; caller frees. */
char *results_series(const struct results *r, const char *release);
/*
 * The cell's name with the series in place of the release, so that it stays the same when the
 * distribution's exact releases rotate; with the release where the folder has two of that series.
 * Caller frees.
 */
char *results_name(const struct results *r, const struct result_cell *c);

/* The value at a dotted path ("metrics.insn_per_op.ops"), or NULL. @root may be NULL. */
const json_t *results_at(const json_t *root, const char *path);
/* An integer there? Leaves *out alone if not. */
bool results_int(const json_t *root, const char *path, s64 *out);
bool results_num(const json_t *root, const char *path, double *out);
/* Strings, integers and booleans as text that the caller frees; @fallback for all else. */
char *results_text(const json_t *root, const char *path, const char *fallback);

/*
 * The shortest name that no other kernel of the folder has: its series ("6.12"), with its flavour ("6.12-rt"), or its
 * release. Fit to be a part of a file's name. Caller frees.
 */
char *results_label(const struct results *r, const struct result_kernel *k);

#endif
