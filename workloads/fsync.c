// SPDX-License-Identifier: GPL-2.0-only
/*
 * fsync - write 512 bytes into a file of a tmpfs, and have them made durable.
 *
 * Guests have no disk, and a disk's driver would be most of the cost: what is measured is the way of a
 * write through page cache and file system, and of an fsync() to a file system that has nothing to do.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

#define FSYNC_BYTES 512

static int fsync_setup(struct worker *w)
{
	w->fd = memory_file("fsync", false);
	return w->fd < 0 ? w->fd : 0;
}

static int fsync_run(struct worker *w, u64 n)
{
	static const char data[FSYNC_BYTES];

	while (n--)
		if (syscall(SYS_pwrite64, w->fd, data, sizeof(data), 0) != sizeof(data) ||
		    syscall(SYS_fsync, w->fd))
			return -EIO;
	return 0;
}

static void fsync_teardown(struct worker *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

const struct workload workload_fsync = {
	.name = "fsync",
	.summary = "write 512 bytes of a file on tmpfs and fsync() it per operation",
	.func = "vfs_fsync_range",
	.setup = fsync_setup,
	.run = fsync_run,
	.teardown = fsync_teardown,
	.wavers = true, /* by a few instructions on 6.1 */
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2 },
};
