// SPDX-License-Identifier: GPL-2.0-only
/*
 * measure - blocks of operations timed by the instruction clock.
 */
#include <errno.h>
#include <time.h>

#include "clock.h"
#include "measure.h"
#include "registry.h"

#define MEASURE_GROUP	      4	  /* blocks of a settling group */
#define MEASURE_WAVER_ROUNDS  8	  /* groups after which the minima may have stopped falling */
#define MEASURE_SETTLE_ROUNDS 96  /* then give up */
#define MEASURE_CALM_ROUNDS   6  /* groups with turns between, without a lower minimum */
#define MEASURE_WAVER_BLOCKS  15  /* of which two may agree by chance above the minimum */
#define MEASURE_AGREE_BLOCKS  40  /* the same for long blocks */
#define MEASURE_BRACKET_BLOCKS 32

void measure_idle(void)
{
	const struct timespec t = { .tv_nsec = 20 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

static u64 measure_sum;

u64 measure_total(void)
{
	return measure_sum;
}

int measure_block(const struct workload *w, struct worker *worker, u64 ops, u64 *insns)
{
	u64 start;
	int err;

	measure_idle();
	start = clock_read();
	err = w->run(worker, ops);

	*insns = clock_read() - start;
	measure_sum += *insns;
	return err;
}

static int measure_min(const struct workload *w, struct worker *worker, u64 ops, unsigned int n,
		       u64 *min)
{
	*min = UINT64_MAX;
	for (unsigned int i = 0; i < n; i++) {
		u64 insns;
		int err = measure_block(w, worker, ops, &insns);

		if (err)
			return err;
		if (insns < *min)
			*min = insns;
	}
	return 0;
}

/* Are the minima still falling? Then the kernel is still busy with what came before. */
static bool measure_falling(const u64 *minima, unsigned int n)
{
	unsigned int at = 0;

	for (unsigned int i = 1; i < n; i++)
		if (minima[i] < minima[at])
			at = i;
	return at >= n - n / 4;
}

int measure_settle(const struct workload *w, struct worker *worker, u64 ops, unsigned int *rounds)
{
	u64 minima[MEASURE_SETTLE_ROUNDS];
	unsigned int n = 0;

	while (n < MEASURE_SETTLE_ROUNDS) {
		int err = measure_min(w, worker, ops, MEASURE_GROUP, &minima[n]);

		if (err)
			return err;
		*rounds = ++n;
		if (n > 1 && minima[n - 1] == minima[n - 2])
			return 0;
		if (w->wavers && n % MEASURE_WAVER_ROUNDS == 0 && !measure_falling(minima, n))
			return 0;
	}
	return -ETIMEDOUT;
}

int measure_settle_turns(int (*block)(void *ctx, u64 *insns), void *ctx, unsigned int *rounds)
{
	u64 last = 0, least = UINT64_MAX;
	unsigned int fell = 0;

	for (unsigned int n = 1; n <= MEASURE_SETTLE_ROUNDS; n++) {
		u64 min = UINT64_MAX, insns;

		for (int i = 0; i < MEASURE_GROUP; i++) {
			int err = block(ctx, &insns);

			if (err)
				return err;
			min = insns < min ? insns : min;
		}
		*rounds = n;
		if (min < least) {
			least = min;
			fell = n;
		}
		if (min == last || n - fell >= MEASURE_CALM_ROUNDS)
			return 0;
		last = min;
	}
	return -ETIMEDOUT;
}

int measure_set(const struct workload *w, struct worker *worker, u64 ops, unsigned int n,
		struct block_set *set)
{
	set->ops = ops;
	for (unsigned int i = 0; i < n; i++) {
		int err = measure_block(w, worker, ops, &set->blocks[i]);

		if (err)
			return err;
	}
	set->stats = stats_blocks(set->blocks, n);
	return 0;
}

int measure_agreed(const struct workload *w, struct worker *worker, u64 ops, u64 *insns)
{
	unsigned int agree = 0;
	u64 block;

	*insns = UINT64_MAX;
	for (unsigned int i = 0; i < MEASURE_AGREE_BLOCKS; i++) {
		int err = measure_block(w, worker, ops, &block);

		if (err)
			return err;
		agree = block < *insns ? 1 : agree + (block == *insns);
		if (block < *insns)
			*insns = block;
		if (agree == 2 && (!w->wavers || i + 1 >= MEASURE_WAVER_BLOCKS))
			return 0;
	}
	return 0;
}

int measure_bracket(const struct workload *w, struct worker *worker, u64 target, u64 *empty, u64 *ops)
{
	u64 one, two;
	int err = measure_min(w, worker, 1, MEASURE_BRACKET_BLOCKS, &one);

	if (!err)
		err = measure_min(w, worker, 2, MEASURE_BRACKET_BLOCKS, &two);
	if (err)
		return err;
	*empty = 2 * one > two ? 2 * one - two : 0;
	*ops = stats_prime_near(target / (two > one ? two - one : 1));
	return 0;
}
