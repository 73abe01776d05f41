// SPDX-License-Identifier: GPL-2.0-only
/*
 * replace - the old module out, the new one in: what every manual says, and nobody is there
 * meanwhile.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int replace_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("v", u->from));
}

static int replace_insmod(struct upgrade *u)
{
	return module_attach(u, module_stem("v", u->to));
}

static const struct strategy_step replace_steps[] = {
	{ "rmmod old", replace_rmmod, true },
	{ "insmod new", replace_insmod, true },
	{ .name = NULL },
};

const struct strategy strategy_replace_kmod = {
	.name = "replace",
	.summary = "rmmod the old module, insmod the new one",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.open = modules_open,
	.steps = replace_steps,
	.gap = true,
	.close = modules_close,
};
