/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frozen - the booted guests that cells go on from, one for each kind of guest that several cells need.
 */
#ifndef PB_FROZEN_H
#define PB_FROZEN_H

#include "vm/boot.h"
#include "vm/snapshot.h"

struct run;
struct queue;

struct frozen {
	unsigned int kernel;
	const char *guest; /* guest_key(), of a cell of the run */
	struct boot boot;
	struct snapshot snapshot;
	bool usable;
	struct run *run;
};

struct frozen_list {
	struct frozen *v;
	size_t n;
};

/*
 * Boot and freeze what the batches of @queue can share, run->progress.slots side by side. Archives go
 * into @dir. 0, or -errno if nothing can be started at all; what cannot be frozen is booted.
 */
int frozen_make(struct frozen_list *list, struct run *run, const struct queue *queue,
		const char *dir);

/* What @cell of the run can go on from, or NULL. */
const struct frozen *frozen_find(const struct frozen_list *list, const struct run *run, u32 cell);

void frozen_free(struct frozen_list *list);

#endif
