// SPDX-License-Identifier: GPL-2.0-only
/*
 * buckets - do both sides of the histogram sort the same intervals alike?
 *
 * What a live run measures differs from run to run, so that two histograms of it cannot be compared
 * bucket by bucket. Here both sides get the same recorded intervals and are held against the contract's
 * definition, computed the slow way: by comparing with powers of two.
 */
#include <probebench/hist.h>

#include "backend.h"
#include "record.h"
#include "report/chapter.h"
#include "stats.h"

#define BUCKETS_RANDOM 200

static const struct metric buckets_metrics[] = {
	{ "intervals", "events", "recorded intervals that were fed", METRIC_EXACT, METRIC_NEITHER },
	{ "misplaced", "events", "intervals that landed in another bucket", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_buckets;

static void buckets_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_buckets,
			  .kernel = kernel,
			  .workload = workload_find("getppid"),
			  .hook = hook_find("kretprobe"),
			  .collector = collector_find("hist") };

	for (const struct backend *const *b = backends; *b; b++) {
		c.backend = *b;
		c.mech = mech_find((*b)->name, "kretprobe", "kretprobe");
		if ((*b)->feed && c.mech)
			add(&c, ctx);
	}
}

/* The contract: bucket 0 holds 0, bucket b holds [2^(b-1), 2^b), the last everything longer. */
static int buckets_of(u64 interval_ns)
{
	int b = 0;

	while (b < PB_HIST_BUCKETS - 1 && interval_ns >= 1ULL << b)
		b++;
	return b;
}

/* Every edge of every bucket, and a seeded scatter over all magnitudes. */
static size_t buckets_intervals(u64 *v)
{
	u64 state = 1;
	size_t n = 0;

	for (int b = 0; b < 63; b++)
		for (int d = -1; d <= 1; d++)
			v[n++] = (1ULL << b) + (u64)d;
	for (int i = 0; i < BUCKETS_RANDOM; i++) {
		u64 magnitude = stats_random(&state) % 63;

		v[n++] = stats_random(&state) >> (1 + magnitude);
	}
	return n;
}

static void buckets_compare(struct cell_run *run)
{
	u64 intervals[3 * 63 + BUCKETS_RANDOM], want[PB_HIST_BUCKETS] = { 0 }, got[PB_HIST_BUCKETS];
	size_t n = buckets_intervals(intervals);
	u64 over = 0, under = 0, misplaced;

	if (run->cell.backend->feed(run, intervals, n) || run->cell.backend->buckets(run, got)) {
		cell_end(run, OUTCOME_BROKEN, "feeding recorded intervals");
		return;
	}
	for (size_t i = 0; i < n; i++)
		want[buckets_of(intervals[i])]++;
	for (int b = 0; b < PB_HIST_BUCKETS; b++) {
		over += got[b] > want[b] ? got[b] - want[b] : 0;
		under += got[b] < want[b] ? want[b] - got[b] : 0;
	}
	misplaced = over > under ? over : under;
	record_integer(run->record, "intervals", (s64)n, n);
	record_integer(run->record, "misplaced", (s64)misplaced, n);
	if (misplaced)
		cell_end(run, OUTCOME_FAIL, "%llu of %zu intervals are in another bucket than the contract says",
			 (unsigned long long)misplaced, n);
}

static void buckets_run(struct cell_run *run)
{
	run->feeds = true;
	if (run->cell.backend->attach(run))
		cell_end(run, OUTCOME_FAIL, "cannot attach");
	else
		buckets_compare(run);
	if (run->cell.backend->detach(run))
		cell_end(run, OUTCOME_FAIL, "cannot detach");
}

const struct experiment experiment_buckets = {
	.name = "buckets",
	.question = "Do both sides of the histogram sort the same intervals into the same buckets?",
	.profile = "exact",
	.metrics = buckets_metrics,
	.chapter = &chapter_plain,
	.plan = buckets_plan,
	.run = buckets_run,
};
