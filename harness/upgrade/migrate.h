/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migrate - what both sides of the strategy `migrate` share: the record of v1 becomes that of v3.
 */
#ifndef PB_UPGRADE_MIGRATE_H
#define PB_UPGRADE_MIGRATE_H

#include "strategy.h"

#define MIGRATE_TO 3 /* the version whose record is larger */

/* The version with the larger record takes the place of version 2. */
void migrate_versions(struct upgrade *u);
unsigned int migrate_bytes(unsigned int version);

int migrate_copy(struct upgrade *u);   /* a step: a record of u->to's size, as a copy */
int migrate_settle(struct upgrade *u); /* a step: add what the old version wrote since then */

#endif
