// SPDX-License-Identifier: GPL-2.0-only
/*
 * chain - a stub with two slots, swapped one after the other: one event may pass two versions.
 */
#include <stddef.h>
#include <string.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int chain_take(struct upgrade *u, unsigned int version, const char *slot)
{
	const char *stem = module_stem("behind", version);
	int err = module_set(stem, "take", slot);

	return err ? upgrade_fail(u, err, "pb_up_%s cannot take slot %s: %s", stem, slot,
				  strerror(-err))
		   : 0;
}

static int chain_open(struct upgrade *u)
{
	int err = module_attach(u, "stub");

	if (!err)
		err = module_insert(u, module_stem("behind", u->from), "");
	if (!err)
		err = chain_take(u, u->from, "1");
	return err ? err : chain_take(u, u->from, "0");
}

static int chain_insmod(struct upgrade *u)
{
	return module_insert(u, module_stem("behind", u->to), "");
}

static int chain_first(struct upgrade *u)
{
	return chain_take(u, u->to, "0");
}

static int chain_second(struct upgrade *u)
{
	return chain_take(u, u->to, "1");
}

static int chain_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("behind", u->from));
}

static const struct strategy_step chain_steps[] = {
	{ "insmod new", chain_insmod, false },
	{ "swap first slot", chain_first, true },
	{ "swap second slot", chain_second, true },
	{ "rmmod old", chain_rmmod, false },
	{ .name = NULL },
};

const struct strategy strategy_chain_kmod = {
	.name = "chain",
	.summary = "a stub with two slots, swapped one after the other",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.open = chain_open,
	.steps = chain_steps,
	.close = modules_close,
	.stub = true,
	.chain = true,
};
