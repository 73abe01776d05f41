// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate - the record of one version becomes that of another.
 */
#include "upgrade/migrate.h"

void migrate_versions(struct upgrade *u)
{
	if (u->to == 2)
		u->to = MIGRATE_TO;
}

unsigned int migrate_bytes(unsigned int version)
{
	return version == MIGRATE_TO ? sizeof(struct up_state_wide) : sizeof(struct up_state);
}

int migrate_copy(struct upgrade *u)
{
	int err = store_migrate(u, migrate_bytes(u->to));

	/* Nobody writes to the new record yet, so it says itself what was copied. */
	if (!err)
		u->copied = __atomic_load_n(&u->store.state[0]->total, __ATOMIC_RELAXED);
	return err;
}

int migrate_settle(struct upgrade *u)
{
	u64 since = __atomic_load_n(&u->store.state[1]->total, __ATOMIC_RELAXED) - u->copied;

	__atomic_fetch_add(&u->store.state[0]->total, since, __ATOMIC_RELAXED);
	u->settled = since;
	return 0;
}
