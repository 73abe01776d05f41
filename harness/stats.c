// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats - pure arithmetic on blocks of exact counts; no input, no output.
 */
#include <math.h>

#include "stats.h"

struct block_stats stats_blocks(const u64 *t, unsigned int n)
{
	struct block_stats s = { .min = t[0], .max = t[0], .n = n };
	double sum = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (t[i] < s.min)
			s.min = t[i];
		if (t[i] > s.max)
			s.max = t[i];
		sum += (double)t[i];
	}
	for (unsigned int i = 0; i < n; i++)
		s.at_min += t[i] == s.min;
	s.mean = sum / n;
	return s;
}

double stats_quantile(const double *sorted, size_t n, double q)
{
	double h = (double)(n - 1) * q, low = floor(h);
	size_t i = (size_t)low;

	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (h - low) * (sorted[i + 1] - sorted[i]);
}

s64 stats_div_round(s64 a, s64 b)
{
	return a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
}

static bool stats_is_prime(u64 x)
{
	if (x < 4)
		return x >= 2;
	for (u64 d = 2; d * d <= x; d++)
		if (x % d == 0)
			return false;
	return true;
}

u64 stats_prime_near(u64 x)
{
	for (u64 d = 0;; d++) {
		if (x > d && stats_is_prime(x - d))
			return x - d;
		if (stats_is_prime(x + d))
			return x + d;
	}
}

u64 stats_random(u64 *state)
{
	u64 z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

void stats_shuffle(u32 *v, size_t n, u64 seed)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = stats_random(&seed) % i;
		u32 t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}
