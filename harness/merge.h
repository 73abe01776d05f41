/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * merge - result folders of parts of one run become the folder of the whole.
 */
#ifndef PB_MERGE_H
#define PB_MERGE_H

#include "folder.h"
#include "shard.h"

/* A folder that is to be merged. */
struct merge_part {
	struct folder folder;
	char *text; /* of its matrix.tsv; lines point into it */
	struct matrix_line *lines;
	size_t nr_lines;
	unsigned int shard;	 /* 0: not a shard */
	unsigned int boots;	 /* how many it has */
	unsigned int first_boot; /* number of its first in the whole */
};

/* merge_part.c: read one, its sums checked. 0, or an exit code (logged). */
int merge_part_read(struct merge_part *p, const char *dir);
void merge_part_free(struct merge_part *p);

/*
 * Are they parts of one run? Schema, revision, options, kernels and matrix must be equal. 0, or
 * PB_EXIT_USAGE after a sentence that names both folders and what differs.
 */
int merge_part_fits(const struct merge_part *first, const struct merge_part *p);

/* What two parts say of one cell. */
enum merge_verdict {
	MERGE_SAME,	/* the same figures, and the same outcome */
	MERGE_UNSTEADY, /* they differ, but so do repeats within a part, or there is one only: nothing can be said */
	MERGE_CONFLICT	/* both are certain, and they differ */
};

/*
 * Hold two records of an exact cell against each other; *keep is the one to keep. A cell that one of
 * them could not measure (broken, skip) conflicts with nothing.
 */
enum merge_verdict merge_records(json_t *a, json_t *b, json_t **keep);

/* merge_files.c: copy what parts[@nr] has beside its cells; in order, from 0. 0 or -errno. */
int merge_files(struct folder *to, const struct merge_part *parts, size_t nr);

#endif
