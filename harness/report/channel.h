/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel - the cells of the experiment `channel` as its chapter needs them.
 */
#ifndef PB_REPORT_CHANNEL_H
#define PB_REPORT_CHANNEL_H

#include "channel/channel.h"
#include "report/chapter.h"

#define CHANNEL_EXPERIMENT "channel"

/* A row or a curve: one way of records on one side. */
struct channel_way {
	const char *arm;
	char *channel;
};

/* Those that @kernel has ok cells of, in the order of the declared ones; caller frees. */
size_t channel_ways(const struct results *r, const char *kernel, struct channel_way **ways);
void channel_ways_free(struct channel_way *ways, size_t n);

/* Sizes of records that @kernel has ok cells of @consumer with, ascending, ended by 0; caller frees. */
s64 *channel_sizes_of(const struct results *r, const char *kernel, const char *consumer);

/* The ok cell with these parts, or NULL. */
const struct result_cell *channel_cell(const struct results *r, const char *kernel, const struct channel_way *way,
				       s64 size, const char *policy, const char *consumer);

/* Value of a metric of it; -1: there is no cell, or it has no such metric. */
s64 channel_value(const struct result_cell *c, const char *metric);

/* Does it hand records over at all, or is it the floor of its side? */
bool channel_hands(const struct channel_way *way);

/* What channels can be compared by, for records of CHANNEL_LEAD bytes. */
#define CHANNEL_LEAD 64
struct channel_quality {
	const char *text;
	const char *policy, *consumer, *metric;
	bool higher; /* is better */
};
enum {
	CHANNEL_PRODUCER, /* heads the answer */
	CHANNEL_READER,
	CHANNEL_BATCHES,
	CHANNEL_WAKES,
	CHANNEL_HOLDS,
	CHANNEL_FULL,
	NR_CHANNEL_QUALITIES
};
extern const struct channel_quality channel_qualities[NR_CHANNEL_QUALITIES + 1]; /* a NULL text ends */

/* A way's value; -1: not measured. */
s64 channel_quality(const struct results *r, const char *kernel, const struct channel_way *way,
		    const struct channel_quality *q);
/* The best of @arm's; the first of equals; NULL: none was measured. */
const struct channel_way *channel_best(const struct results *r, const char *kernel, const struct channel_way *ways,
				       size_t n, const char *arm, const struct channel_quality *q);
/* "`relay` 67, `read` 74": the others of @best's side; caller frees. */
char *channel_others(const struct results *r, const char *kernel, const struct channel_way *ways, size_t n,
		     const struct channel_way *best, const struct channel_quality *q);
/* Which channel of each side is best at what, and the others beside it. */
struct table *channel_best_table(const struct results *r, const struct result_kernel *k);

/* Why the answer shows the channels that it shows, and what the others are best at; NULL: a side is missing; caller frees. */
char *channel_why(const struct results *r, const struct result_kernel *k);

/* "mmap, module" */
char *channel_label(const struct channel_way *way);

/*
 * Draw cost over size and loss over the consumer's speed. Stems of the pictures that are there, else NULL;
 * caller frees.
 */
char *channel_draw_cost(struct chapter_run *c, const struct result_kernel *k);
char *channel_draw_loss(struct chapter_run *c, const struct result_kernel *k);

const char *channel_color(const struct channel_way *way);
/* The last curve is done: one that has no two points is taken away. */
struct curves;
void channel_curve_end(struct curves *l);

/* The release of sampled cell @i if it is the first one of its kernel, else NULL. */
const char *channel_times_release(const struct results *r, size_t i);
/* The sampled cell of a polling reader (@policy none) or of one that waits, or NULL. */
const struct result_cell *channel_times_cell(const struct results *r, const char *release, const struct channel *ch,
					     u32 size, const char *policy);
/* Records a second and their interval; false: the cell is none or not ok. */
bool channel_times_rate(const struct result_cell *c, double *rate, double *low, double *high);
/* Class and machine of sampled figures; caller frees. */
char *channel_times_note(const struct results *r);
/* Draw records a second over their size, for polling readers: stem, or NULL; caller frees. */
char *channel_draw_rate(struct chapter_run *c, const char *release);
/*
 * Tables of records a second on kernels that run, from sampled cells, with pictures[i], which may be NULL, where
 * channel_times_release() of i is not.
 */
void channel_times(const struct results *r, struct page *p, char *const *pictures);

#endif
