/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel - the cells of the experiment `channel` as its chapter needs them.
 */
#ifndef PB_REPORT_CHANNEL_H
#define PB_REPORT_CHANNEL_H

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

/* Sizes of records that @kernel has cells of, ascending, ended by 0; caller frees. */
s64 *channel_sizes_of(const struct results *r, const char *kernel);

/* The ok cell with these parts, or NULL. */
const struct result_cell *channel_cell(const struct results *r, const char *kernel, const struct channel_way *way,
				       s64 size, const char *policy, const char *consumer);

/* Value of a metric of it; -1: there is no cell, or it has no such metric. */
s64 channel_value(const struct result_cell *c, const char *metric);

/* "mmap, module" */
char *channel_label(const struct channel_way *way);

/*
 * Draw cost over size and loss over the consumer's speed. Stems of the pictures that are there, else NULL;
 * caller frees.
 */
char *channel_draw_cost(struct chapter_run *c, const struct result_kernel *k);
char *channel_draw_loss(struct chapter_run *c, const struct result_kernel *k);

/* Tables of records a second on kernels that run, from sampled cells; false: there are none. */
bool channel_times(const struct results *r, struct page *p);

#endif
