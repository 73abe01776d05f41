// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_stats - the arithmetic on blocks, against answers that Python worked out (scripts/gen-oracle).
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "oracle_stats.h"
#include "stats.h"

#define SHUFFLED 1000

/* Relative, because some vectors sit at 2^53. */
static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(1, fabs(b));
}

Test(stats, blocks_agree_with_oracle)
{
	for (size_t i = 0; i < ARRAY_SIZE(oracle_blocks); i++) {
		struct block_stats s = stats_blocks(oracle_blocks[i].t, oracle_blocks[i].n);

		cr_expect_eq(s.n, oracle_blocks[i].n, "set %zu", i);
		cr_expect_eq(s.min, oracle_blocks[i].min, "set %zu", i);
		cr_expect_eq(s.max, oracle_blocks[i].max, "set %zu", i);
		cr_expect_eq(s.at_min, oracle_blocks[i].at_min, "set %zu", i);
		cr_expect(near(s.mean, oracle_blocks[i].mean), "set %zu: %.17g, not %.17g", i, s.mean,
			  oracle_blocks[i].mean);
	}
}

Test(stats, minimum_is_found_wherever_it_stands)
{
	for (unsigned int at = 0; at < 5; at++) {
		u64 t[] = { 9, 9, 9, 9, 9 };
		struct block_stats s;

		t[at] = 4;
		s = stats_blocks(t, 5);
		cr_expect_eq(s.min, 4);
		cr_expect_eq(s.max, 9);
		cr_expect_eq(s.at_min, 1);
	}
}

Test(stats, quantiles_are_type_7)
{
	for (size_t i = 0; i < ARRAY_SIZE(oracle_quantiles); i++)
		for (size_t c = 0; c <= oracle_quantiles[i].cuts; c++) {
			double q = (double)c / (double)oracle_quantiles[i].cuts;
			double got = stats_quantile(oracle_quantiles[i].v, oracle_quantiles[i].n, q);

			/* q itself is rounded: allow for what that moves. */
			cr_expect(fabs(got - oracle_quantiles[i].at[c]) < 1e-9,
				  "set %zu at %g: %.17g, not %.17g", i, q, got,
				  oracle_quantiles[i].at[c]);
		}
}

Test(stats, quantile_of_one_value_is_that_value)
{
	const double one = 7.5;

	cr_expect_eq(stats_quantile(&one, 1, 0), 7.5);
	cr_expect_eq(stats_quantile(&one, 1, 0.5), 7.5);
	cr_expect_eq(stats_quantile(&one, 1, 1), 7.5);
}

Test(stats, division_rounds_halves_away_from_zero)
{
	for (size_t i = 0; i < ARRAY_SIZE(oracle_divisions); i++) {
		s64 a = oracle_divisions[i].a, b = oracle_divisions[i].b;

		cr_expect_eq(stats_div_round(a, b), oracle_divisions[i].want, "%lld / %lld: %lld",
			     (long long)a, (long long)b, (long long)stats_div_round(a, b));
	}
}

Test(stats, nearest_prime_agrees_with_sieve)
{
	for (size_t i = 0; i < ARRAY_SIZE(oracle_primes); i++)
		cr_expect_eq(stats_prime_near(oracle_primes[i].x), oracle_primes[i].want, "of %llu: %llu",
			     (unsigned long long)oracle_primes[i].x,
			     (unsigned long long)stats_prime_near(oracle_primes[i].x));
}

Test(stats, generator_is_splitmix64)
{
	/* The published reference sequence of seed 1234567. */
	static const u64 want[] = { 6457827717110365317ULL, 3203168211198807973ULL,
				    9817491932198370423ULL, 4593380528125082431ULL,
				    16408922859458223821ULL };
	u64 state = 1234567;

	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		cr_expect_eq(stats_random(&state), want[i], "draw %zu", i);
}

Test(stats, shuffle_agrees_with_oracle)
{
	u32 v[63];

	for (size_t i = 0; i < ARRAY_SIZE(oracle_shuffles); i++) {
		for (u32 k = 0; k < ARRAY_SIZE(v); k++)
			v[k] = k;
		stats_shuffle(v, ARRAY_SIZE(v), oracle_shuffles[i].seed);
		cr_expect_eq(memcmp(v, oracle_shuffles[i].v, sizeof(v)), 0, "seed %llu",
			     (unsigned long long)oracle_shuffles[i].seed);
	}
}

Test(stats, shuffle_is_a_permutation_and_repeats)
{
	u32 a[SHUFFLED], b[SHUFFLED], c[SHUFFLED];
	bool seen[SHUFFLED] = { false };
	size_t moved = 0;

	for (u32 i = 0; i < SHUFFLED; i++)
		a[i] = b[i] = c[i] = i;
	stats_shuffle(a, SHUFFLED, 42);
	stats_shuffle(b, SHUFFLED, 42);
	stats_shuffle(c, SHUFFLED, 43);
	cr_expect_eq(memcmp(a, b, sizeof(a)), 0, "one seed, one order");
	cr_expect_neq(memcmp(a, c, sizeof(a)), 0, "another seed, another order");
	for (u32 i = 0; i < SHUFFLED; i++) {
		cr_assert_lt(a[i], SHUFFLED);
		cr_expect_not(seen[a[i]], "%u stands twice", a[i]);
		seen[a[i]] = true;
		moved += a[i] != i;
	}
	cr_expect_gt(moved, SHUFFLED * 9 / 10);
}

Test(stats, shuffle_of_none_or_one_is_harmless)
{
	u32 one = 5;

	stats_shuffle(NULL, 0, 1);
	stats_shuffle(&one, 1, 1);
	cr_expect_eq(one, 5);
}
