// SPDX-License-Identifier: GPL-2.0-only
/*
 * chain - a stub with two slots, swapped one after the other: one event may pass two versions.
 */
#include <stddef.h>

#include "strategy.h"
#include "upgrade/first1.skel.h"
#include "upgrade/first2.skel.h"
#include "upgrade/second1.skel.h"
#include "upgrade/second2.skel.h"
#include "upgrade/slots.h"

static struct program *chain_link(struct upgrade *u, unsigned int slot, unsigned int version)
{
	return &((struct slots *)u->priv)->link[slot][version];
}

/* Both links of a version, loaded; in no slot yet. */
static int chain_version(struct upgrade *u, unsigned int version)
{
	static const program_elf links[SLOTS][UP_VERSIONS] = {
		{ NULL, upgrade_first1__elf_bytes, upgrade_first2__elf_bytes },
		{ NULL, upgrade_second1__elf_bytes, upgrade_second2__elf_bytes },
	};
	int err = 0;

	for (unsigned int slot = 0; slot < SLOTS && !err; slot++) {
		struct program *p = chain_link(u, slot, version);

		err = program_open(u, p, links[slot][version]);
		if (!err)
			err = program_share(u, p, "up_slots", ((struct slots *)u->priv)->array);
		if (!err)
			err = program_load(u, p);
	}
	return err;
}

static int chain_open(struct upgrade *u)
{
	int err = slots_make(u);

	if (!err)
		err = chain_version(u, u->from);
	for (unsigned int slot = SLOTS; slot-- && !err;)
		err = slots_put(u, slot, chain_link(u, slot, u->from));
	return err ? err : slots_attach(u);
}

static int chain_load(struct upgrade *u)
{
	return chain_version(u, u->to);
}

static int chain_first(struct upgrade *u)
{
	return slots_put(u, 0, chain_link(u, 0, u->to));
}

static int chain_second(struct upgrade *u)
{
	return slots_put(u, 1, chain_link(u, 1, u->to));
}

static int chain_unload(struct upgrade *u)
{
	for (unsigned int slot = 0; slot < SLOTS; slot++)
		program_close(chain_link(u, slot, u->from));
	return 0;
}

static const struct strategy_step chain_steps[] = {
	{ "load new", chain_load, false },
	{ "swap first slot", chain_first, true },
	{ "swap second slot", chain_second, true },
	{ "unload old", chain_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_chain_ebpf = {
	.name = "chain",
	.summary = "a stub with two slots, swapped one after the other",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = chain_open,
	.steps = chain_steps,
	.close = slots_close,
	.stub = true,
	.chain = true,
};
