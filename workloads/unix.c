// SPDX-License-Identifier: GPL-2.0-only
/*
 * unix - a byte to another process through a Unix socket and back: two context switches an operation.
 *
 * How databases, desktops and containers talk to what runs on the same machine: beside a pipe there is a
 * packet that is allocated, queued and freed for every message.
 */
#include <errno.h>
#include <sys/socket.h>

#include "registry.h"
#include "worker.h"

static int unix_open(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) ? -errno : 0;
}

static int unix_setup(struct worker *w)
{
	return echo_setup(w, unix_open);
}

const struct workload workload_unix = {
	.name = "unix",
	.summary = "a byte to another process and back by a Unix stream socket per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "unix_stream_sendmsg",
	.setup = unix_setup,
	.run = echo_run,
	.teardown = echo_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4 },
	.bytes = { [PB_EV_CALL] = 2 },
};
