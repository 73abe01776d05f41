// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll - make a descriptor ready, be told of it, take its data: a turn of an event loop.
 *
 * One descriptor (an eventfd) is watched and is ready when it is asked for, so that nobody waits and no
 * other task takes part.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

struct epoll {
	int event, poll;
};

static int epoll_setup(struct worker *w)
{
	struct epoll_event in = { .events = EPOLLIN };
	struct epoll *e = mem_alloc(1, sizeof(*e));

	w->priv = e;
	e->event = eventfd(0, EFD_CLOEXEC);
	e->poll = epoll_create1(EPOLL_CLOEXEC);
	return e->event < 0 || e->poll < 0 || epoll_ctl(e->poll, EPOLL_CTL_ADD, e->event, &in) ? -errno : 0;
}

static int epoll_run(struct worker *w, u64 n)
{
	const struct epoll *e = w->priv;
	struct epoll_event ready;
	u64 value = 1;

	while (n--)
		if (syscall(SYS_write, e->event, &value, sizeof(value)) != sizeof(value) ||
		    syscall(SYS_epoll_pwait, e->poll, &ready, 1, -1, NULL, 0) != 1 ||
		    syscall(SYS_read, e->event, &value, sizeof(value)) != sizeof(value))
			return -EIO;
	return 0;
}

static void epoll_teardown(struct worker *w)
{
	struct epoll *e = w->priv;

	if (e && e->event >= 0)
		close(e->event);
	if (e && e->poll >= 0)
		close(e->poll);
	free(e);
	w->priv = NULL;
}

const struct workload workload_epoll = {
	.name = "epoll",
	.summary = "write an eventfd, epoll_wait(), read it per operation",
	.func = "do_epoll_wait",
	.setup = epoll_setup,
	.run = epoll_run,
	.teardown = epoll_teardown,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 3 },
};
