/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stats - pure arithmetic on blocks of exact counts; no input, no output.
 *
 * EXECUTIVE SUMMARY
 * A block is a number of instructions for a fixed number of operations. Noise only ever adds (a timer
 * tick, a kernel thread), so the minimum of a set of blocks is the cost, and how many blocks reach it
 * says how well it is established. The mean beside it shows what the disturbances would have added.
 */
#ifndef PB_STATS_H
#define PB_STATS_H

#include "base.h"

struct block_stats {
	u64 min, max;
	unsigned int n;	     /* blocks */
	unsigned int at_min; /* blocks equal to the minimum */
	double mean;
};

/* @n >= 1 */
struct block_stats stats_blocks(const u64 *t, unsigned int n);

/* Quantile of @n >= 1 sorted values at @q in [0,1], interpolated linearly (type 7 of Hyndman & Fan). */
double stats_quantile(const double *sorted, size_t n, double q);

/* @a / @b rounded to nearest, halves away from zero; @b > 0. */
s64 stats_div_round(s64 a, s64 b);

/* The prime nearest to @x (the smaller of two equally near); at least 2. */
u64 stats_prime_near(u64 x);

/* Deterministic generator (splitmix64) for seeded shuffles; advances *state. */
u64 stats_random(u64 *state);

/* Fisher-Yates shuffle of the indices @v[0..n). */
void stats_shuffle(u32 *v, size_t n, u64 seed);

#endif
