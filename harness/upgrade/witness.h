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

/*
 * What may be there: the objects that are known by name or id, and a number of others of each kind. A version that is
 * loaded anew has new ids, so its objects can only be counted: of these, one too many and one too few of the same kind
 * look like none. What was there before cannot make up for anything.
 */
struct witness_sound {
	const struct kobjects *known[KOBJ_KINDS]; /* the snapshot whose objects of that kind are meant */
	size_t more[KOBJ_KINDS];
};

/* Are the names of this kind the same each time a version is loaded: of modules, probes and pins, not ids? */
bool witness_named(enum kobject_kind kind);

/* A snapshot of all that there is; kobjects_free() is due. */
void witness_take(struct kobjects *k);

/* What of @now is beyond @sound, kind by kind; new reference, an empty object if nothing. */
json_t *witness_beyond(const struct witness_sound *sound, const struct kobjects *now);

/* The same of what there is, after the kernel has had time to free what it frees late. */
json_t *witness_left(const struct witness_sound *sound);

/* The verdict of one event's entry: h1 hits of the old version, h2 of the new one. */
enum witness witness_entry(u32 h1, u32 h2);

#endif
