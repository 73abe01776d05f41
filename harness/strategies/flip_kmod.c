// SPDX-License-Identifier: GPL-2.0-only
/*
 * flip - both modules are attached, and a word says which of them records: they read it one after the
 * other, so an event that passes while it changes may be recorded by none or by both.
 */
#include <stddef.h>
#include <string.h>

#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

static int flip_word(struct upgrade *u, unsigned int version)
{
	int err = module_set("store", "word", version == 1 ? "1" : "2");

	return err ? upgrade_fail(u, err, "setting the word: %s", strerror(-err)) : 0;
}

static int flip_open(struct upgrade *u)
{
	int err = flip_word(u, u->from);

	return err ? err : module_attach(u, module_stem("flip", u->from));
}

static int flip_insmod(struct upgrade *u)
{
	return module_attach(u, module_stem("flip", u->to));
}

static int flip_flip(struct upgrade *u)
{
	return flip_word(u, u->to);
}

static int flip_rmmod(struct upgrade *u)
{
	return module_remove(u, module_stem("flip", u->from));
}

static const struct strategy_step flip_steps[] = {
	{ "insmod new", flip_insmod, false },
	{ "flip word", flip_flip, true },
	{ "rmmod old", flip_rmmod, false },
	{ .name = NULL },
};

const struct strategy strategy_flip_kmod = {
	.name = "flip",
	.summary = "both modules are attached, a word that both read says which one records",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.open = flip_open,
	.steps = flip_steps,
	.close = modules_close,
};
