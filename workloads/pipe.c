// SPDX-License-Identifier: GPL-2.0-only
/*
 * pipe - a byte to another process through a pipe and back: two context switches an operation.
 *
 * Wake-ups, the scheduler and address-space switches run between two events, so that a collector is
 * measured where it disturbs more than a system call. Both run on one CPU and switch only when one of
 * them blocks, so that the order of events is fixed, and so is their number.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

static void pipe_echo(int in, int out, void *arg)
{
	char byte;

	while (syscall(SYS_read, in, &byte, 1) == 1 && syscall(SYS_write, out, &byte, 1) == 1)
		;
}

static int pipe_setup(struct worker *w)
{
	w->priv = mem_alloc(1, sizeof(struct partner));
	return partner_start(w->priv, pipe_echo, NULL);
}

static int pipe_run(struct worker *w, u64 n)
{
	const struct partner *p = w->priv;
	char byte = 0;

	while (n--)
		if (syscall(SYS_write, p->to, &byte, 1) != 1 || syscall(SYS_read, p->from, &byte, 1) != 1)
			return -EIO;
	return 0;
}

static void pipe_teardown(struct worker *w)
{
	if (w->priv)
		partner_stop(w->priv);
	free(w->priv);
	w->priv = NULL;
}

const struct workload workload_pipe = {
	.name = "pipe",
	.summary = "a byte to another process and back per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "pipe_write",
	.setup = pipe_setup,
	.run = pipe_run,
	.teardown = pipe_teardown,
	.many_tasks = true,
	.wavers = true,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4 },
};
