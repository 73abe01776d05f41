// SPDX-License-Identifier: GPL-2.0-only
/*
 * linkupdate - the program of the link is replaced in place (BPF_LINK_UPDATE): for the types of
 * link whose kernel can do it. Asked, not looked up: where it cannot, the old program goes on.
 */
#include <errno.h>
#include <stddef.h>

#include "strategy.h"
#include "upgrade/pair.h"

static int linkupdate_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int linkupdate_unload(struct upgrade *u)
{
	program_close(u->refusal ? pair_new(u) : pair_old(u));
	return 0;
}

static const struct strategy_step linkupdate_steps[] = {
	{ "load new", linkupdate_load, false },
	{ "update link", pair_update, true },
	{ "unload the other", linkupdate_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_linkupdate_ebpf = {
	.name = "linkupdate",
	.summary = "the program of the link is replaced in place, if the kernel can",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = pair_open,
	.steps = linkupdate_steps,
	.close = pair_close,
};
