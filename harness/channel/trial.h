/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial - one cell of the experiment `channel`: a channel, a size, a policy, a reader.
 */
#ifndef PB_TRIAL_H
#define PB_TRIAL_H

#include "channel/channel.h"
#include "measure.h"

/* What the reader does: value of consumer=. */
struct consumer {
	const char *name;
	const char *summary;
	bool waits;    /* it sleeps until it is woken; otherwise it looks when it wants to */
	bool loses;    /* it takes less than is made, in bursts ... */
	unsigned int percent; /* ... of which it takes so much */
};
extern const struct consumer consumers[]; /* ends with a NULL name */

const struct consumer *consumer_find(const char *name);

/* A blank reader of what the words of a cell say. */
void trial_name(const struct cell *c, struct reader *r);

struct trial {
	struct cell_run *run;
	const struct consumer *consumer;
	struct reader reader;
	u64 ops;		 /* records of a block */
	struct block_set floor;	 /* the hook with a handler that does nothing */
	struct block_set after;	 /* the same, when all is over */
	struct block_set block;	 /* with the collector */
	struct block_set drain;	 /* taking a block's records; of a consumer that looks when it wants to */
	u64 wakeups, empty;	 /* of the waiter, over the measured blocks */
	u64 lossy, lossy_dropped; /* records made while the consumer was too slow; of these, dropped */
	u64 made, dropped;	 /* in all, as the collector says */
	u64 expected;		 /* in all, as the operations say */
};

/*
 * Run it: floor, collector, floor again. 0 with everything above filled in, or -EIO after cell_end(). The
 * cell's channel, size, policy and consumer have been checked.
 */
int trial_run(struct trial *t);

#endif
