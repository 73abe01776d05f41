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
	struct up_state *state[2]; /* of the record in use, and of the one before a migration; may be NULL */
	struct up_stub *stub;  /* NULL: the strategy has no stub */
	int seen_fd, state_fd[2], device; /* maps; the module's device; -1: none */
};

/* By the strategy's arm; 0 or -errno with upgrade_fail(). */
int store_open(struct upgrade *u);
void store_close(struct upgrade *u);

/* Forget all events: 0 hits in the first @n entries. */
void store_reset(struct up_store *s, u64 n);

#endif
