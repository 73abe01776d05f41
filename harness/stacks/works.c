// SPDX-License-Identifier: GPL-2.0-only
/*
 * works - what is done while stacks are looked at.
 *
 * `ways` gets to one function by five system calls, so that there are five stacks in one task. No reading of the
 * * collectors comes by that function. `full` does the same, for a table with fewer places than that; `deep` is a file of its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <probebench/stack.h>

#include "stacks/works.h"

#define WAYS 5

const struct stacks_work stacks_works[] = {
	{ "getppid", "getppid", NULL, 0, 1, 3, 0, false, 0 },
	{ "readwrite", "readwrite", NULL, 0, 1, 3, 0, false, 0 },
	{ "openclose", "openclose", NULL, 0, 1, 3, 0, false, 0 },
	{ "pipe", "pipe", NULL, 0, 1, 3, 0, false, 0 },
	{ "forkexit", "forkexit", NULL, 0, 1, 3, 0, false, 0 },
	{ "ways", NULL, "unix_stream_sendmsg", WAYS, WAYS, 4, 0, false, 0 },
	{ "full", NULL, "unix_stream_sendmsg", WAYS, WAYS, 4, 0, false, PB_STACK_SMALL },
	{ "deep", NULL, "ep_poll_callback", DEEP_LEVELS, DEEP_LEVELS, PB_STACK_FRAMES - 2, 1, true, 0 },
	{ .name = NULL },
};

const struct stacks_work *stacks_work_find(const char *name)
{
	for (const struct stacks_work *w = stacks_works; w->name; w++)
		if (name && !strcmp(w->name, name))
			return w;
	return NULL;
}

static int ways_setup(struct worker *w)
{
	int *fd = mem_alloc(2, sizeof(*fd));

	fd[0] = fd[1] = -1;
	w->priv = fd;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) ? -errno : 0;
}

static int ways_once(const int *fd)
{
	char bytes[WAYS] = { 0 };
	struct iovec iov = { bytes, 1 };
	struct mmsghdr many = { .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } };

	if (write(fd[0], bytes, 1) != 1 || writev(fd[0], &iov, 1) != 1 || send(fd[0], bytes, 1, 0) != 1 ||
	    sendmsg(fd[0], &many.msg_hdr, 0) != 1 || sendmmsg(fd[0], &many, 1, 0) != 1 ||
	    read(fd[1], bytes, sizeof(bytes)) != sizeof(bytes))
		return errno ? -errno : -EIO;
	return 0;
}

static int ways_run(struct worker *w, u64 n)
{
	int err = 0;

	while (n-- && !err)
		err = ways_once(w->priv);
	return err;
}

static void ways_teardown(struct worker *w)
{
	int *fd = w->priv;

	for (int i = 0; fd && i < 2; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	free(fd);
	w->priv = NULL;
}

struct workload stacks_workload(const struct stacks_work *w)
{
	const struct workload *known = w->workload ? workload_find(w->workload) : NULL;
	static const struct workload ways = { .setup = ways_setup, .run = ways_run, .teardown = ways_teardown };
	static const struct workload deep = { .setup = deep_setup, .run = deep_run, .teardown = deep_teardown };
	struct workload made = known ? *known : w->beyond ? deep : ways;

	made.name = w->name;
	made.func = w->func ? w->func : made.func;
	if (w->calls)
		made.events[PB_EV_CALL] = w->calls;
	return made;
}
