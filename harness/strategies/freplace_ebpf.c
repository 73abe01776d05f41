// SPDX-License-Identifier: GPL-2.0-only
/*
 * freplace - a program stays at the hook; a function of it is replaced by the version
 * (BPF_PROG_TYPE_EXT).
 *
 * A function takes one replacement at a time, so the old one has to go first. Meanwhile the
 * function's own body runs, and counts. Not at fentry: the kernel lets nobody replace functions of such a program.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "strategy.h"
#include "upgrade/base.skel.h"
#include "upgrade/program.h"
#include "upgrade/v1.skel.h"
#include "upgrade/v2.skel.h"

#define FREPLACE_FUNCTION "up_hook"

/* u->priv */
struct freplace {
	struct program base;
	struct program version[UP_VERSIONS];
	void *variables;
	size_t variables_size;
};

static int freplace_version(struct upgrade *u, unsigned int version)
{
	static const program_elf versions[] = { NULL, upgrade_v1__elf_bytes,
						upgrade_v2__elf_bytes };
	struct freplace *f = u->priv;
	struct program *p = &f->version[version];
	int err = program_open(u, p, versions[version]);

	if (!err)
		err = program_pick(u, p, "up_replace");
	if (!err)
		err = bpf_program__set_attach_target(p->prog, bpf_program__fd(f->base.prog),
						     FREPLACE_FUNCTION);
	return err ? err : program_load(u, p);
}

static int freplace_link(struct upgrade *u, unsigned int version)
{
	struct freplace *f = u->priv;
	struct program *p = &f->version[version];

	p->link = bpf_program__attach_trace(p->prog);
	return p->link ? 0
		       : upgrade_fail(u, -errno, "replacing " FREPLACE_FUNCTION ": %s",
				      strerror(errno));
}

static int freplace_open(struct upgrade *u)
{
	struct freplace *f = mem_alloc(1, sizeof(*f));
	int err;

	u->priv = f;
	err = program_open(u, &f->base, upgrade_base__elf_bytes);
	if (!err)
		err = program_load(u, &f->base);
	if (!err)
		err = freplace_version(u, u->from);
	if (!err)
		err = freplace_link(u, u->from);
	if (err)
		return err;
	f->variables = program_variables(u, &f->base, &f->variables_size);
	u->store.stub = f->variables;
	return f->variables ? program_attach(u, &f->base) : -EIO;
}

static int freplace_load(struct upgrade *u)
{
	return freplace_version(u, u->to);
}

static int freplace_detach(struct upgrade *u)
{
	return program_detach(u, &((struct freplace *)u->priv)->version[u->from]);
}

static int freplace_attach(struct upgrade *u)
{
	return freplace_link(u, u->to);
}

static int freplace_unload(struct upgrade *u)
{
	program_close(&((struct freplace *)u->priv)->version[u->from]);
	return 0;
}

static int freplace_close(struct upgrade *u)
{
	struct freplace *f = u->priv;

	if (!f)
		return 0;
	program_detach(u, &f->base);
	for (unsigned int v = 0; v < UP_VERSIONS; v++)
		program_close(&f->version[v]);
	if (f->variables)
		munmap(f->variables, f->variables_size);
	u->store.stub = NULL;
	program_close(&f->base);
	free(f);
	u->priv = NULL;
	return 0;
}

static const struct strategy_step freplace_steps[] = {
	{ "load new", freplace_load, false },
	{ "detach old", freplace_detach, true },
	{ "attach new", freplace_attach, true },
	{ "unload old", freplace_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_freplace_ebpf = {
	.name = "freplace",
	.summary = "a program stays at the hook, a function of it is replaced",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "kprobe", "raw_tp", "tp", NULL },
	.open = freplace_open,
	.steps = freplace_steps,
	.gap = true,
	.close = freplace_close,
	.stub = true,
};
