// SPDX-License-Identifier: GPL-2.0-only
/*
 * livepatch - the new version's function is patched over the old one's, and replaces the patch
 * before it.
 *
 * The module at the hook stays, and with it what it knows. A patch is in force for a task from the
 * moment that the task is seen to run none of the old code; the last one can be unloaded when all
 * are.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "strategy.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"

#define LIVEPATCH_POLL_NS 1000000
#define LIVEPATCH_POLLS	  20000 /* the kernel retries once a second, and forces nothing */

/* "1" while tasks are still on their way; caller frees; NULL: there is no such patch any more. */
static char *livepatch_file(unsigned int version, const char *file)
{
	char *path = str_fmt("/sys/kernel/livepatch/pb_up_live%u/%s", version, file);
	char *line = file_line(path);

	free(path);
	return line;
}

/* Wait until every task has the patch, or the patch is gone: @state of file @file. */
static int livepatch_wait(struct upgrade *u, unsigned int version, const char *file,
			  const char *state)
{
	const struct timespec nap = { .tv_nsec = LIVEPATCH_POLL_NS };

	for (int i = 0; i < LIVEPATCH_POLLS; i++) {
		char *now = livepatch_file(version, file);
		bool there = state ? now && !strcmp(now, state) : !now;

		free(now);
		if (there)
			return 0;
		nanosleep(&nap, NULL);
	}
	return upgrade_fail(u, -ETIMEDOUT, "the live patch of version %u does not come into force",
			    version);
}

static int livepatch_unused(struct upgrade *u, const char *stem)
{
	const struct timespec nap = { .tv_nsec = LIVEPATCH_POLL_NS };

	for (int i = 0; i < LIVEPATCH_POLLS; i++) {
		if (!module_number(stem, "refcnt"))
			return 0;
		nanosleep(&nap, NULL);
	}
	return upgrade_fail(u, -ETIMEDOUT, "the live patch pb_up_%s stays in use", stem);
}

static int livepatch_insmod(struct upgrade *u)
{
	return module_insert(u, module_stem("live", u->to), "");
}

static int livepatch_transition(struct upgrade *u)
{
	return livepatch_wait(u, u->to, "transition", "0");
}

static int livepatch_rmmod(struct upgrade *u)
{
	const char *stem = module_stem("live", u->from);

	if (!module_loaded(stem))
		return 0;
	/* A patch that was replaced is disabled by a worker, which lets go of the module last of all. */
	if (livepatch_wait(u, u->from, "enabled", NULL) || livepatch_unused(u, stem))
		return -ETIMEDOUT;
	return module_remove(u, stem);
}

static int livepatch_open(struct upgrade *u)
{
	int err = module_attach(u, "live0");

	/* live0 is version 1; the patch of the same version makes every upgrade the same. */
	if (!err)
		err = module_insert(u, module_stem("live", u->from), "");
	return err ? err : livepatch_wait(u, u->from, "transition", "0");
}

static int livepatch_close(struct upgrade *u)
{
	for (unsigned int v = 1; v < UP_VERSIONS; v++) {
		char *path = str_fmt("/sys/kernel/livepatch/pb_up_live%u/enabled", v);

		if (file_exists(path) && !module_write(path, "0"))
			livepatch_wait(u, v, "enabled", NULL);
		if (module_loaded(module_stem("live", v)))
			livepatch_unused(u, module_stem("live", v));
		free(path);
	}
	return modules_close(u);
}

static const struct strategy_step livepatch_steps[] = {
	{ "insmod new", livepatch_insmod, true },
	{ "transition", livepatch_transition, true },
	{ "rmmod old", livepatch_rmmod, false },
	{ .name = NULL },
};

const struct strategy strategy_livepatch_kmod = {
	.name = "livepatch",
	.summary = "the new version's function is patched over the old one's",
	.arm = "kmod",
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "ftrace_ops", NULL },
	.needs = { .root = true,
		   .modules = true,
		   .kconfig = (const char *const[]){ "CONFIG_LIVEPATCH=y", NULL } },
	.open = livepatch_open,
	.steps = livepatch_steps,
	.close = livepatch_close,
	.slow = true,
};
