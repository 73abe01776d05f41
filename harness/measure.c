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
#define MEASURE_SETTLE_ROUNDS 100 /* then give up */
#define MEASURE_AGREE_BLOCKS  40  /* the same for long blocks */
#define MEASURE_EMPTY_BLOCKS  32
#define MEASURE_SIZE_OPS      101 /* operations of the blocks that size the real ones */

/*
 * Let deferred work of the kernel run: freed objects, RCU callbacks, its own threads. Idle time costs
 * nothing in a guest whose clock is not the host's, and this is the one thing no event announces.
 */
static void measure_idle(void)
{
	const struct timespec t = { .tv_nsec = 20 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

int measure_block(const struct workload *w, struct worker *worker, u64 ops, u64 *insns)
{
	u64 start;
	int err;

	measure_idle();
	start = clock_read();
	err = w->run(worker, ops);

	*insns = clock_read() - start;
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

int measure_settle(const struct workload *w, struct worker *worker, u64 ops, unsigned int *rounds)
{
	u64 last = 0, min;

	for (unsigned int i = 0; i < MEASURE_SETTLE_ROUNDS; i++) {
		int err = measure_min(w, worker, ops, MEASURE_GROUP, &min);

		if (err)
			return err;
		*rounds = i + 1;
		if (i && min == last)
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
		if (agree == 2)
			return 0;
	}
	return -ETIMEDOUT;
}

int measure_empty(const struct workload *w, struct worker *worker, u64 *insns)
{
	u64 one, two;
	int err = measure_min(w, worker, 1, MEASURE_EMPTY_BLOCKS, &one);

	if (!err)
		err = measure_min(w, worker, 2, MEASURE_EMPTY_BLOCKS, &two);
	if (!err)
		*insns = 2 * one - two;
	return err;
}

int measure_size(const struct workload *w, struct worker *worker, u64 target, u64 empty, u64 *ops)
{
	unsigned int rounds;
	u64 min;
	int err = measure_settle(w, worker, MEASURE_SIZE_OPS, &rounds);

	if (!err)
		err = measure_min(w, worker, MEASURE_SIZE_OPS, MEASURE_GROUP, &min);
	if (err)
		return err;
	min = min > empty ? min - empty : 1;
	*ops = stats_prime_near(target * MEASURE_SIZE_OPS / min);
	return 0;
}
