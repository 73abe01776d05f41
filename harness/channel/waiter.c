// SPDX-License-Identifier: GPL-2.0-only
/*
 * waiter - a reader that sleeps until it is woken: a thread with a priority above everybody else's.
 */
#include <errno.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "channel/waiter.h"

#define WAITER_EVENTS 8
#define WAITER_MOST   65536 /* records, between two looks at whether it is over */

/* What ends it is a descriptor like the others; its number tells it apart. */
static bool waiter_told(const struct waiter *w, const struct epoll_event *events, int n)
{
	for (int i = 0; i < n; i++)
		if (events[i].data.fd == w->stop_fd)
			return true;
	return false;
}

static void waiter_spin(struct waiter *w)
{
	while (!w->err && !__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE))
		w->err = reader_drain(w->reader, WAITER_MOST);
	if (!w->err)
		w->err = reader_drain(w->reader, WAITER_MOST);
}

static void *waiter_main(void *arg)
{
	struct waiter *w = arg;
	struct epoll_event events[WAITER_EVENTS];
	bool told = false;

	if (w->spins)
		waiter_spin(w);
	while (!w->spins && !told && !w->err) {
		int n = epoll_wait(w->poll_fd, events, WAITER_EVENTS, -1);
		u64 before = w->reader->taken;

		if (n < 0 && errno == EINTR)
			continue;
		told = n > 0 && waiter_told(w, events, n);
		w->err = n < 0 ? -errno : reader_drain(w->reader, WAITER_MOST);
		if (told)
			break;
		if (w->reader->taken != before)
			w->wakeups++;
		else
			w->empty++;
	}
	return NULL;
}

static int waiter_watch(const struct waiter *w, int fd)
{
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(w->poll_fd, EPOLL_CTL_ADD, fd, &e) ? -errno : 0;
}

static int waiter_thread(struct waiter *w)
{
	const struct sched_param lowest = { .sched_priority = 1 };
	pthread_attr_t attr;
	int err;

	pthread_attr_init(&attr);
	if (!w->spins) {
		pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
		pthread_attr_setschedparam(&attr, &lowest);
	}
	err = pthread_create(&w->thread, &attr, waiter_main, w);
	pthread_attr_destroy(&attr);
	w->started = !err;
	return -err;
}

int waiter_start(struct waiter *w, struct reader *r, bool spins)
{
	int err = 0;

	*w = (struct waiter){ .reader = r, .spins = spins, .stop_fd = eventfd(0, EFD_CLOEXEC),
			      .poll_fd = epoll_create1(EPOLL_CLOEXEC) };
	if (w->stop_fd < 0 || w->poll_fd < 0)
		return -errno;
	err = waiter_watch(w, w->stop_fd);
	for (int i = 0; i < r->nr_fds && !err; i++)
		err = waiter_watch(w, r->fds[i]);
	return err ? err : waiter_thread(w);
}

int waiter_stop(struct waiter *w)
{
	u64 one = 1;

	if (w->started) {
		__atomic_store_n(&w->stop, true, __ATOMIC_RELEASE);
		if (write(w->stop_fd, &one, sizeof(one)) != sizeof(one))
			w->err = -errno;
		pthread_join(w->thread, NULL);
	}
	if (w->stop_fd >= 0)
		close(w->stop_fd);
	if (w->poll_fd >= 0)
		close(w->poll_fd);
	w->started = false;
	return w->err;
}
