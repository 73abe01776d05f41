// SPDX-License-Identifier: GPL-2.0-only
/*
 * handover - as overlap, with a wait between: an event that was on its way when the new program
 * came may have passed that by, and must still find the old one.
 */
#include <errno.h>
#include <linux/membarrier.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "strategy.h"
#include "upgrade/pair.h"

static int handover_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int handover_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

/*
 * The one system call that waits for the handlers which run now: an RCU grace period, and nothing
 * else.
 */
static int handover_wait(struct upgrade *u)
{
	if (!syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		return 0;
	return upgrade_fail(u, -errno, "membarrier: %s", strerror(errno));
}

static int handover_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int handover_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static const struct strategy_step handover_steps[] = {
	{ "load new", handover_load, false },	  { "attach new", handover_attach, true },
	{ "wait", handover_wait, true },	  { "detach old", handover_detach, true },
	{ "unload old", handover_unload, false }, { .name = NULL },
};

const struct strategy strategy_handover_ebpf = {
	.name = "handover",
	.summary =
		"overlap, with a grace period between attaching the new and detaching the old program",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = pair_open,
	.steps = handover_steps,
	.close = pair_close,
};
