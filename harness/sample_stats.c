// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample_stats - pure arithmetic on samples of time; no input, no output.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_stats.h"
#include "stats.h"

#define SAMPLE_EXACT 20 /* values a side up to which Mann-Whitney counts instead of approximating */

static int sample_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double sample_mean(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)n;
}

static double sample_sort_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), sample_compare);
	return stats_quantile(v, n, 0.5);
}

double sample_median(const double *v, size_t n)
{
	double *copy = mem_alloc(n, sizeof(*copy)), median;

	memcpy(copy, v, n * sizeof(*v));
	median = sample_sort_median(copy, n);
	free(copy);
	return median;
}

double sample_lag1(const double *v, size_t n)
{
	double mean, with = 0, all = 0;

	if (n < 3)
		return 0;
	mean = sample_mean(v, n);
	for (size_t i = 0; i < n; i++) {
		all += (v[i] - mean) * (v[i] - mean);
		if (i)
			with += (v[i] - mean) * (v[i - 1] - mean);
	}
	return all > 0 ? with / all : 0;
}

double sample_drift(const double *v, size_t n)
{
	size_t half = n / 2;

	if (!half)
		return 0;
	return (sample_mean(v + n - half, half) - sample_mean(v, half)) / sample_mean(v, n);
}

/* What is resampled: one array, or two whose elements belong together. */
struct resample {
	const struct sample_set *s;
	const double *other; /* NULL: one array */
	size_t *start;	     /* of each load in v */
	double *a, *b;	     /* drawn values */
	size_t n;
};

static void resample_draw(struct resample *r, u64 *rng)
{
	r->n = 0;
	for (size_t l = 0; l < r->s->loads; l++) {
		size_t load = stats_random(rng) % r->s->loads;

		for (size_t i = 0; i < r->s->sizes[load]; i++) {
			size_t at = r->start[load] + stats_random(rng) % r->s->sizes[load];

			r->a[r->n] = r->s->v[at];
			if (r->other)
				r->b[r->n] = r->other[at];
			r->n++;
		}
	}
}

static double resample_value(struct resample *r)
{
	if (!r->other)
		return sample_sort_median(r->a, r->n);
	return sample_mean(r->a, r->n) / sample_mean(r->b, r->n);
}

static struct sample_ci sample_bootstrap(const struct sample_set *s, const double *other,
					 unsigned int resamples, u64 seed)
{
	struct resample r = { .s = s, .other = other };
	double *values = mem_alloc(resamples, sizeof(*values));
	size_t largest = 0, total = 0;
	struct sample_ci ci;

	r.start = mem_alloc(s->loads, sizeof(*r.start));
	for (size_t l = 0; l < s->loads; l++) {
		r.start[l] = total;
		total += s->sizes[l];
		if (s->sizes[l] > largest)
			largest = s->sizes[l];
	}
	r.a = mem_alloc(largest * s->loads, sizeof(*r.a));
	r.b = mem_alloc(largest * s->loads, sizeof(*r.b));
	for (unsigned int i = 0; i < resamples;) {
		resample_draw(&r, &seed);
		/* Only loads without samples may have been drawn: then there is nothing to look at. */
		if (r.n)
			values[i++] = resample_value(&r);
	}
	qsort(values, resamples, sizeof(*values), sample_compare);
	ci.lo = stats_quantile(values, resamples, 0.025);
	ci.hi = stats_quantile(values, resamples, 0.975);
	free(r.start);
	free(r.a);
	free(r.b);
	free(values);
	return ci;
}

struct sample_ci sample_ci_median(const struct sample_set *s, unsigned int resamples, u64 seed)
{
	return sample_bootstrap(s, NULL, resamples, seed);
}

struct sample_ci sample_ci_ratio(const struct sample_set *num, const double *den,
				 unsigned int resamples, u64 seed)
{
	return sample_bootstrap(num, den, resamples, seed);
}

/*
 * P(U <= u) without ties: of all ways to give @na of the ranks 1..na+nb to the first sample, the share
 * whose rank sum is small enough. ways[k][s]: choices of k ranks so far that sum to s.
 */
static double mw_exact(size_t na, size_t nb, double u)
{
	size_t n = na + nb, sums = n * (n + 1) / 2 + 1, limit = (size_t)u + na * (na + 1) / 2;
	double *ways = mem_alloc((na + 1) * sums, sizeof(*ways)), below = 0, all = 0;

	ways[0] = 1;
	for (size_t rank = 1; rank <= n; rank++)
		for (size_t k = na < rank ? na : rank; k >= 1; k--)
			for (size_t s = sums; s-- > rank;)
				ways[k * sums + s] += ways[(k - 1) * sums + s - rank];
	for (size_t s = 0; s < sums; s++) {
		all += ways[na * sums + s];
		if (s <= limit)
			below += ways[na * sums + s];
	}
	free(ways);
	return below / all;
}

/* Sum of t^3 - t over groups of equal values. */
static double mw_ties(const double *a, size_t na, const double *b, size_t nb)
{
	size_t n = na + nb;
	double *all = mem_alloc(n, sizeof(*all)), sum = 0;

	memcpy(all, a, na * sizeof(*a));
	memcpy(all + na, b, nb * sizeof(*b));
	qsort(all, n, sizeof(*all), sample_compare);
	for (size_t i = 0, j; i < n; i = j) {
		double t;

		for (j = i + 1; j < n && all[j] == all[i]; j++)
			;
		t = (double)(j - i);
		sum += t * t * t - t;
	}
	free(all);
	return sum;
}

struct sample_mw sample_mann_whitney(const double *a, size_t na, const double *b, size_t nb)
{
	double n = (double)(na + nb), middle = (double)na * (double)nb / 2;
	double ties = mw_ties(a, na, b, nb), variance, z;
	struct sample_mw r = { 0 };

	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++)
			r.u += a[i] > b[j] ? 1 : a[i] == b[j] ? 0.5 : 0;
	if (ties == 0 && na <= SAMPLE_EXACT && nb <= SAMPLE_EXACT) {
		r.p = 2 * mw_exact(na, nb, r.u < middle ? r.u : 2 * middle - r.u);
	} else {
		variance = middle / 6 * (n + 1 - ties / (n * (n - 1)));
		z = fmax(fabs(r.u - middle) - 0.5, 0);
		r.p = variance > 0 ? erfc(z / sqrt(2 * variance)) : 1;
	}
	r.p = fmin(r.p, 1);
	return r;
}

void sample_order(u32 *order, size_t n, u64 seed, unsigned int load, unsigned int block)
{
	for (size_t i = 0; i < n; i++)
		order[i] = (u32)i;
	stats_shuffle(order, n, seed * 1000003 + load * 1009ULL + block / 2);
	for (size_t i = 0; block % 2 && i < n / 2; i++) {
		u32 t = order[i];

		order[i] = order[n - 1 - i];
		order[n - 1 - i] = t;
	}
}
