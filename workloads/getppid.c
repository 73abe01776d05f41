// SPDX-License-Identifier: GPL-2.0-only
/*
 * getppid - the cheapest real system call.
 *
 * No locks, no allocation: what remains is entry, exit and whatever is attached. The hook is
 * __do_sys_getppid, the name under which BTF knows the function that kallsyms also calls
 * __x64_sys_getppid: every arm can attach to it.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

static int getppid_run(struct worker *w, u64 n)
{
	while (n--)
		syscall(SYS_getppid);
	return 0;
}

const struct workload workload_getppid = {
	.name = "getppid",
	.summary = "one getppid() per operation",
	.func = "__do_sys_getppid",
	.run = getppid_run,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 1 },
};
