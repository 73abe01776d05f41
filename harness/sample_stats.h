/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sample_stats - pure arithmetic on samples of time; no input, no output.
 *
 * EXECUTIVE SUMMARY
 * Samples of the sampled class come in two levels: loads (processes) hold blocks. Blocks of one load
 * resemble each other more than blocks of different loads do, so an interval that treats all blocks
 * as equals is too narrow. The bootstrap here draws loads first and blocks within each drawn load
 * (Kalibera & Jones, 2013), and reports percentiles of what it saw.
 */
#ifndef PB_SAMPLE_STATS_H
#define PB_SAMPLE_STATS_H

#include "base.h"

#define SAMPLE_RESAMPLES 10000
#define SAMPLE_FLOOR	 6 /* no verdict below so many samples */
#define SAMPLE_LAG1_MAX	 0.2 /* above, batches remember one another: they are too short */

/* Samples of all loads in a row: sizes[0] of the first load, then sizes[1] of the second, ... */
struct sample_set {
	const double *v;
	const size_t *sizes;
	size_t loads;
};

struct sample_ci {
	double lo, hi; /* 95 % */
};

/* @n >= 1 */
double sample_mean(const double *v, size_t n);
double sample_median(const double *v, size_t n);

/* Autocorrelation at lag 1, about the mean; 0 for fewer than three values or values all equal. */
double sample_lag1(const double *v, size_t n);

/* How far the mean of the second half lies from that of the first, relative to the mean of all. */
double sample_drift(const double *v, size_t n);

/* Interval of the median. Loads without samples are allowed, a set without any is not. */
struct sample_ci sample_ci_median(const struct sample_set *s, unsigned int resamples, u64 seed);

/* Interval of mean(@num) / mean(@den), drawn in pairs: both sets have the same sizes. */
struct sample_ci sample_ci_ratio(const struct sample_set *num, const double *den,
				 unsigned int resamples, u64 seed);

/*
 * Two-sided Mann-Whitney test that @a and @b come from one distribution. U counts the pairs in which
 * the one of @a is greater, ties half. p is exact without ties up to 20 values a side; beyond, or with
 * ties, it is the normal approximation with tie and continuity correction.
 */
struct sample_mw {
	double u, p;
};
struct sample_mw sample_mann_whitney(const double *a, size_t na, const double *b, size_t nb);

/*
 * The order of @n arms in a block. Blocks 2i and 2i+1 mirror one another, so that over an even number
 * of blocks every arm stands in the middle on average: a linear drift cancels.
 */
void sample_order(u32 *order, size_t n, u64 seed, unsigned int load, unsigned int block);

#endif
