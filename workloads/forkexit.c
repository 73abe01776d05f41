// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkexit - create a process that exits at once, and collect it.
 *
 * Hundreds of thousands of instructions through memory management and the scheduler: the heaviest
 * background a probe can have here, and one that does not repeat exactly. Raw system calls, because
 * libc's fork() and exit() do work of their own.
 */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

static int forkexit_setup(struct worker *w)
{
	return worker_fix();
}

static void forkexit_teardown(struct worker *w)
{
	worker_relax();
}

static int forkexit_run(struct worker *w, u64 n)
{
	while (n--) {
		long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

		if (pid < 0)
			return -errno;
		if (!pid)
			syscall(SYS_exit_group, 0);
		if (syscall(SYS_wait4, pid, NULL, 0, NULL) != pid)
			return -errno;
	}
	return 0;
}

const struct workload workload_forkexit = {
	.name = "forkexit",
	.summary = "fork(), exit in the child, wait() per operation",
	.func = "kernel_clone",
	.needs = { .root = true }, /* SCHED_FIFO */
	.setup = forkexit_setup,
	.run = forkexit_run,
	.teardown = forkexit_teardown,
	.many_tasks = true,
	.wavers = true,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 3 },
};
