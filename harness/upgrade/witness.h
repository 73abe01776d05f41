/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * witness - who records events at this moment, and what the kernel holds beyond that: asked after something
 * went wrong, by a process that had no part in it.
 */
#ifndef PB_UPGRADE_WITNESS_H
#define PB_UPGRADE_WITNESS_H

#include <jansson.h>

#include "kobjects.h"
#include "strategy.h"

enum witness {
	WITNESS_OLD,
	WITNESS_NEW,
	WITNESS_BOTH,
	WITNESS_NONE,
	WITNESS_PART, /* some events, or not every one once */
	WITNESS_ANSWERS
};
extern const char *const witness_names[WITNESS_ANSWERS];

/*
 * Make some events in a process of their own, numbered from *@next on, and see who recorded them. *died: how
 * many of these processes were killed by it.
 */
enum witness witness_ask(const struct upgrade *u, u64 *next, unsigned int *died);

/*
 * Ask until the answer stays the same: a link goes some time after the last that held it, a process some
 * time after it was killed.
 */
enum witness witness_settled(const struct upgrade *u, u64 *next, unsigned int *died);

/* How many objects of each kind there are in a sound state. */
struct witness_counts {
	size_t n[KOBJ_KINDS];
};
void witness_count(struct witness_counts *c);

/*
 * What there is beyond @sound, kind by kind, after the kernel has had time to free what it frees late;
 * new reference, an empty object if nothing.
 */
json_t *witness_left(const struct witness_counts *sound);

/* The verdict of one event's entry: h1 hits of the old version, h2 of the new one. */
enum witness witness_entry(u32 h1, u32 h2);

#endif
