// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate - overlap, to a version whose record is larger: the store refuses it, so the record is
 * copied into a larger one, and what the old version adds meanwhile is added at the end. Which hook it is makes no
 * difference to a record: two stand for all.
 */
#include <errno.h>
#include <stddef.h>

#include "strategy.h"
#include "upgrade/migrate.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int migrate_open(struct upgrade *u)
{
	int err = migrate_begin(u);

	return err ? err : modules_open(u);
}

static int migrate_try(struct upgrade *u)
{
	int err;

	if (migrate_made(u))
		return 0;
	err = module_attach(u, module_stem("v", u->to));
	if (err && err != -EINVAL)
		return err;
	*u->reason = 0;
	u->schema_refusal = -err;
	return err ? 0 : upgrade_fail(u, -EPROTO, "a version took a record of another size");
}

static int migrate_insmod(struct upgrade *u)
{
	return module_attach(u, module_stem("v", u->to));
}

static int migrate_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("v", u->from));
}

static const struct strategy_step migrate_steps[] = {
	{ "try old record", migrate_try, false }, { "copy record", migrate_copy, false },
	{ "insmod new", migrate_insmod, true },	  { "rmmod old", migrate_rmmod, true },
	{ "settle", migrate_settle, false },	  { .name = NULL },
};

const struct strategy strategy_migrate_kmod = {
	.name = "migrate",
	.summary = "overlap, to a version whose record is larger",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", NULL },
	.open = migrate_open,
	.steps = migrate_steps,
	.close = modules_close,
};
