// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkexit - create a process that exits at once, and collect it.
 *
 * Hundreds of thousands of instructions through memory management and the scheduler: the heaviest
 * background a probe can have here, and one that does not repeat exactly. A process apart does it
 * (worker.h says why). Raw system calls, because libc's fork() and exit() do work of their own.
 */
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

static int forkexit_once(void *arg)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (!pid)
		syscall(SYS_exit_group, 0);
	return pid > 0 && syscall(SYS_wait4, pid, NULL, 0, NULL) == pid ? 0 : -1;
}

static int forkexit_setup(struct worker *w)
{
	return apart_setup(w, forkexit_once, NULL);
}

const struct workload workload_forkexit = {
	.name = "forkexit",
	.summary = "fork(), exit in the child, wait() per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "kernel_clone",
	.setup = forkexit_setup,
	.run = apart_run,
	.teardown = apart_teardown,
	.many_tasks = true,
	.apart = true,
	.wavers = true,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 3 },
};
