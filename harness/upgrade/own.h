/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * own - what a version counted in variables of its own: a module's, or a program's in .data. It is the count of a
 * plain collector, which goes with its version, and a second one beside the entries.
 */
#ifndef PB_UPGRADE_OWN_H
#define PB_UPGRADE_OWN_H

#include "strategy.h"

/* Before a version is loaded: tells its variables from those of an earlier load, which go late. */
u32 own_mark(const struct upgrade *u);

/* Events that version @version counted since it was loaded after @mark; 0 if it is not there. */
u64 own_events(const struct upgrade *u, unsigned int version, u32 mark);

#endif
