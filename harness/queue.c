// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue - which cells share a boot, and the queue of boots to come.
 */
#include <stdlib.h>
#include <string.h>

#include "queue.h"
#include "record.h"
#include "registry.h"
#include "run.h"
#include "stats.h"

void boot_batch_free(struct boot_batch *b)
{
	free(b->cells);
	free(b->done);
	free(b);
}

void queue_push(struct queue *q, struct boot_batch *b)
{
	q->v = mem_grow(q->v, q->n + 1, sizeof(*q->v));
	q->v[q->n++] = b;
}

struct boot_batch *queue_pop(struct queue *q)
{
	struct boot_batch *first = q->v[0];

	memmove(q->v, q->v + 1, --q->n * sizeof(*q->v));
	return first;
}

void queue_free(struct queue *q)
{
	for (size_t i = 0; i < q->n; i++)
		boot_batch_free(q->v[i]);
	free(q->v);
	*q = (struct queue){ 0 };
}

/* Queue @cells as one batch. */
static void queue_batch(struct queue *q, const struct run *run, const u32 *cells, size_t n, int repeat)
{
	struct boot_batch *b = mem_alloc(1, sizeof(*b));

	b->kernel = run->cells[cells[0]].kernel;
	b->repeat = repeat;
	b->n = n;
	b->cells = mem_alloc(n, sizeof(*b->cells));
	b->done = mem_alloc(n, sizeof(*b->done));
	memcpy(b->cells, cells, n * sizeof(*b->cells));
	queue_push(q, b);
}

/* Cells that one kind of guest can serve, shuffled, cut into @parts batches; or one a batch. */
static void queue_group(struct queue *q, const struct run *run, u32 *cells, size_t n, int repeat,
			size_t parts)
{
	if (run->cells[cells[0]].experiment->alone)
		parts = n;
	stats_shuffle(cells, n, run->opts.seed * 1000003 + (u64)repeat);
	for (size_t p = 0; p < parts; p++) {
		size_t from = n * p / parts, to = n * (p + 1) / parts;

		if (from < to)
			queue_batch(q, run, cells + from, to - from, repeat);
	}
}

static bool cell_lacks(const struct run_cell *c, int repeat)
{
	return !c->resumed && (u64)repeat < c->repeats &&
	       !(c->record && record_has_repeat(c->record, repeat));
}

/* May both be in one batch? */
static bool cells_together(const struct run_cell *a, const struct run_cell *b)
{
	return a->kernel == b->kernel && a->experiment->alone == b->experiment->alone &&
	       !strcmp(a->guest, b->guest);
}

/* Every cell that lacks @repeat, kind of guest by kind of guest; how many. */
static size_t queue_repeat(struct queue *q, const struct run *run, int repeat, size_t parts)
{
	u32 *cells = mem_alloc(run->nr_cells, sizeof(*cells));
	bool *taken = mem_alloc(run->nr_cells, sizeof(*taken));
	size_t all = 0;

	for (size_t i = 0; i < run->nr_cells; i++) {
		size_t n = 0;

		for (size_t j = i; j < run->nr_cells; j++)
			if (!taken[j] && cell_lacks(&run->cells[j], repeat) &&
			    cells_together(&run->cells[i], &run->cells[j])) {
				taken[j] = true;
				cells[n++] = (u32)j;
			}
		if (n)
			queue_group(q, run, cells, n, repeat, parts);
		all += n;
	}
	free(taken);
	free(cells);
	return all;
}

size_t queue_fill(struct queue *q, struct run *run)
{
	size_t boots = run->opts.jobs > 2 ? run->opts.jobs : 2, all = 0;
	u64 repeats = 1;

	for (size_t i = 0; i < run->nr_cells; i++)
		if (run->cells[i].repeats > repeats)
			repeats = run->cells[i].repeats;
	for (u64 r = 0; r < repeats; r++)
		all += queue_repeat(q, run, (int)r, (boots + repeats - 1) / repeats);
	return all;
}
