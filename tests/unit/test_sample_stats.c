// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_sample_stats - bootstrap, autocorrelation and Mann-Whitney against brute force and closed forms.
 *
 * The oracles enumerate: every resample of a small set, every way to deal the ranks. None of them
 * shares a formula with sample_stats.c.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_stats.h"
#include "stats.h"

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

Test(sample_stats, median_and_mean_of_odd_and_even_sets)
{
	const double odd[] = { 9, 1, 5 }, even[] = { 4, 1, 3, 2 };

	cr_expect_eq(sample_median(odd, 3), 5);
	cr_expect_eq(sample_median(even, 4), 2.5);
	cr_expect_eq(sample_mean(even, 4), 2.5);
	cr_expect_eq(odd[0], 9, "the set is not sorted in place");
}

/* Of +1, -1, +1, ... every neighbouring product is -1: r = -(n-1)/n. */
Test(sample_stats, lag1_of_alternating_values_is_known)
{
	double v[10];

	for (size_t i = 0; i < 10; i++)
		v[i] = i % 2 ? -1 : 1;
	cr_expect_float_eq(sample_lag1(v, 10), -0.9, 1e-12);
	for (size_t i = 0; i < 10; i++)
		v[i] = 7;
	cr_expect_eq(sample_lag1(v, 10), 0, "no variance, no correlation");
	cr_expect_eq(sample_lag1(v, 2), 0);
}

/* 1..5: deviations -2..2, products 2+0+0+2 = 4 over 10. */
Test(sample_stats, lag1_of_a_ramp_is_known)
{
	const double v[] = { 1, 2, 3, 4, 5 };

	cr_expect_float_eq(sample_lag1(v, 5), 0.4, 1e-12);
}

Test(sample_stats, lag1_of_independent_values_is_small)
{
	double v[4000];
	u64 rng = 5;

	for (size_t i = 0; i < 4000; i++)
		v[i] = (double)(stats_random(&rng) % 1000003);
	cr_expect_lt(fabs(sample_lag1(v, 4000)), 0.05);
}

Test(sample_stats, drift_is_relative_to_the_mean)
{
	const double v[] = { 90, 90, 100, 110, 110 };

	cr_expect_float_eq(sample_drift(v, 5), 0.2, 1e-12);
	cr_expect_eq(sample_drift(v, 1), 0);
}

/* All 4^4 resamples of one load, so that the true percentiles of the bootstrap are known. */
Test(sample_stats, bootstrap_of_one_load_agrees_with_all_resamples)
{
	static const double v[] = { 3, 10, 11, 40 };
	const size_t sizes[] = { 4 };
	const struct sample_set s = { v, sizes, 1 };
	struct sample_ci ci = sample_ci_median(&s, 40000, 1);
	double all[256];

	for (size_t k = 0; k < 256; k++) {
		double d[] = { v[k & 3], v[k >> 2 & 3], v[k >> 4 & 3], v[k >> 6 & 3] };

		qsort(d, 4, sizeof(*d), compare);
		all[k] = (d[1] + d[2]) / 2;
	}
	qsort(all, 256, sizeof(*all), compare);
	cr_expect_eq(ci.lo, all[(size_t)(0.025 * 255)], "%g", ci.lo);
	cr_expect_eq(ci.hi, all[(size_t)(0.975 * 255) + 1], "%g", ci.hi);
}

/* Two loads far apart: 1 resample in 4 sees the first alone, 1 in 4 the second alone. */
Test(sample_stats, bootstrap_draws_loads_before_blocks)
{
	static const double v[] = { 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9 };
	const size_t two[] = { 6, 6 }, one[] = { 12 };
	const struct sample_set nested = { v, two, 2 }, flat = { v, one, 1 };
	struct sample_ci a = sample_ci_median(&nested, 10000, 1), b = sample_ci_median(&flat, 10000, 1);

	cr_expect_eq(a.lo, 1);
	cr_expect_eq(a.hi, 9);
	cr_expect_leq(a.hi - a.lo, 8);
	cr_expect_leq(b.hi - b.lo, a.hi - a.lo, "levels never make the interval narrower here");
}

Test(sample_stats, bootstrap_repeats_with_its_seed)
{
	static const double v[] = { 3.1, 2.7, 9.4, 1.1, 5.9, 2.2, 6.6, 7.0, 3.3 };
	const size_t sizes[] = { 4, 0, 5 };
	const struct sample_set s = { v, sizes, 3 };
	struct sample_ci a = sample_ci_median(&s, 1000, 7), b = sample_ci_median(&s, 1000, 7);

	cr_expect_eq(a.lo, b.lo);
	cr_expect_eq(a.hi, b.hi);
	cr_expect_leq(a.lo, sample_median(v, 9));
	cr_expect_geq(a.hi, sample_median(v, 9));
}

Test(sample_stats, bootstrap_of_equal_values_has_no_width)
{
	static const double v[] = { 5, 5, 5, 5, 5, 5 };
	const size_t sizes[] = { 3, 3 };
	const struct sample_set s = { v, sizes, 2 };
	struct sample_ci ci = sample_ci_median(&s, 500, 3);

	cr_expect_eq(ci.lo, 5);
	cr_expect_eq(ci.hi, 5);
}

