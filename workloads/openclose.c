// SPDX-License-Identifier: GPL-2.0-only
/*
 * openclose - open a file read-only and close it: a system call that does work.
 *
 * Path walk, file allocation, descriptor table, deferred free: a few thousand instructions, so that
 * a probe's cost is seen against a realistic background. /dev/null exists everywhere and its open
 * does nothing of its own. Two system calls an operation, one entry into do_sys_openat2.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

static int openclose_run(struct worker *w, u64 n)
{
	while (n--) {
		long fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC, 0);

		if (fd < 0)
			return -errno;
		syscall(SYS_close, fd);
	}
	return 0;
}

const struct workload workload_openclose = {
	.name = "openclose",
	.summary = "open(\"/dev/null\") and close() per operation",
	.func = "do_sys_openat2",
	.run = openclose_run,
	.wavers = true, /* on kernels where freed files wait for RCU; on 6.12 it repeats exactly */
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2 },
};
