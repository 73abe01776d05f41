// SPDX-License-Identifier: GPL-2.0-only
/*
 * pinned - the loader is killed (SIGKILL), but its link and its record are pinned and go on; the next loader opens
 * the record, attaches the new program beside the old one, and takes the old pin away.
 */
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "strategy.h"
#include "upgrade/agent.h"

#define PINNED_RECORD "/sys/fs/bpf/pb_up_record"

static const char *pinned_path(unsigned int version)
{
	static const char *const paths[UP_VERSIONS] = { NULL, "/sys/fs/bpf/pb_up_link1",
							"/sys/fs/bpf/pb_up_link2" };

	return paths[version];
}

static int pinned_open(struct upgrade *u)
{
	agents_make(u);
	unlink(pinned_path(u->from));
	unlink(pinned_path(u->to));
	unlink(PINNED_RECORD);
	return agent_start(u, agent_of(u, u->from), u->from, pinned_path(u->from));
}

static int pinned_kill(struct upgrade *u)
{
	agent_kill(agent_of(u, u->from));
	return 0;
}

static int pinned_start(struct upgrade *u)
{
	return agent_start(u, agent_of(u, u->to), u->to, pinned_path(u->to));
}

static int pinned_unpin(struct upgrade *u)
{
	unlink(pinned_path(u->from));
	return 0;
}

static int pinned_close(struct upgrade *u)
{
	for (unsigned int v = 1; v < UP_VERSIONS && pinned_path(v); v++)
		unlink(pinned_path(v));
	unlink(PINNED_RECORD);
	return agents_close(u);
}

static const struct strategy_step pinned_steps[] = {
	{ "kill loader", pinned_kill, true },
	{ "start loader", pinned_start, true },
	{ "unpin old", pinned_unpin, true },
	{ .name = NULL },
};

const struct strategy strategy_pinned_ebpf = {
	.name = "pinned",
	.summary = "the loader is killed, its pinned link goes on until the next one has attached",
	.arm = "ebpf",
	/* A link of libbpf's for a kprobe or tp is a perf event's, which can be pinned as well. */
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = pinned_open,
	.steps = pinned_steps,
	.close = pinned_close,
	.takes_record = true,
	.record_pin = PINNED_RECORD,
};
