/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * waiter - a reader that sleeps until it is woken: a thread with a priority above everybody else's.
 *
 * Woken, it takes the CPU at once and keeps it until there is nothing left to take. On a machine with one CPU
 * what it does is therefore a function of when it is woken, and can be counted.
 */
#ifndef PB_WAITER_H
#define PB_WAITER_H

#include <pthread.h>

#include "channel/channel.h"

struct waiter {
	struct reader *reader;
	pthread_t thread;
	bool started;
	bool spins; /* it does not sleep, and has no priority either */
	bool stop;
	int stop_fd, poll_fd;
	u64 wakeups; /* times that it was woken and took something */
	u64 empty;   /* times that it found nothing */
	int err;
};

/*
 * 0 or -errno; waiter_stop() is due in either case. With @spins it looks again and again instead of sleeping:
 * only where the producer has another CPU.
 */
int waiter_start(struct waiter *w, struct reader *r, bool spins);
/* Have it take what is left, and end it. 0, or -errno of any of its readings. */
int waiter_stop(struct waiter *w);

#endif
