/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migrate - what both sides of the strategy `migrate` share: the record of v1 becomes that of v3.
 */
#ifndef PB_UPGRADE_MIGRATE_H
#define PB_UPGRADE_MIGRATE_H

#include "strategy.h"

#define MIGRATE_TO 3 /* the version whose record is larger */

unsigned int migrate_bytes(unsigned int version);

/*
 * Before u->from is loaded: the version with the larger record takes the place of version 2, and the record is made
 * to fit u->from, where somebody has left another. 0 or -errno with upgrade_fail().
 */
int migrate_begin(struct upgrade *u);
/* Before u->to is tried: has an upgrader that died made its record already? */
bool migrate_made(struct upgrade *u);

int migrate_copy(struct upgrade *u);   /* a step: a record of u->to's size, as a copy */
int migrate_settle(struct upgrade *u); /* a step: add what the old version wrote since then */

#endif
