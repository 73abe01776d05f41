// SPDX-License-Identifier: GPL-2.0-only
/*
 * restart - the loader is killed (SIGKILL) and the next one started: without pins the kernel takes
 * the program away with the process, and the record that it wrote to.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/agent.h"

static int restart_open(struct upgrade *u)
{
	agents_make(u);
	return agent_start(u, agent_of(u, u->from), u->from, NULL);
}

static int restart_kill(struct upgrade *u)
{
	agent_kill(agent_of(u, u->from));
	return 0;
}

static int restart_start(struct upgrade *u)
{
	return agent_start(u, agent_of(u, u->to), u->to, NULL);
}

static const struct strategy_step restart_steps[] = {
	{ "kill loader", restart_kill, true },
	{ "start loader", restart_start, true },
	{ .name = NULL },
};

const struct strategy strategy_restart_ebpf = {
	.name = "restart",
	.summary = "the loader is killed, the next one loads and attaches the new program",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = restart_open,
	.steps = restart_steps,
	.gap = true,
	.close = agents_close,
	.takes_record = true,
};
