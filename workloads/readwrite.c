// SPDX-License-Identifier: GPL-2.0-only
/*
 * readwrite - read a page from /dev/zero, write it to /dev/null.
 *
 * The shortest paths through the file layer: no file system, no page cache, no block. What is left is
 * descriptor look-up, permission checks, notification, and on the reading side clearing user memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

#define READWRITE_BYTES 512

struct readwrite {
	int zero, null;
	char buf[READWRITE_BYTES];
};

static int readwrite_setup(struct worker *w)
{
	struct readwrite *rw = mem_alloc(1, sizeof(*rw));

	rw->zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	rw->null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	w->priv = rw;
	return rw->zero < 0 || rw->null < 0 ? -errno : 0;
}

static int readwrite_run(struct worker *w, u64 n)
{
	struct readwrite *rw = w->priv;

	while (n--)
		if (syscall(SYS_read, rw->zero, rw->buf, sizeof(rw->buf)) != sizeof(rw->buf) ||
		    syscall(SYS_write, rw->null, rw->buf, sizeof(rw->buf)) != sizeof(rw->buf))
			return -EIO;
	return 0;
}

static void readwrite_teardown(struct worker *w)
{
	struct readwrite *rw = w->priv;

	if (rw && rw->zero >= 0)
		close(rw->zero);
	if (rw && rw->null >= 0)
		close(rw->null);
	free(rw);
	w->priv = NULL;
}

const struct workload workload_readwrite = {
	.name = "readwrite",
	.summary = "read 512 bytes of /dev/zero, write them to /dev/null per operation",
	.func = "vfs_read",
	.setup = readwrite_setup,
	.run = readwrite_run,
	.teardown = readwrite_teardown,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2 },
	.bytes = { [PB_EV_CALL] = READWRITE_BYTES },
};
