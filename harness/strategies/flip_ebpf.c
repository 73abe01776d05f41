// SPDX-License-Identifier: GPL-2.0-only
/*
 * flip - both programs are attached, and a word says which of them records: they read it one after the
 * other, so an event that passes while it changes may be recorded by none or by both.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "strategy.h"
#include "upgrade/flip1.skel.h"
#include "upgrade/flip2.skel.h"
#include "upgrade/pair.h"

/* u->priv: begins as pair.h has it. */
struct flip {
	struct program version[UP_VERSIONS];
	int word;
};

static int flip_word(struct upgrade *u, unsigned int version)
{
	u32 zero = 0, word = version;

	if (!bpf_map_update_elem(((struct flip *)u->priv)->word, &zero, &word, BPF_ANY))
		return 0;
	return upgrade_fail(u, -errno, "setting the word: %s", strerror(errno));
}

static int flip_version(struct upgrade *u, struct program *p, unsigned int version)
{
	int err = program_open(u, p, version == 1 ? upgrade_flip1__elf_bytes : upgrade_flip2__elf_bytes);

	if (!err)
		err = program_share(u, p, "up_word", ((struct flip *)u->priv)->word);
	return err ? err : program_load(u, p);
}

static int flip_open(struct upgrade *u)
{
	struct flip *f = u->priv = mem_alloc(1, sizeof(*f));
	int err;

	f->word = bpf_map_create(BPF_MAP_TYPE_ARRAY, "up_word", sizeof(u32), sizeof(u32), 1, NULL);
	if (f->word < 0)
		return upgrade_fail(u, -errno, "creating the map up_word: %s", strerror(errno));
	err = flip_word(u, u->from);
	if (!err)
		err = flip_version(u, pair_old(u), u->from);
	return err ? err : program_attach(u, pair_old(u));
}

static int flip_load(struct upgrade *u)
{
	return flip_version(u, pair_new(u), u->to);
}

static int flip_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

static int flip_flip(struct upgrade *u)
{
	return flip_word(u, u->to);
}

static int flip_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int flip_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static int flip_close(struct upgrade *u)
{
	struct flip *f = u->priv;

	if (f && f->word >= 0)
		close(f->word);
	return pair_close(u);
}

static const struct strategy_step flip_steps[] = {
	{ "load new", flip_load, false },     { "attach new", flip_attach, false },
	{ "flip word", flip_flip, true },     { "detach old", flip_detach, false },
	{ "unload old", flip_unload, false }, { .name = NULL },
};

const struct strategy strategy_flip_ebpf = {
	.name = "flip",
	.summary = "both programs are attached, a word that both read says which one records",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", "fentry", NULL },
	.open = flip_open,
	.steps = flip_steps,
	.close = flip_close,
};
