/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store - where every version records what it saw (include/probebench/upgrade.h), mapped here.
 */
#ifndef PB_UPGRADE_STORE_H
#define PB_UPGRADE_STORE_H

#include <probebench/upgrade.h>

#include "base.h"

struct upgrade;

struct up_store {
	struct up_entry *seen; /* UP_EVENTS; NULL: not made */
	/*
	 * The record in use, and the other one: of a module that has always two, of maps the one
	 * before a migration or NULL.
	 */
	struct up_state *state[2];
	struct up_stub *stub;  /* NULL: the strategy has no stub */
	int seen_fd, state_fd[2], device; /* maps; the module's device; -1: none */
};

/* By the strategy's arm; 0 or -errno with upgrade_fail(). */
int store_open(struct upgrade *u);
void store_close(struct upgrade *u);

/* Events in the record in use, wherever it is; 0 if there is none. */
u64 store_total(struct upgrade *u);

/*
 * Make a record of @bytes that begins as a copy of the one in use, and use it; versions that run
 * keep writing to the old one. 0 or -errno with upgrade_fail().
 */
int store_migrate(struct upgrade *u, unsigned int bytes);

/*
 * Bytes of the record in use: whoever takes over from an upgrader that died asks the store, which outlives it. 0:
 * it does not say. A module's record in use becomes state[0] here, too.
 */
unsigned int store_record(struct upgrade *u);

/* Forget all events: 0 hits in the first @n entries. */
void store_reset(struct up_store *s, u64 n);

#endif
