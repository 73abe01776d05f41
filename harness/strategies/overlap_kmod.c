// SPDX-License-Identifier: GPL-2.0-only
/*
 * overlap - the new module in, under another name, then the old one out: nothing is lost, what
 * happens meanwhile is recorded twice.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int overlap_insmod(struct upgrade *u)
{
	return module_attach(u, module_stem("v", u->to));
}

static int overlap_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("v", u->from));
}

static const struct strategy_step overlap_steps[] = {
	{ "insmod new", overlap_insmod, true },
	{ "rmmod old", overlap_rmmod, true },
	{ .name = NULL },
};

const struct strategy strategy_overlap_kmod = {
	.name = "overlap",
	.summary = "insmod the new module under another name, rmmod the old one",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.open = modules_open,
	.steps = overlap_steps,
	.close = modules_close,
};
