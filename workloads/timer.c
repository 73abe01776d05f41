// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer - arm a timer an hour ahead and disarm it: a time-out that never happens.
 *
 * So end nearly all timers: they guard something that answers in time. None expires here on purpose:
 * whoever waits for a timer is idle, and idle time would hide what a collector adds.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "registry.h"

struct timer {
	bool made;
	int id; /* the kernel's, not libc's */
};

static int timer_setup(struct worker *w)
{
	struct sigevent none = { .sigev_notify = SIGEV_NONE };
	struct timer *t = mem_alloc(1, sizeof(*t));

	w->priv = t;
	t->made = !syscall(SYS_timer_create, CLOCK_MONOTONIC, &none, &t->id);
	return t->made ? 0 : -errno;
}

static int timer_run(struct worker *w, u64 n)
{
	static const struct itimerspec hour = { .it_value.tv_sec = 3600 }, off;
	const struct timer *t = w->priv;

	while (n--)
		if (syscall(SYS_timer_settime, t->id, 0, &hour, NULL) ||
		    syscall(SYS_timer_settime, t->id, 0, &off, NULL))
			return -errno;
	return 0;
}

static void timer_teardown(struct worker *w)
{
	const struct timer *t = w->priv;

	if (t && t->made)
		syscall(SYS_timer_delete, t->id);
	free(w->priv);
	w->priv = NULL;
}

const struct workload workload_timer = {
	.name = "timer",
	.summary = "arm a timer and disarm it per operation",
	.func = "common_timer_set",
	.setup = timer_setup,
	.run = timer_run,
	.teardown = timer_teardown,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 2 },
};
