/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record - the one writer of cells: building a record, and folding its repeats into one.
 *
 * results/README.md describes the format and results/cells.schema.json defines it.
 */
#ifndef PB_RECORD_H
#define PB_RECORD_H

#include <jansson.h>

#include "cell.h"
#include "measure.h"

/* A record with name, profile and places for events and metrics; new reference. */
json_t *record_new(const char *cell, const char *profile);

/* "insn_per_op"-like metric from a set of blocks: value, ops, empty, blocks, share at minimum, mean. */
void record_blocks(json_t *record, const char *metric, const struct block_set *set, u64 empty);

/* A metric that is one integer, rounded from @delta over @n, with both kept. */
void record_delta(json_t *record, const char *metric, s64 delta, const char *over, u64 n);
void record_integer(json_t *record, const char *metric, s64 value, u64 ops);
/* A metric that is one integer of @unit: "bytes", "calls". */
void record_count(json_t *record, const char *metric, s64 value, const char *unit);

/*
 * "insn": what something cost that is done once, not n times, and does not repeat to the instruction: the
 * least of @n >= 1 times, with all of them. Repeats of it in other boots need not agree.
 */
void record_once(json_t *record, const u64 *insns, unsigned int n);
/* The same under another name, of which repeats are not compared. */
void record_times(json_t *record, const char *metric, const u64 *insns, unsigned int n);

/* A metric of the sampled class: the median of @n >= 6 samples with its interval. */
void record_samples(json_t *record, const char *metric, const double *v, size_t n, const char *unit);

/* Write outcome, reason and the repeat's summary into run->record. */
void record_finish(struct cell_run *run);

/*
 * Fold @next (one more repeat of the same cell) into @have (earlier repeats, or NULL); new reference.
 * Events add up; the metrics kept are those of the repeat with the smallest minimum; an outcome other
 * than ok wins over ok. repeats_agree says whether all repeats gave the same delta.
 */
json_t *record_merge(const json_t *have, const json_t *next);

/* Do all repeats of both tell the same figures (or the same verdict)? */
bool records_agree(const json_t *a, const json_t *b);

/* How many repeats a record holds. */
size_t record_repeats(const json_t *record);
/* Does it hold repeat number @repeat? */
bool record_has_repeat(const json_t *record, int repeat);

#endif
