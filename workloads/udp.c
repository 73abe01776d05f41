// SPDX-License-Identifier: GPL-2.0-only
/*
 * udp - a datagram to another process and back, through the loopback device.
 *
 * What a question to a name server costs when the server is here: the network's stack without what TCP
 * adds to it. Two datagrams of one byte and two context switches an operation, in a network namespace
 * of its own (worker.h).
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

/* A socket at a port that the kernel chooses, and where that is. */
static int udp_bind(struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(*at);

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd >= 0 && (bind(fd, (struct sockaddr *)at, len) ||
			getsockname(fd, (struct sockaddr *)at, &len))) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd < 0 ? -errno : fd;
}

static int udp_open(int fd[2])
{
	struct sockaddr_in at[2];

	for (int i = 0; i < 2; i++) {
		fd[i] = udp_bind(&at[i]);
		if (fd[i] < 0)
			return fd[i];
	}
	for (int i = 0; i < 2; i++)
		if (connect(fd[i], (struct sockaddr *)&at[!i], sizeof(at[!i])))
			return -errno;
	return 0;
}

static int udp_apart(int fd[2])
{
	return net_apart(udp_open, fd);
}

static int udp_setup(struct worker *w)
{
	return echo_setup(w, udp_apart);
}

const struct workload workload_udp = {
	.name = "udp",
	.summary = "a byte to another process and back by UDP over loopback per operation",
	.needs = { .root = true, .kconfig = (const char *const[]){ "CONFIG_NET_NS=y", NULL } },
	.func = "udp_sendmsg",
	.tracepoint = "net:net_dev_queue",
	.setup = udp_setup,
	.run = echo_run,
	.teardown = echo_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4, [PB_EV_TRACE] = 2 },
	.bytes = { [PB_EV_CALL] = 2 },
};
