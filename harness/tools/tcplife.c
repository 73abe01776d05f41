// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcplife - descriptor of the tool that prints every TCP connection when it ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <probebench/tcplife.h>

#include "tool.h"
#include "tools/tcplife.skel.h"

_Static_assert(PB_TCPLIFE_INET == AF_INET && PB_TCPLIFE_INET6 == AF_INET6, "families");

#define SCRIPT_CHUNK 16384

static char *tcplife_address(uint16_t family, const void *address, uint16_t port)
{
	char text[INET6_ADDRSTRLEN] = "?";

	inet_ntop(family, address, text, sizeof(text));
	return str_fmt(family == AF_INET6 ? "[%s]:%u" : "%s:%u", text, port);
}

static char *tcplife_rest(uint16_t family, const void *local, uint16_t local_port, const void *remote,
			  uint16_t remote_port, u64 tx, u64 rx)
{
	char *here = tcplife_address(family, local, local_port), *there = tcplife_address(family, remote, remote_port);
	char *rest = str_fmt("%-21s %-21s %12llu %12llu", here, there, (unsigned long long)tx,
			     (unsigned long long)rx);

	free(there);
	free(here);
	return rest;
}

static char *tcplife_line(const struct pb_tool_head *head)
{
	const struct pb_tcplife *r = (const struct pb_tcplife *)head;

	return tcplife_rest(r->family, r->local, r->local_port, r->remote, r->remote_port, r->tx_bytes, r->rx_bytes);
}

static u64 tcplife_span(const struct pb_tool_head *head)
{
	return ((const struct pb_tcplife *)head)->life_ns;
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t address_len(int family)
{
	return family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

static const void *address_bytes(const union address *a)
{
	return a->any.sa_family == AF_INET ? (const void *)&a->v4.sin_addr : (const void *)&a->v6.sin6_addr;
}

static uint16_t address_port(const union address *a)
{
	return ntohs(a->any.sa_family == AF_INET ? a->v4.sin_port : a->v6.sin6_port);
}

/* How one connection of the script ends. */
enum script_end { END_CLIENT, END_SERVER, END_RESET };

/* A connection over loopback; [0] connects and [1] accepts. */
struct script_pair {
	int fd[2];
	union address name[2];
};

static int script_listen(int family, union address *name)
{
	socklen_t len = address_len(family);
	int fd = socket(family, SOCK_STREAM, 0);

	*name = (union address){ .any.sa_family = (sa_family_t)family };
	if (family == AF_INET)
		name->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		name->v6.sin6_addr = in6addr_loopback;
	if (fd < 0 || bind(fd, &name->any, len) || listen(fd, 1) || getsockname(fd, &name->any, &len))
		return -errno;
	return fd;
}

static int script_connect(int family, struct script_pair *p)
{
	socklen_t len = address_len(family);
	int server = script_listen(family, &p->name[1]);

	if (server < 0)
		return server;
	p->fd[0] = socket(family, SOCK_STREAM, 0);
	/* The kernel completes it before anybody accepts. */
	if (p->fd[0] < 0 || connect(p->fd[0], &p->name[1].any, len) || getsockname(p->fd[0], &p->name[0].any, &len))
		return -errno;
	p->fd[1] = accept(server, NULL, NULL);
	close(server);
	return p->fd[1] < 0 ? -errno : 0;
}

/* Both ends are this process: no more may be under way than the sockets take. */
static int script_send(int from, int to, u64 bytes)
{
	static char chunk[SCRIPT_CHUNK];

	while (bytes) {
		size_t n = bytes < sizeof(chunk) ? (size_t)bytes : sizeof(chunk);

		if (send(from, chunk, n, 0) != (ssize_t)n || recv(to, chunk, n, MSG_WAITALL) != (ssize_t)n)
			return -EIO;
		bytes -= n;
	}
	return 0;
}

static void script_say(FILE *expect, const struct script_pair *p, int which, bool known, u64 tx, u64 rx)
{
	const union address *here = &p->name[which], *there = &p->name[!which];
	char *rest = tcplife_rest(here->any.sa_family, address_bytes(here), address_port(here), address_bytes(there),
				  address_port(there), tx, rx);

	tool_expect(expect, known ? (u32)getpid() : 0, known ? "pb-script" : "-", rest);
	free(rest);
}

static int script_one(FILE *expect, int family, u64 up, u64 down, enum script_end end)
{
	struct linger hard = { .l_onoff = 1 };
	struct script_pair p;
	int err = script_connect(family, &p), first = end == END_SERVER;
	u64 fin = end != END_RESET;

	if (!err)
		err = script_send(p.fd[0], p.fd[1], up);
	if (!err)
		err = script_send(p.fd[1], p.fd[0], down);
	if (err)
		return err;
	if (end == END_RESET)
		setsockopt(p.fd[0], SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(p.fd[first]);
	close(p.fd[!first]);
	/* Who began to close ends when the other one does the same, just before that one does. */
	for (int i = 0; i < 2; i++) {
		int which = i ? !first : first;

		script_say(expect, &p, which, end != END_RESET || which == 0, which ? down : up,
			   (which ? up : down) + fin);
	}
	return 0;
}

/* A connection that nobody listens for was never established. */
static int script_refused(void)
{
	union address name;
	int server = script_listen(AF_INET, &name), fd = socket(AF_INET, SOCK_STREAM, 0), err = 0;

	close(server);
	if (!connect(fd, &name.any, address_len(AF_INET)) || errno != ECONNREFUSED)
		err = -EPROTO;
	close(fd);
	return err;
}

static int script_loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int err = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) ? -errno : 0;

	close(fd);
	return err;
}

static int tcplife_script(FILE *expect)
{
	int err = script_loopback_up();

	if (!err)
		err = script_one(expect, AF_INET, 0, 0, END_CLIENT);
	if (!err)
		err = script_one(expect, AF_INET, 1, 100, END_SERVER);
	if (!err)
		err = script_one(expect, AF_INET, 1 << 20, 70000, END_CLIENT);
	if (!err)
		err = script_refused();
	if (!err)
		err = script_one(expect, AF_INET, 10, 20, END_RESET);
	if (!err)
		err = script_one(expect, AF_INET6, 3000, 4, END_CLIENT);
	return err;
}

const struct tool tool_tcplife = {
	.name = "tcplife",
	.summary = "every TCP connection when it ends: whose, with whom, how many bytes, how long",
	.columns = "LOCAL                 REMOTE                          SENT     RECEIVED",
	.record_bytes = sizeof(struct pb_tcplife),
	.line = tcplife_line,
	.span_ns = tcplife_span,
	.bpf_elf = tools_tcplife__elf_bytes,
	.costs = (const char *const[]){ "tcp", NULL },
	.script = tcplife_script,
};
