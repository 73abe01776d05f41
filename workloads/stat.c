// SPDX-License-Identifier: GPL-2.0-only
/*
 * stat - ask for a file's attributes by its name.
 *
 * What monitors, builds and web servers do most: a path walk and a copy to user space, without opening
 * anything. /dev/null exists everywhere, two components below the root. The hook is the question to the
 * security modules, which every stat() asks once; vfs_getattr() is inlined into its caller on 6.12.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

static int stat_run(struct worker *w, u64 n)
{
	struct stat st;

	while (n--)
		if (syscall(SYS_newfstatat, AT_FDCWD, "/dev/null", &st, 0))
			return -errno;
	return 0;
}

const struct workload workload_stat = {
	.name = "stat",
	.summary = "stat(\"/dev/null\") per operation",
	.func = "security_inode_getattr",
	.run = stat_run,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 1 },
};
