// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate - overlap, to a version whose record is larger: the verifier refuses it, so the record is
 * copied into a larger map, and what the old version adds meanwhile is added at the end. Which hook it is makes no
 * difference to a record: two stand for all.
 */
#include <errno.h>
#include <stddef.h>

#include "strategy.h"
#include "upgrade/migrate.h"
#include "upgrade/pair.h"

static int migrate_open(struct upgrade *u)
{
	int err = migrate_begin(u);

	return err ? err : pair_open(u);
}

/* The way back finds a record that is larger than it needs, which no verifier minds. */
static int migrate_try(struct upgrade *u)
{
	int err;

	if (migrate_made(u))
		return 0;
	err = program_version(u, pair_new(u), u->to);
	program_close(pair_new(u));
	if (err && err != -EACCES)
		return err;
	*u->reason = 0;
	if (err)
		u->schema_refusal = -err;
	else if (u->to == MIGRATE_TO)
		return upgrade_fail(u, -EPROTO, "a version took a record that is too small for it");
	return 0;
}

static int migrate_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int migrate_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

static int migrate_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int migrate_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static const struct strategy_step migrate_steps[] = {
	{ "try old record", migrate_try, false }, { "copy record", migrate_copy, false },
	{ "load new", migrate_load, false },	  { "attach new", migrate_attach, true },
	{ "detach old", migrate_detach, true },	  { "settle", migrate_settle, false },
	{ "unload old", migrate_unload, false },  { .name = NULL },
};

const struct strategy strategy_migrate_ebpf = {
	.name = "migrate",
	.summary = "overlap, to a version whose record is larger",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", NULL },
	.open = migrate_open,
	.steps = migrate_steps,
	.close = pair_close,
	.records = 1,
};
