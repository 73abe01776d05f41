// SPDX-License-Identifier: GPL-2.0-only
/*
 * overlap - the new program in, then the old one out: nothing is lost, what happens meanwhile is
 * recorded twice.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/pair.h"

static int overlap_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int overlap_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

static int overlap_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int overlap_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static const struct strategy_step overlap_steps[] = {
	{ "load new", overlap_load, false },
	{ "attach new", overlap_attach, true },
	{ "detach old", overlap_detach, true },
	{ "unload old", overlap_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_overlap_ebpf = {
	.name = "overlap",
	.summary = "load and attach the new program, detach and unload the old one",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = pair_open,
	.steps = overlap_steps,
	.close = pair_close,
};
