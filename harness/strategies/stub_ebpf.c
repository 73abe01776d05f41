// SPDX-License-Identifier: GPL-2.0-only
/*
 * stub - a small program stays at the hook and tail-calls the version in its slot: the swap is one
 * update of an array.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/slots.h"

static struct program *stub_version(struct upgrade *u, unsigned int version)
{
	return &((struct slots *)u->priv)->link[0][version];
}

static int stub_open(struct upgrade *u)
{
	int err = slots_make(u);

	if (!err)
		err = program_version(u, stub_version(u, u->from), u->from);
	if (!err)
		err = slots_put(u, 0, stub_version(u, u->from));
	return err ? err : slots_attach(u);
}

static int stub_load(struct upgrade *u)
{
	return program_version(u, stub_version(u, u->to), u->to);
}

static int stub_swap(struct upgrade *u)
{
	return slots_put(u, 0, stub_version(u, u->to));
}

static int stub_unload(struct upgrade *u)
{
	program_close(stub_version(u, u->from));
	return 0;
}

static const struct strategy_step stub_steps[] = {
	{ "load new", stub_load, false },
	{ "swap slot", stub_swap, true },
	{ "unload old", stub_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_stub_ebpf = {
	.name = "stub",
	.summary = "a stub stays at the hook, the slot that it tail-calls is swapped",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = stub_open,
	.steps = stub_steps,
	.close = slots_close,
	.stub = true,
};
