// SPDX-License-Identifier: GPL-2.0-only
/*
 * trial - one cell of the experiment `channel`: a channel, a size, a policy, a reader.
 *
 * The floor is the same hook with a handler that does nothing, so that what is left is the record and its way
 * to the reader. A consumer that looks when it wants to does so between blocks, where its work can be counted
 * apart; one that is woken works inside of them.
 */
#include <errno.h>
#include <string.h>

#include "channel/trial.h"
#include "channel/waiter.h"
#include "clock.h"
#include "registry.h"

#define TRIAL_ROUNDS   3  /* in one of them the floors before and after must agree */
#define TRIAL_BURST    64 /* records, after which a slow consumer takes its share */
#define TRIAL_FULL     4  /* times of what the buffer holds that are made for a slow consumer */
#define TRIAL_PROVE    3  /* blocks in which every word of every record is looked at */

const struct consumer consumers[] = {
	{ "polls", "keeps up; takes everything after each block of records", false, false, 100 },
	{ "waits", "keeps up; sleeps until it is woken, and then runs at once", true, false, 100 },
	{ "slow75", "takes 75 of 100 records", false, true, 75 },
	{ "slow50", "takes 50 of 100 records", false, true, 50 },
	{ "slow25", "takes 25 of 100 records", false, true, 25 },
	{ "slow10", "takes 10 of 100 records", false, true, 10 },
	{ "stopped", "takes none", false, true, 0 },
	{ .name = NULL },
};

