// SPDX-License-Identifier: GPL-2.0-only
/*
 * hist - the module side: histogram of the time from entry to exit (contract: include/probebench/hist.h).
 */
#include "pb_kmod.h"

#include <linux/bitops.h>
#include <linux/timekeeping.h>

#include <probebench/hist.h>

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_hist_slot, hist_slots);

/* record */

static __always_inline void hist_add(u64 interval_ns)
{
	u32 bucket = fls64(interval_ns);

	if (bucket > PB_HIST_BUCKETS - 1)
		bucket = PB_HIST_BUCKETS - 1;
	this_cpu_inc(hist_slots.buckets[bucket]);
}

static __always_inline void hist_enter(struct pb_hist_start *start)
{
	start->ts_ns = ktime_get_mono_fast_ns();
}

static __always_inline void hist_leave(const struct pb_hist_start *start)
{
	hist_add(ktime_get_mono_fast_ns() - start->ts_ns);
}

/* handlers */

PB_PAIR_HANDLERS(hist, struct pb_hist_start);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 hist_bucket(int bucket)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(hist_slots, cpu).buckets[bucket];
	return sum;
}

/* kmod only: the sum over all buckets is the number of events. */
static u64 hist_sum(void)
{
	u64 sum = 0;
	int bucket;

	for (bucket = 0; bucket < PB_HIST_BUCKETS; bucket++)
		sum += hist_bucket(bucket);
	return sum;
}

PB_EVENTS(hist_sum);

/* kmod only: one number a bucket, separated by blanks. */
static int hist_buckets_get(char *buf, const struct kernel_param *kp)
{
	int bucket, n = 0;

	for (bucket = 0; bucket < PB_HIST_BUCKETS; bucket++)
		n += scnprintf(buf + n, PAGE_SIZE - n, "%llu ", hist_bucket(bucket));
	return n;
}

/* kmod only: what is written is added as an interval; on the other side the program hist_feed does it. */
static int hist_feed_set(const char *val, const struct kernel_param *kp)
{
	u64 interval_ns;
	int err = kstrtou64(val, 0, &interval_ns);

	if (!err)
		hist_add(interval_ns);
	return err;
}

static const struct kernel_param_ops hist_buckets_ops = { .get = hist_buckets_get };
module_param_cb(buckets, &hist_buckets_ops, NULL, 0444);
static const struct kernel_param_ops hist_feed_ops = { .set = hist_feed_set };
module_param_cb(feed, &hist_feed_ops, NULL, 0200);
