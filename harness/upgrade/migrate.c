// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate - the record of one version becomes that of another.
 */
#include "upgrade/migrate.h"

unsigned int migrate_bytes(unsigned int version)
{
	return version == MIGRATE_TO ? sizeof(struct up_state_wide) : sizeof(struct up_state);
}

static void migrate_versions(struct upgrade *u)
{
	u->from = u->from == 2 ? MIGRATE_TO : u->from;
	u->to = u->to == 2 ? MIGRATE_TO : u->to;
}

int migrate_begin(struct upgrade *u)
{
	unsigned int bytes;

	migrate_versions(u);
	bytes = migrate_bytes(u->from);
	return store_record(u) == bytes ? 0 : store_migrate(u, bytes);
}

bool migrate_made(struct upgrade *u)
{
	/* Who goes on where another one died has not begun itself. */
	migrate_versions(u);
	return store_record(u) == migrate_bytes(u->to);
}

int migrate_copy(struct upgrade *u)
{
	/* A second copy would take the place of the record that the old version writes to. */
	int err = migrate_made(u) ? 0 : store_migrate(u, migrate_bytes(u->to));

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
