// SPDX-License-Identifier: GPL-2.0-only
/*
 * signal - send this task a signal and handle it.
 *
 * The kernel queues it, finds it on the way back, builds a frame on the user's stack and takes it down
 * again when the handler returns, which is a system call of its own.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

#define SIGNAL_USED SIGUSR2

static volatile u64 signal_handled; /* a handler has no argument of ours */

static void signal_handler(int number)
{
	signal_handled++;
}

struct signal {
	struct sigaction before;
	long group, task; /* who runs it */
};

static int signal_setup(struct worker *w)
{
	const struct sigaction ours = { .sa_handler = signal_handler };
	struct signal *s = mem_alloc(1, sizeof(*s));

	w->priv = s;
	s->group = getpid();
	s->task = syscall(SYS_gettid);
	return sigaction(SIGNAL_USED, &ours, &s->before) ? -errno : 0;
}

static int signal_run(struct worker *w, u64 n)
{
	const struct signal *s = w->priv;
	u64 before = signal_handled;

	for (u64 i = 0; i < n; i++)
		if (syscall(SYS_tgkill, s->group, s->task, SIGNAL_USED))
			return -errno;
	return signal_handled - before == n ? 0 : -EIO;
}

static void signal_teardown(struct worker *w)
{
	struct signal *s = w->priv;

	if (s)
		sigaction(SIGNAL_USED, &s->before, NULL);
	free(s);
	w->priv = NULL;
}

const struct workload workload_signal = {
	.name = "signal",
	.summary = "a signal to itself, handled, per operation",
	.func = "get_signal",
	.tracepoint = "signal:signal_deliver",
	.setup = signal_setup,
	.run = signal_run,
	.teardown = signal_teardown,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2, [PB_EV_TRACE] = 1 },
};
