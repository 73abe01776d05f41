/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue - the boots to come. A batch is what one of them is asked to do: cells of one kernel, one
 * repeat and one kind of guest, in seeded random order.
 *
 * There are at least two boots of each, because a figure that only one boot has shown says nothing
 * about reproducibility. A cell that may kill its guest on purpose is alone in its batch.
 */
#ifndef PB_QUEUE_H
#define PB_QUEUE_H

#include "base.h"

struct run;

struct boot_batch {
	unsigned int kernel;
	int repeat;
	u32 *cells;
	bool *done;
	size_t n;
	unsigned int barren; /* boots in a row that brought nothing */
};

/* First in, first out. */
struct queue {
	struct boot_batch **v;
	size_t n;
};

/* Queue every repeat that a cell of @run lacks; how many there are. */
size_t queue_fill(struct queue *q, struct run *run);
void queue_push(struct queue *q, struct boot_batch *b);
struct boot_batch *queue_pop(struct queue *q); /* the caller's to free; there must be one */
void queue_free(struct queue *q);
void boot_batch_free(struct boot_batch *b);

#endif
