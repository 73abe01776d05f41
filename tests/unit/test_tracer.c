// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_tracer - system calls of a child are listed one by one, and it dies right after the n-th.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer.h"

/* What the child leaves behind: one mark per finished call. */
static volatile u32 *marks;

static void setup(void)
{
	marks = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(marks, MAP_FAILED);
}

TestSuite(tracer, .init = setup, .timeout = 30);

/* Two calls in phase 1, three in phase 2, one of them refused; one before and one after, uncounted. */
static int body(void *ctx, volatile u32 *phase)
{
	syscall(SYS_getppid);
	*phase = 1;
	syscall(SYS_getppid);
	marks[0]++;
	syscall(SYS_getpid);
	marks[0]++;
	*phase = 2;
	syscall(SYS_close, -1);
	marks[0]++;
	syscall(SYS_getpgid, 0);
	marks[0]++;
	syscall(SYS_getpid);
	marks[0]++;
	*phase = 0;
	syscall(SYS_getppid);
	return 7;
}

Test(tracer, lists_calls_by_phase)
{
	struct tracer t = { .body = body };

	cr_assert_eq(tracer_run(&t), 0);
	cr_expect_eq(t.status, 7);
	cr_expect_not(t.killed);
	cr_assert_eq(t.nr_calls, 5);
	cr_expect_eq(tracer_count(&t, 1), 2);
	cr_expect_eq(tracer_count(&t, 2), 3);
	cr_expect_eq(t.calls[0].nr, SYS_getppid);
	cr_expect_eq(t.calls[0].ret, getpid());
	cr_expect_eq(t.calls[2].nr, SYS_close);
	cr_expect_eq(t.calls[2].arg, (u32)-1, "arg is %llx", (unsigned long long)t.calls[2].arg);
	cr_expect_eq(t.calls[2].ret, -EBADF);
	cr_expect_eq(marks[0], 5);
	tracer_free(&t);
}

Test(tracer, kills_after_every_call)
{
	for (size_t n = 1; n <= 5; n++) {
		struct tracer t = { .body = body, .kill_after = n };

		marks[0] = 0;
		cr_assert_eq(tracer_run(&t), 0);
		cr_expect(t.killed);
		cr_expect_eq(t.status, 128 + SIGKILL);
		cr_expect_eq(t.nr_calls, n, "stop %zu: %zu calls", n, t.nr_calls);
		cr_expect_eq(marks[0], n - 1, "the n-th call has returned, but nothing after it ran");
		tracer_free(&t);
	}
}

Test(tracer, a_stop_beyond_the_end_never_comes)
{
	struct tracer t = { .body = body, .kill_after = 6 };

	cr_assert_eq(tracer_run(&t), 0);
	cr_expect_not(t.killed);
	cr_expect_eq(t.status, 7);
	tracer_free(&t);
}

static int body_signal(void *ctx, volatile u32 *phase)
{
	*phase = 1;
	raise(SIGUSR1);
	return 0;
}

Test(tracer, a_signal_of_its_own_reaches_the_child)
{
	struct tracer t = { .body = body_signal };

	cr_assert_eq(tracer_run(&t), 0);
	cr_expect_eq(t.status, 128 + SIGUSR1);
	cr_expect_not(t.killed);
	tracer_free(&t);
}

static int body_waits(void *ctx, volatile u32 *phase)
{
	*phase = 1;
	pause();
	return 0;
}

Test(tracer, a_child_that_hangs_is_killed_at_the_limit)
{
	struct tracer t = { .body = body_waits, .seconds = 1 };
	int err = tracer_run(&t);

	cr_expect(!err || err == -ETIMEDOUT, "%s", strerror(-err));
	cr_expect(t.timed_out);
	cr_assert_eq(t.nr_calls, 1);
	cr_expect_eq(t.calls[0].nr, SYS_pause);
	cr_expect_eq(t.calls[0].ret, TRACER_CUT);
	tracer_free(&t);
}
