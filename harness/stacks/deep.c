// SPDX-License-Identifier: GPL-2.0-only
/*
 * deep - a stack that is deeper than what is kept of one: a datagram over loopback, to a socket that an epoll watches,
 * which another one watches, and so on.
 *
 * From the system call down through UDP and IP to the device, up again on the stack of soft interrupts to the socket, and
 * from there through one epoll after the other: DEEP_LEVELS calls of ep_poll_callback(), each deeper than the one before. UDP
 * and not TCP, whose acknowledgements come when they want to.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stacks/works.h"
#include "worker.h"

#define DEEP_WARM 97 /* operations before any is watched: the first ones to a new address take other ways */

struct deep {
	int fd[2]; /* sends, receives */
	int watch[DEEP_LEVELS];
};

/* Two sockets, each connected to the other: room to send is told to the one that sends, and the other one is watched. */
static int deep_open(int fd[2])
{
	struct sockaddr_in at[2];
	socklen_t len = sizeof(at[0]);

	for (int i = 0; i < 2; i++) {
		at[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		fd[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd[i] < 0 || bind(fd[i], (struct sockaddr *)&at[i], len) ||
		    getsockname(fd[i], (struct sockaddr *)&at[i], &len))
			return -errno;
	}
	for (int i = 0; i < 2; i++)
		if (connect(fd[i], (struct sockaddr *)&at[!i], len))
			return -errno;
	return 0;
}

int deep_run(struct worker *w, u64 n)
{
	const struct deep *d = w->priv;
	char byte = 0;

	while (n--)
		if (send(d->fd[0], &byte, 1, 0) != 1 || recv(d->fd[1], &byte, 1, MSG_DONTWAIT) != 1)
			return errno ? -errno : -EIO;
	return 0;
}

int deep_setup(struct worker *w)
{
	struct deep *d = mem_alloc(1, sizeof(*d));
	struct epoll_event in = { .events = EPOLLIN };
	int err, below;

	d->fd[0] = d->fd[1] = -1;
	for (int i = 0; i < DEEP_LEVELS; i++)
		d->watch[i] = -1;
	w->priv = d;
	err = net_apart(deep_open, d->fd);
	below = d->fd[1];
	for (int i = 0; i < DEEP_LEVELS && !err; i++) {
		d->watch[i] = epoll_create1(EPOLL_CLOEXEC);
		if (d->watch[i] < 0 || epoll_ctl(d->watch[i], EPOLL_CTL_ADD, below, &in))
			err = -errno;
		below = d->watch[i];
	}
	return err ? err : deep_run(w, DEEP_WARM);
}

void deep_teardown(struct worker *w)
{
	struct deep *d = w->priv;

	for (int i = DEEP_LEVELS - 1; d && i >= 0; i--)
		if (d->watch[i] >= 0)
			close(d->watch[i]);
	for (int i = 0; d && i < 2; i++)
		if (d->fd[i] >= 0)
			close(d->fd[i]);
	free(d);
	w->priv = NULL;
}
