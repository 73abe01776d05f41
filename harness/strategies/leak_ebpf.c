// SPDX-License-Identifier: GPL-2.0-only
/*
 * leak - overlap, and every upgrade leaves a map behind, held by a map of maps: the control of the
 * experiment soak.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "strategy.h"
#include "upgrade/pair.h"

#define LEAK_MAPS 4096

static int leak_keeper = -1; /* the map that holds what leaked */
static unsigned int leak_maps;

static int leak_map(void)
{
	return bpf_map_create(BPF_MAP_TYPE_ARRAY, "up_leak", sizeof(u32), sizeof(u64), 1, NULL);
}

static int leak_open(struct upgrade *u)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .inner_map_fd = (u32)leak_map());

	leak_maps = 0;
	leak_keeper = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "up_leaks", sizeof(u32), sizeof(u32), LEAK_MAPS,
				     &opts);
	close((int)opts.inner_map_fd);
	if (leak_keeper < 0)
		return upgrade_fail(u, leak_keeper, "making a map of maps: %s", strerror(-leak_keeper));
	return pair_open(u);
}

static int leak_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int leak_attach(struct upgrade *u)
{
	return program_attach(u, pair_new(u));
}

static int leak_detach(struct upgrade *u)
{
	return program_detach(u, pair_old(u));
}

static int leak_unload(struct upgrade *u)
{
	program_close(pair_old(u));
	return 0;
}

static int leak_forget(struct upgrade *u)
{
	int fd = leak_map(), err = fd < 0 ? fd : 0;

	if (!err && bpf_map_update_elem(leak_keeper, &leak_maps, &fd, BPF_ANY))
		err = -errno;
	if (fd >= 0)
		close(fd);
	leak_maps++;
	return err ? upgrade_fail(u, err, "leaving a map behind: %s", strerror(-err)) : 0;
}

static int leak_close(struct upgrade *u)
{
	if (leak_keeper >= 0)
		close(leak_keeper);
	leak_keeper = -1;
	return pair_close(u);
}

static const struct strategy_step leak_steps[] = {
	{ "load new", leak_load, false },
	{ "attach new", leak_attach, true },
	{ "detach old", leak_detach, true },
	{ "unload old", leak_unload, false },
	{ "leak", leak_forget, false },
	{ .name = NULL },
};

const struct strategy strategy_leak_ebpf = {
	.name = "leak",
	.summary = "overlap, with a map left behind in every upgrade: soak must find it",
	.arm = "ebpf",
	.mechs = (const char *const[]){ "raw_tp", NULL },
	.open = leak_open,
	.steps = leak_steps,
	.close = leak_close,
	.leaks = true,
};
