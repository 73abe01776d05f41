// SPDX-License-Identifier: GPL-2.0-only
/*
 * pipe - a byte to another process through a pipe and back: two context switches an operation.
 *
 * Wake-ups, the scheduler and address-space switches run between two events, so that a collector is
 * measured where it disturbs more than a system call. Both run on one CPU and switch only when one of
 * them blocks, so that the order of events is fixed, and so is their number.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

struct pipe_pair {
	int to[2], from[2];
	pid_t partner;
};

static void pipe_partner(int in, int out)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (syscall(SYS_read, in, &byte, 1) == 1 && syscall(SYS_write, out, &byte, 1) == 1)
		;
	_exit(0);
}

static int pipe_setup(struct worker *w)
{
	struct pipe_pair *p = mem_alloc(1, sizeof(*p));
	int err = worker_fix();

	p->to[0] = p->to[1] = p->from[0] = p->from[1] = -1;
	w->priv = p;
	if (err)
		return err;
	if (pipe2(p->to, O_CLOEXEC) || pipe2(p->from, O_CLOEXEC))
		return -errno;
	p->partner = fork();
	if (p->partner < 0)
		return -errno;
	if (!p->partner) {
		close(p->to[1]);
		close(p->from[0]);
		pipe_partner(p->to[0], p->from[1]);
	}
	close(p->to[0]);
	close(p->from[1]);
	p->to[0] = p->from[1] = -1;
	return 0;
}

static int pipe_run(struct worker *w, u64 n)
{
	struct pipe_pair *p = w->priv;
	char byte = 0;

	while (n--)
		if (syscall(SYS_write, p->to[1], &byte, 1) != 1 ||
		    syscall(SYS_read, p->from[0], &byte, 1) != 1)
			return -EIO;
	return 0;
}

static void pipe_teardown(struct worker *w)
{
	struct pipe_pair *p = w->priv;

	worker_relax();
	if (!p)
		return;
	for (int i = 0; i < 2; i++) {
		if (p->to[i] >= 0)
			close(p->to[i]);
		if (p->from[i] >= 0)
			close(p->from[i]);
	}
	if (p->partner > 0)
		waitpid(p->partner, NULL, 0);
	free(p);
	w->priv = NULL;
}

const struct workload workload_pipe = {
	.name = "pipe",
	.summary = "a byte to another process and back per operation",
	.func = "pipe_write",
	.setup = pipe_setup,
	.run = pipe_run,
	.teardown = pipe_teardown,
	.needs = { .root = true }, /* SCHED_FIFO */
	.many_tasks = true,
	.wavers = true,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4 },
};
