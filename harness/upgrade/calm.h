/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * calm - the pauses of the workload while nobody upgrades, but both CPUs are busy: what a pause during an upgrade is
 * compared with, among as many events.
 */
#ifndef PB_UPGRADE_CALM_H
#define PB_UPGRADE_CALM_H

#include "strategy.h"
#include "upgrade/gen.h"

/* Whichever comes first. */
#define CALM_EVENTS (1 << 18)
#define CALM_TICKS  400000000

/* All zero: nothing was watched. */
struct calm {
	u64 *pauses; /* between one event and the next, clock_read(); owned */
	u64 n;
};

/* Watch CALM_EVENTS events, or those of CALM_TICKS; 0, or -ECHILD with upgrade_fail(): the generator died. */
int calm_watch(struct calm *c, struct upgrade *u, struct gen *g);

/* The longest of @n pauses in a row, from number @from modulo those watched; of all, if there are not so many. */
u64 calm_longest(const struct calm *c, u64 from, u64 n);

void calm_free(struct calm *c);

#endif
