// SPDX-License-Identifier: GPL-2.0-only
/*
 * cgroup - BPF_LINK_UPDATE where the kernel has it: the control row of linkupdate, at a hook of its
 * own.
 *
 * An event is a setsockopt() of option UP_BASE + n, which no socket has: the number is in the
 * option, and the programs of the cgroup run before the kernel looks at it. The link is pinned: it outlives its
 * loader, whatever happens to that.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "strategy.h"
#include "upgrade/pair.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
#define CGROUP_LINK "/sys/fs/bpf/pb_up_cgroup"

static void cgroup_event(u64 n)
{
	static int fd = -1;
	int value = 0;

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, IPPROTO_UDP, UP_BASE + (int)n, &value, sizeof(value));
}

static int cgroup_attach(struct upgrade *u, struct program *p)
{
	int fd = open(CGROUP_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return upgrade_fail(u, -errno, CGROUP_ROOT ": %s", strerror(errno));
	p->link = bpf_program__attach_cgroup(p->prog, fd);
	close(fd);
	if (!p->link)
		return upgrade_fail(u, -errno, "attaching to " CGROUP_ROOT ": %s", strerror(errno));
	unlink(CGROUP_LINK);
	return bpf_obj_pin(bpf_link__fd(p->link), CGROUP_LINK)
		       ? upgrade_fail(u, -errno, CGROUP_LINK ": %s", strerror(errno))
		       : 0;
}

static int cgroup_open(struct upgrade *u)
{
	int err = pair_make(u);

	if (!err)
		err = program_version(u, pair_old(u), u->from);
	return err ? err : cgroup_attach(u, pair_old(u));
}

static int cgroup_load(struct upgrade *u)
{
	return program_version(u, pair_new(u), u->to);
}

static int cgroup_unload(struct upgrade *u)
{
	program_close(u->refusal ? pair_new(u) : pair_old(u));
	return 0;
}

static int cgroup_close(struct upgrade *u)
{
	unlink(CGROUP_LINK);
	return pair_close(u);
}

static const struct strategy_step cgroup_steps[] = {
	{ "load new", cgroup_load, false },
	{ "update link", pair_update, true },
	{ "unload the other", cgroup_unload, false },
	{ .name = NULL },
};

const struct strategy strategy_cgroup_ebpf = {
	.name = "cgroup",
	.summary =
		"the program of a cgroup's link is replaced in place: the control row of linkupdate",
	.arm = "ebpf",
	.program = "setsockopt",
	.needs = { .root = true,
		   .kconfig =
			   (const char *const[]){ "CONFIG_CGROUP_BPF=y", "CONFIG_INET=y", NULL } },
	.event = cgroup_event,
	.open = cgroup_open,
	.steps = cgroup_steps,
	.close = cgroup_close,
};
