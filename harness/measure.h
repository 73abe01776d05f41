/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * measure - blocks of operations timed by the instruction clock.
 *
 * A block is a fixed number of operations between two readings of the clock. It is kept well below a
 * timer tick, so that most blocks see no interrupt at all; see docs/method.md.
 */
#ifndef PB_MEASURE_H
#define PB_MEASURE_H

#include "base.h"
#include "stats.h"

struct workload;
struct worker;

#define MEASURE_MAX_BLOCKS 64

/* How much to measure; travels in the guest's plan. */
struct measure_opts {
	unsigned int blocks;	    /* measured blocks per phase */
	u64 target_insns;	    /* size of a baseline block */
	u64 seed;		    /* of the run, for experiments that vary something */
};

struct block_set {
	u64 ops;
	u64 blocks[MEASURE_MAX_BLOCKS];
	struct block_stats stats;
	unsigned int settle_rounds; /* groups run before two agreed */
};

/*
 * Let deferred work of the kernel run: freed objects, RCU callbacks, its own threads. Idle time costs
 * nothing in a guest whose clock is not the host's, and this is the one thing no event announces.
 */
void measure_idle(void);

/* Instructions inside of blocks since the program began, thrown away ones too. */
u64 measure_total(void);

/* Cost in instructions of one block of @ops operations; 0 or the workload's -errno. */
int measure_block(const struct workload *w, struct worker *worker, u64 ops, u64 *insns);

/*
 * Repeat groups of blocks until two in a row have the same minimum; a workload that wavers is settled
 * when its minima no longer fall. *rounds: how many groups that took. -ETIMEDOUT if they keep falling.
 */
int measure_settle(const struct workload *w, struct worker *worker, u64 ops, unsigned int *rounds);

/*
 * The same for blocks after which somebody's turn comes that is not measured: @block runs one with its turn. Where no
 * two blocks need be alike (records that lie differently in a buffer), until the minimum has not fallen for a while.
 */
int measure_settle_turns(int (*block)(void *ctx, u64 *insns), void *ctx, unsigned int *rounds);

/* Measure @n blocks of @ops. */
int measure_set(const struct workload *w, struct worker *worker, u64 ops, unsigned int n,
		struct block_set *set);

/*
 * The minimum that at least two blocks of @ops agree on, for blocks so long that a tick hits most of
 * them; the minimum of all if no two agree.
 */
int measure_agreed(const struct workload *w, struct worker *worker, u64 ops, u64 *insns);

/*
 * From blocks of one and of two operations: the cost of the bracket itself, which is what is left at
 * zero (a block of none would not do: a loop that is never entered skips a few instructions of its
 * own), and how many operations, a prime, make a block of about @target instructions.
 */
int measure_bracket(const struct workload *w, struct worker *worker, u64 target, u64 *empty, u64 *ops);

#endif