const struct consumer *consumer_find(const char *name)
{
	for (const struct consumer *c = consumers; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

void trial_name(const struct cell *c, struct reader *r)
{
	*r = (struct reader){ .channel = channel_find(c->backend->name, cell_word(c, "channel")),
			      .bytes = channel_bytes(cell_word(c, "size")),
			      .wake = (enum pb_stream_wake)channel_wake(cell_word(c, "policy")) };
}

static int trial_step(struct trial *t, int err, const char *step)
{
	if (!err)
		return 0;
	if (err == -ETIMEDOUT)
		return cell_end(t->run, OUTCOME_BROKEN, "%s: the block minima keep falling", step);
	return cell_end(t->run, OUTCOME_BROKEN, "%s: %s", step, strerror(-err));
}

/* The cost of @t->ops operations under the same hook with a handler that does nothing. */
static int trial_floor(struct trial *t, struct block_set *set)
{
	struct cell_run *run = t->run;
	int err;

	run->cell.collector = collector_find("null");
	if (run->cell.backend->attach(run)) {
		cell_end(run, OUTCOME_FAIL, "cannot attach the empty handler");
	} else {
		err = measure_settle(run->cell.workload, run->worker, t->ops, &set->settle_rounds);
		if (!err)
			err = measure_set(run->cell.workload, run->worker, t->ops, run->measure->blocks, set);
		trial_step(t, err, "measuring the empty handler");
	}
	if (run->cell.backend->detach(run))
		cell_end(run, OUTCOME_FAIL, "cannot detach the empty handler");
	return run->outcome == OUTCOME_OK ? 0 : -EIO;
}

/* One block, and then the consumer's turn; @drain: what it costs, of a consumer that takes everything. */
static int trial_block(struct trial *t, u64 *insns, u64 *drain)
{
	struct cell_run *run = t->run;
	u64 start;
	int err = measure_block(run->cell.workload, run->worker, t->ops, insns);

	t->expected += t->ops;
	*drain = 0;
	if (err || t->consumer->waits || t->consumer->loses)
		return err;
	start = clock_read();
	err = reader_drain(&t->reader, READER_ALL);
	*drain = clock_read() - start;
	return err;
}

static int trial_turn(void *ctx, u64 *insns)
{
	u64 drain;

	return trial_block(ctx, insns, &drain);
}

static int trial_settle(struct trial *t)
{
	return measure_settle_turns(trial_turn, t, &t->block.settle_rounds);
}

static int trial_blocks(struct trial *t)
{
	unsigned int n = t->run->measure->blocks;
	int err = trial_settle(t);

	t->block.ops = t->drain.ops = t->ops;
	for (unsigned int i = 0; i < n && !err; i++)
		err = trial_block(t, &t->block.blocks[i], &t->drain.blocks[i]);
	t->block.stats = stats_blocks(t->block.blocks, n);
	t->drain.stats = stats_blocks(t->drain.blocks, n);
	return err;
}

/* Every word of every record of a few blocks. */
static int trial_prove(struct trial *t)
{
	int err = 0;

	for (int i = 0; i < TRIAL_PROVE && !err; i++) {
		err = t->run->cell.workload->run(t->run->worker, t->ops);
		t->expected += t->ops;
		if (!err && !t->consumer->waits)
			err = reader_drain(&t->reader, READER_ALL);
	}
	return err;
}

/* More records than there is room for, of which the consumer takes its share, burst by burst. */
static int trial_lossy(struct trial *t)
{
	u64 bursts = (u64)TRIAL_FULL * PB_STREAM_BYTES / t->reader.bytes / TRIAL_BURST, owed = 0, before, made;
	int err = channel_counts(t->run, &t->reader, &made, &before);

	for (u64 i = 0; i < bursts && !err; i++) {
		err = t->run->cell.workload->run(t->run->worker, TRIAL_BURST);
		owed += (u64)TRIAL_BURST * t->consumer->percent;
		if (!err)
			err = reader_drain(&t->reader, owed / 100);
		owed %= 100;
	}
	t->lossy = bursts * TRIAL_BURST;
	t->expected += t->lossy;
	if (!err)
		err = channel_counts(t->run, &t->reader, &made, &t->lossy_dropped);
	t->lossy_dropped -= before;
	return err;
}

/* Who was too slow takes all that is left, and then one block more, so that every gap has an end. */
static int trial_recover(struct trial *t)
{
	int err = reader_drain(&t->reader, READER_ALL);

	return err ? err : trial_prove(t);
}

static int trial_measure(struct trial *t)
{
	int err = 0;

	t->reader.whole = true;
	err = trial_prove(t);
	if (!err && t->consumer->loses)
		err = trial_lossy(t);
	/* What a record costs that finds no room: with one that stopped, every one. */
	t->reader.whole = t->consumer->loses;
	if (!err && (!t->consumer->loses || !t->consumer->percent))
		err = trial_blocks(t);
	t->reader.whole = true;
	if (!err && t->consumer->loses)
		err = trial_recover(t);
	return err;
}

static int trial_woken(struct trial *t)
{
	struct waiter w;
	int err = waiter_start(&w, &t->reader, false), stop;
	u64 wakeups, empty;

	t->reader.whole = true;
	if (!err)
		err = trial_prove(t);
	t->reader.whole = false;
	if (!err)
		err = trial_settle(t);
	wakeups = w.wakeups;
	empty = w.empty;
	for (unsigned int i = 0; i < t->run->measure->blocks && !err; i++)
		err = trial_block(t, &t->block.blocks[i], &t->drain.blocks[i]);
	t->wakeups = w.wakeups - wakeups;
	t->empty = w.empty - empty;
	t->block.ops = t->ops;
	t->block.stats = stats_blocks(t->block.blocks, t->run->measure->blocks);
	stop = waiter_stop(&w);
	return err ? err : stop;
}

static int trial_attached(struct trial *t)
{
	struct cell_run *run = t->run;
	int err;

	if (channel_attach(run, &t->reader)) {
		cell_end(run, OUTCOME_FAIL, "cannot attach");
	} else {
		err = t->consumer->waits ? trial_woken(t) : trial_measure(t);
		if (!trial_step(t, err, "measuring with the collector") &&
		    channel_counts(run, &t->reader, &t->made, &t->dropped))
			cell_end(run, OUTCOME_BROKEN, "reading the collector's counters");
	}
	if (channel_detach(run, &t->reader))
		cell_end(run, OUTCOME_FAIL, "cannot detach");
	return run->outcome == OUTCOME_OK ? 0 : -EIO;
}

/* Begin anew, keeping what the cell's name says. */
static void trial_reset(struct trial *t)
{
	struct reader blank = { .channel = t->reader.channel, .bytes = t->reader.bytes, .wake = t->reader.wake };

	*t = (struct trial){ .run = t->run, .consumer = t->consumer, .ops = t->ops, .reader = blank };
}

int trial_run(struct trial *t)
{
	for (int round = 0; round < TRIAL_ROUNDS; round++) {
		trial_reset(t);
		if (trial_floor(t, &t->floor) || trial_attached(t) || trial_floor(t, &t->after))
			return -EIO;
		if (t->floor.stats.min == t->after.stats.min)
			return 0;
	}
	return cell_end(t->run, OUTCOME_BROKEN, "the empty handler's cost moved from %llu to %llu instructions a block in "
			"each of %d rounds", (unsigned long long)t->floor.stats.min,
			(unsigned long long)t->after.stats.min, TRIAL_ROUNDS);
}
