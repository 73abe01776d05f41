// SPDX-License-Identifier: GPL-2.0-only
/*
 * iter - the program of an iterator's link is replaced in place: another control row of linkupdate.
 *
 * An event is one reading of the iterator over a map with one element. No number passes through an
 * iterator, so the generator leaves it in that element first; link and map reach it through pins.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "strategy.h"
#include "upgrade/pair.h"

#define ITER_LINK "/sys/fs/bpf/pb_up_iter"
#define ITER_MAP  "/sys/fs/bpf/pb_up_number"

static void iter_event(u64 n)
{
	static int link = -1, map = -1;
	u32 key = 0, number = UP_BASE + (u32)n;
	char byte;
	int fd;

	if (link < 0) {
		link = bpf_obj_get(ITER_LINK);
		map = bpf_obj_get(ITER_MAP);
	}
	bpf_map_update_elem(map, &key, &number, BPF_ANY);
	fd = bpf_iter_create(link);
	while (fd >= 0 && read(fd, &byte, 1) > 0)
		;
	close(fd);
}

static int iter_pin(struct upgrade *u, int fd, const char *path)
{
	unlink(path);
	return bpf_obj_pin(fd, path) ? upgrade_fail(u, -errno, "%s: %s", path, strerror(errno)) : 0;
}

static int iter_attach(struct upgrade *u, struct program *p, int map)
{
	union bpf_iter_link_info info = { .map.map_fd = (u32)map };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = &info, .link_info_len = sizeof(info));

	p->link = bpf_program__attach_iter(p->prog, &opts);
	if (!p->link)
		return upgrade_fail(u, -errno, "making an iterator: %s", strerror(errno));
	return iter_pin(u, bpf_link__fd(p->link), ITER_LINK);
}

static int iter_open(struct upgrade *u)
{
	int err = pair_make(u), map;

	if (!err)
		err = program_version(u, pair_old(u), u->from);
	if (err)
		return err;
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "up_number", sizeof(u32), sizeof(u32), 1, NULL);
	if (map < 0)
		return upgrade_fail(u, -errno, "creating the map of the number: %s",
				    strerror(errno));
	err = iter_pin(u, map, ITER_MAP);
	if (!err)
		err = iter_attach(u, pair_old(u), map);
	close(map);
	return err;
}

static int iter_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int iter_unload(struct upgrade *u)
{
	program_close(u->refusal ? pair_new(u) : pair_old(u));
	return 0;
}

static int iter_close(struct upgrade *u)
{
	unlink(ITER_LINK);
	unlink(ITER_MAP);
	return pair_close(u);
}

static const struct strategy_step iter_steps[] = {
	{ "load new", iter_load, false },
	{ "update link", pair_update, true },
	{ "unload the other", iter_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_iter_ebpf = {
	.name = "iter",
	.summary =
		"the program of an iterator's link is replaced in place: a control row of linkupdate",
	.arm = "ebpf",
	.program = "iter",
	.needs = { .root = true, .btf = true },
	.event = iter_event,
	.open = iter_open,
	.steps = iter_steps,
	.close = iter_close,
};
