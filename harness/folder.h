/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * folder - a result folder: the one writer of its manifest, environment and cells.
 *
 * Every cell is appended and synced when it is known; a kill loses at most the one in flight. The
 * last line of a cell wins. A new folder appears under its name together with its first manifest, so
 * that there is none that cannot be resumed. folder_finish() rewrites cells.jsonl in the order of the plan, one line a
 * cell, so that two runs of the same plan can be compared byte by byte.
 */
#ifndef PB_FOLDER_H
#define PB_FOLDER_H

#include <jansson.h>

#include "base.h"

struct folder {
	char *path;
	char *stage; /* its temporary name until the first folder_manifest(); else NULL */
	int lock;    /* descriptor that keeps other writers out; -1: none */
	json_t *manifest;
	json_t *cells; /* object: name -> latest record */
};

/* Make a new folder; -EEXIST (logged) if it already holds a run, -EBUSY if another run writes it. */
int folder_create(struct folder *f, const char *path);

/*
 * Open a folder to go on with. A last line cut off by a kill is dropped. -ENOENT: no run there;
 * -EINVAL: damaged, with the file and line; -EBUSY: another run is writing it.
 */
int folder_open(struct folder *f, const char *path);

/* The text of cells.jsonl into f->cells; 0 or -EINVAL as for folder_open(). No disk involved. */
int folder_parse(struct folder *f, const char *text, size_t len);

/* Append one record and remember it. */
int folder_add(struct folder *f, json_t *record);

/* Read the folder of a run that has ended, without a lock and changing nothing. As folder_open(). */
int folder_load(struct folder *f, const char *path);

/* Write a file of its own (matrix.tsv) beside the cells. */
int folder_file_write(struct folder *f, const char *name, const char *text);

/* Write env/@name.json; console/@name (text). */
int folder_env(struct folder *f, const char *name, json_t *env);
int folder_console(struct folder *f, const char *name, const char *text, size_t len);

/* Write the manifest as it is. */
int folder_manifest(struct folder *f);

/* Rewrite cells.jsonl in the order of @names, add the sums of all files, mark complete or not. */
int folder_finish(struct folder *f, char *const *names, size_t n, bool complete);

void folder_close(struct folder *f);

#endif
