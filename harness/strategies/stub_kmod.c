// SPDX-License-Identifier: GPL-2.0-only
/*
 * stub - a small module stays at the hook and calls the version in its slot through an RCU pointer:
 * the swap is one store.
 */
#include <stddef.h>
#include <string.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int stub_take(struct upgrade *u, unsigned int version)
{
	const char *stem = module_stem("behind", version);
	int err = module_set(stem, "take", "0");

	return err ? upgrade_fail(u, err, "pb_up_%s cannot take its slot: %s", stem, strerror(-err))
		   : 0;
}

static int stub_open(struct upgrade *u)
{
	int err = module_attach(u, "stub");

	if (!err)
		err = module_insert(u, module_stem("behind", u->from), "");
	return err ? err : stub_take(u, u->from);
}

static int stub_insmod(struct upgrade *u)
{
	return module_insert(u, module_stem("behind", u->to), "");
}

static int stub_swap(struct upgrade *u)
{
	return stub_take(u, u->to);
}

static int stub_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("behind", u->from));
}

static const struct strategy_step stub_steps[] = {
	{ "insmod new", stub_insmod, false },
	{ "swap slot", stub_swap, true },
	{ "rmmod old", stub_rmmod, false },
	{ .name = NULL },
};

const struct strategy strategy_stub_kmod = {
	.name = "stub",
	.summary = "a stub stays at the hook, an RCU pointer in it is swapped",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.open = stub_open,
	.steps = stub_steps,
	.close = modules_close,
	.stub = true,
};