/* Pairs stay pairs: if every numerator is three times its denominator, so is every resample's. */
Test(sample_stats, ratio_is_drawn_in_pairs)
{
	static const double num[] = { 3, 30, 12, 9, 21, 300 }, den[] = { 1, 10, 4, 3, 7, 100 };
	const size_t sizes[] = { 3, 3 };
	const struct sample_set s = { num, sizes, 2 };
	struct sample_ci ci = sample_ci_ratio(&s, den, 2000, 1);

	cr_expect_float_eq(ci.lo, 3, 1e-12);
	cr_expect_float_eq(ci.hi, 3, 1e-12);
}

/* A normal sample's 95 % interval holds the true median about 19 times in 20. */
Test(sample_stats, intervals_cover_the_truth)
{
	const size_t sizes[] = { 30 };
	unsigned int covered = 0;
	u64 rng = 11;

	for (unsigned int t = 0; t < 200; t++) {
		double v[30];
		struct sample_ci ci;

		for (size_t i = 0; i < 30; i++) {
			v[i] = 0;
			for (unsigned int k = 0; k < 12; k++)
				v[i] += (double)(stats_random(&rng) >> 11) / 9007199254740992.0 - 0.5;
		}
		ci = sample_ci_median(&(struct sample_set){ v, sizes, 1 }, 500, t);
		covered += ci.lo <= 0 && ci.hi >= 0;
	}
	cr_expect_geq(covered, 180, "%u of 200", covered);
	cr_expect_leq(covered, 199, "%u of 200: too wide", covered);
}

/* U from which of the bits of @deal belong to the first sample, lowest rank first. */
static double dealt_u(u32 deal, unsigned int n)
{
	unsigned int lower = 0, u = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (deal >> i & 1)
			u += lower;
		else
			lower++;
	}
	return u;
}

Test(sample_stats, mann_whitney_agrees_with_every_deal_of_ranks)
{
	static const unsigned int shapes[][2] = { { 1, 1 }, { 2, 3 }, { 5, 5 }, { 3, 7 }, { 6, 6 } };

	for (size_t s = 0; s < ARRAY_SIZE(shapes); s++) {
		unsigned int na = shapes[s][0], nb = shapes[s][1], n = na + nb;

		for (u32 deal = 0; deal < 1u << n; deal += 1 + deal % 3) {
			double a[12], b[12], u, far, all = 0, extreme = 0;
			size_t ia = 0, ib = 0;
			struct sample_mw got;

			if ((unsigned int)__builtin_popcount(deal) != na)
				continue;
			for (unsigned int i = 0; i < n; i++)
				*(deal >> i & 1 ? &a[ia++] : &b[ib++]) = i * 1.5;
			u = dealt_u(deal, n);
			far = fabs(u - na * nb / 2.0);
			for (u32 other = 0; other < 1u << n; other++)
				if ((unsigned int)__builtin_popcount(other) == na) {
					all++;
					extreme += fabs(dealt_u(other, n) - na * nb / 2.0) >= far;
				}
			got = sample_mann_whitney(a, na, b, nb);
			cr_expect_eq(got.u, u);
			cr_expect_float_eq(got.p, extreme / all, 1e-9, "%u+%u deal %x: %g, not %g", na, nb,
					   deal, got.p, extreme / all);
		}
	}
}

/* By hand: 1 beats nothing, each 2 ties one, 3 beats one, 5 beats three and ties one: U = 5.5. */
Test(sample_stats, mann_whitney_with_ties_uses_the_corrected_normal)
{
	static const double a[] = { 1, 2, 2, 3, 5 }, b[] = { 2, 4, 4, 5, 6 };
	/* ties: 2 three times (24), 4 twice (6), 5 twice (6) = 36; n = 10 */
	double variance = 25 / 12.0 * (11 - 36 / 90.0), z = (12.5 - 5.5 - 0.5) / sqrt(variance);
	struct sample_mw r = sample_mann_whitney(a, 5, b, 5);

	cr_expect_eq(r.u, 5.5, "%g", r.u);
	cr_expect_float_eq(r.p, erfc(z / sqrt(2)), 1e-12);
	cr_expect_eq(sample_mann_whitney(a, 5, a, 5).p, 1);
}

Test(sample_stats, mann_whitney_of_all_equal_values_sees_nothing)
{
	static const double same[] = { 4, 4, 4, 4, 4, 4, 4 };

	cr_expect_eq(sample_mann_whitney(same, 7, same, 7).p, 1);
}

Test(sample_stats, orders_are_balanced_and_repeat)
{
	unsigned int sum[5] = { 0 };
	u32 order[5], again[5], other[5];
	bool differ = false;

	for (unsigned int block = 0; block < 12; block++) {
		u32 seen = 0;

		sample_order(order, 5, 42, 1, block);
		sample_order(again, 5, 42, 1, block);
		sample_order(other, 5, 43, 1, block);
		cr_expect_eq(memcmp(order, again, sizeof(order)), 0);
		differ |= memcmp(order, other, sizeof(order)) != 0;
		for (unsigned int at = 0; at < 5; at++) {
			sum[order[at]] += at;
			seen |= 1u << order[at];
		}
		cr_expect_eq(seen, 31, "every arm once");
	}
	for (unsigned int arm = 0; arm < 5; arm++)
		cr_expect_eq(sum[arm], 24, "arm %u stands in the middle on average", arm);
	cr_expect(differ, "another seed, another order");
}
