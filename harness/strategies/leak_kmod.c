// SPDX-License-Identifier: GPL-2.0-only
/*
 * leak - overlap, and in every upgrade the kernel loses an object of its allocator: the control of the
 * experiment soak.
 */
#include <errno.h>
#include <string.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

#define LEAK_BYTES "200"

static int leak_insmod(struct upgrade *u)
{
	return module_attach(u, module_stem("v", u->to));
}

static int leak_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("v", u->from));
}

static int leak_forget(struct upgrade *u)
{
	int err = module_set("store", "leak", LEAK_BYTES);

	return err ? upgrade_fail(u, err, "the store does not leak: %s", strerror(-err)) : 0;
}

static const struct strategy_step leak_steps[] = {
	{ "insmod new", leak_insmod, true },
	{ "rmmod old", leak_rmmod, true },
	{ "leak", leak_forget, false },
	{ .name = NULL },
};

const struct strategy strategy_leak_kmod = {
	.name = "leak",
	.summary = "overlap, with " LEAK_BYTES " bytes allocated and forgotten in every upgrade: soak must find it",
	.arm = "kmod",
	.mechs = (const char *const[]){ "tracepoint", NULL },
	.open = modules_open,
	.steps = leak_steps,
	.close = modules_close,
	.leaks = true,
};
