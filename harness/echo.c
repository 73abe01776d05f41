// SPDX-License-Identifier: GPL-2.0-only
/*
 * echo - a byte to another process through a pair of sockets and back; sockets of a network apart.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

struct echo {
	struct partner partner;
	int fd[2]; /* ours, and the other process's */
};

static bool echo_send(int fd, const char *byte)
{
	return syscall(SYS_sendto, fd, byte, 1, MSG_NOSIGNAL, NULL, 0) == 1;
}

static bool echo_receive(int fd, char *byte)
{
	return syscall(SYS_recvfrom, fd, byte, 1, 0, NULL, NULL) == 1;
}

static void echo_serve(int in, int out, void *arg)
{
	const struct echo *e = arg;
	char byte;

	while (echo_receive(e->fd[1], &byte) && echo_send(e->fd[1], &byte))
		;
}

int echo_setup(struct worker *w, int (*open)(int fd[2]))
{
	struct echo *e = mem_alloc(1, sizeof(*e));
	int err;

	e->fd[0] = e->fd[1] = -1;
	w->priv = e;
	err = open(e->fd);
	return err ? err : partner_start(&e->partner, echo_serve, e);
}

int echo_run(struct worker *w, u64 n)
{
	const struct echo *e = w->priv;
	char byte = 0;

	while (n--)
		if (!echo_send(e->fd[0], &byte) || !echo_receive(e->fd[0], &byte))
			return -EIO;
	return 0;
}

void echo_teardown(struct worker *w)
{
	struct echo *e = w->priv;

	if (!e)
		return;
	partner_stop(&e->partner);
	for (size_t i = 0; i < ARRAY_SIZE(e->fd); i++)
		if (e->fd[i] >= 0)
			close(e->fd[i]);
	free(e);
	w->priv = NULL;
}

/* A new namespace has a loopback device that is down; up, it gets its address from the kernel. */
static int net_loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, SIOCSIFFLAGS, &lo) ? -errno : 0;
	close(fd);
	return err;
}

int net_apart(int (*open_pair)(int fd[2]), int fd[2])
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), err;

	if (home < 0)
		return -errno;
	err = unshare(CLONE_NEWNET) ? -errno : 0;
	if (!err) {
		err = net_loopback_up();
		if (!err)
			err = open_pair(fd);
		if (setns(home, CLONE_NEWNET) && !err)
			err = -errno;
	}
	close(home);
	return err;
}
