// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcp - a byte to another process over TCP and back, through the loopback device.
 *
 * The whole stack of the network but a driver: sockets, segments, routing, the receiving side in the
 * softirq of the sender. Two segments and two context switches an operation. The connection stands
 * before the first block, in a network namespace of its own (worker.h).
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

/* No segment may wait for another one: each operation is one there and one back. */
static int tcp_at_once(int fd)
{
	const int on = 1;

	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) ? -errno : 0;
}

static int tcp_connect(int listener, int fd[2])
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int err;

	if (bind(listener, (struct sockaddr *)&at, sizeof(at)) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&at, &len))
		return -errno;
	fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd[0] < 0 || connect(fd[0], (struct sockaddr *)&at, sizeof(at)))
		return -errno;
	fd[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd[1] < 0)
		return -errno;
	err = tcp_at_once(fd[0]);
	return err ? err : tcp_at_once(fd[1]);
}

static int tcp_open(int fd[2])
{
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), err;

	if (listener < 0)
		return -errno;
	err = tcp_connect(listener, fd);
	close(listener);
	return err;
}

static int tcp_apart(int fd[2])
{
	return net_apart(tcp_open, fd);
}

static int tcp_setup(struct worker *w)
{
	return echo_setup(w, tcp_apart);
}

const struct workload workload_tcp = {
	.name = "tcp",
	.summary = "a byte to another process and back by TCP over loopback per operation",
	.needs = { .root = true, .kconfig = (const char *const[]){ "CONFIG_NET_NS=y", NULL } },
	.func = "tcp_sendmsg",
	.tracepoint = "tcp:tcp_rcv_space_adjust",
	.setup = tcp_setup,
	.run = echo_run,
	.teardown = echo_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_deep,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4, [PB_EV_TRACE] = 2 },
	.bytes = { [PB_EV_CALL] = 2 },
};
