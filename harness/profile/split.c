// SPDX-License-Identifier: GPL-2.0-only
/*
 * split - work whose shares are known. Each function has a section of its own, so that the linker says where it ends.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "profile/split.h"

extern const char __start_pb_split_first[], __stop_pb_split_first[];
extern const char __start_pb_split_second[], __stop_pb_split_second[];

/* What tells the functions apart keeps a compiler from making one of them. */
#define SPLIT_TURNS(n, which) __asm__ volatile("1: # " which "\n	dec %0\n	jnz 1b" : "+r"(n))

static __attribute__((noinline, section("pb_split_first"))) void split_first(u64 n)
{
	if (n)
		SPLIT_TURNS(n, "first");
}

static __attribute__((noinline, section("pb_split_second"))) void split_second(u64 n)
{
	if (n)
		SPLIT_TURNS(n, "second");
}

static void split_serve(int in, int out, void *arg)
{
	u64 n;

	while (read(in, &n, sizeof(n)) == (ssize_t)sizeof(n)) {
		split_second(n);
		if (write(out, &n, sizeof(n)) != (ssize_t)sizeof(n))
			break;
	}
}

int split_start(struct split *s, bool apart)
{
	*s = (struct split){ .apart = apart };
	return apart ? partner_start(&s->other, split_serve, NULL) : 0;
}

void split_stop(struct split *s)
{
	if (s->apart)
		partner_stop(&s->other);
	s->apart = false;
}

static int split_ask(struct split *s, u64 n)
{
	if (write(s->other.to, &n, sizeof(n)) != (ssize_t)sizeof(n) ||
	    read(s->other.from, &n, sizeof(n)) != (ssize_t)sizeof(n))
		return errno ? -errno : -EPIPE;
	return 0;
}

int split_run(struct split *s, u64 first, u64 second, struct split_times *t)
{
	int err = 0;

	t->start = clock_read();
	split_first(first);
	t->between = clock_read();
	if (s->apart)
		err = split_ask(s, second);
	else
		split_second(second);
	t->end = clock_read();
	return err;
}

void split_keys(const struct split *s, enum pb_profile_body body, int part, u64 *from, u64 *to)
{
	if (body == PB_PROFILE_BY_TASK) {
		pid_t pid = part ? s->other.pid : (pid_t)syscall(SYS_gettid);

		*from = PB_PROFILE_TASK(pid);
		*to = *from + 1;
		return;
	}
	*from = (u64)(part ? __start_pb_split_second : __start_pb_split_first);
	*to = (u64)(part ? __stop_pb_split_second : __stop_pb_split_first);
}
