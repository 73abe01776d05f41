// SPDX-License-Identifier: GPL-2.0-only
/*
 * replace - the old program out, the new one in: what stopping one loader and starting the next
 * does.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/pair.h"

static int replace_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int replace_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static int replace_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int replace_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

static const struct strategy_step replace_steps[] = {
	{ "detach old", replace_detach, true },
	{ "unload old", replace_unload, true },
	{ "load new", replace_load, true },
	{ "attach new", replace_attach, true },
	{ .name = NULL },
};

const struct strategy strategy_replace_ebpf = {
	.name = "replace",
	.summary = "detach and unload the old program, load and attach the new one",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = pair_open,
	.steps = replace_steps,
	.gap = true,
	.close = pair_close,
};
