/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shard - a run cut into parts that machines measure independently, and what puts them together again.
 *
 * What stays together is a block: the cells of one experiment, kernel and workload (or whatever else
 * its names say first), because arms are compared with each other and with the baseline beside them.
 * Every shard plans the whole run and takes its blocks from it, so that shards need not talk to each
 * other; matrix.tsv in each folder says what the whole is.
 */
#ifndef PB_SHARD_H
#define PB_SHARD_H

#include "base.h"

struct run;

#define SHARD_MAX 4096

struct shard {
	unsigned int index; /* from 1 */
	unsigned int of;    /* 0: not sharded */
};

/*
 * "2/4"; "auto", which asks the environment of a batch system; or "auto/4", where that says which but
 * not of how many. 0, or -EINVAL (logged).
 */
int shard_parse(const char *text, struct shard *s);

/* The block that a cell belongs to, a prefix of its name; caller frees. */
char *shard_block(const char *cell);

/*
 * Give each of @n blocks, by weight, to one of @of shards: the longest first, to the shard that has
 * least. shard[i] is from 1. Equal input gives equal output everywhere.
 */
void shard_spread(const u64 *weights, size_t n, unsigned int of, unsigned int *shard);

/*
 * Keep the cells of run->shard, and on each of its kernels a baseline that every shard measures: where
 * machines disagree, merge sees it there. Fills run->matrix. 0, or PB_EXIT_SKIP: nothing is left.
 */
int run_shard(struct run *run);

/* A line of matrix.tsv: the shard and the repeats of a cell; or what is wrong, which the caller frees. */
struct matrix_line {
	unsigned int shard;
	u64 repeats;
	char *cell;
};
#define MATRIX_FILE "matrix.tsv"
#define MATRIX_HEAD "shard\trepeats\tcell\n"
/* Takes @text apart in place; *lines is the caller's to free, its cells point into @text. -EINVAL: damaged. */
int matrix_parse(char *text, struct matrix_line **lines, size_t *n);

#endif
