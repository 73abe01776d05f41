// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkexit - create a process that exits at once, and collect it.
 *
 * Hundreds of thousands of instructions through memory management and the scheduler: the heaviest
 * background a probe can have here, and one that does not repeat exactly. What a fork costs depends on
 * the memory of who forks, so a process apart does it: the harness grows when it attaches a collector,
 * and would blame that on the collector. Raw system calls, because libc's fork() and exit() do work of
 * their own.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

static long forkexit_once(void)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (!pid)
		syscall(SYS_exit_group, 0);
	return pid > 0 && syscall(SYS_wait4, pid, NULL, 0, NULL) == pid ? 0 : -1;
}

/* Asked for n operations, do them and answer with how many there were. */
static void forkexit_serve(int in, int out)
{
	u64 n, done;

	while (syscall(SYS_read, in, &n, sizeof(n)) == sizeof(n)) {
		for (done = 0; done < n && !forkexit_once();)
			done++;
		if (syscall(SYS_write, out, &done, sizeof(done)) != sizeof(done))
			return;
	}
}

static int forkexit_setup(struct worker *w)
{
	w->priv = mem_alloc(1, sizeof(struct partner));
	return partner_start(w->priv, forkexit_serve);
}

static int forkexit_run(struct worker *w, u64 n)
{
	const struct partner *p = w->priv;
	u64 done = 0;

	if (syscall(SYS_write, p->to, &n, sizeof(n)) != sizeof(n) ||
	    syscall(SYS_read, p->from, &done, sizeof(done)) != sizeof(done))
		return -EIO;
	return done == n ? 0 : -EAGAIN;
}

static void forkexit_teardown(struct worker *w)
{
	if (w->priv)
		partner_stop(w->priv);
	free(w->priv);
	w->priv = NULL;
}

const struct workload workload_forkexit = {
	.name = "forkexit",
	.summary = "fork(), exit in the child, wait() per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "kernel_clone",
	.setup = forkexit_setup,
	.run = forkexit_run,
	.teardown = forkexit_teardown,
	.many_tasks = true,
	.wavers = true,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 3 },
};
