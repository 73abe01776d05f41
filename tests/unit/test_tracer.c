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
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

/* The child starts another, as an upgrader does an agent, and waits for its word; the other one stays. */
static int body_family(void *ctx, volatile u32 *phase)
{
	bool early = ctx;
	int line[2], status;
	char word;
	pid_t pid;

	if (pipe(line))
		return 1;
	marks[2] = marks[3] = 0;
	*phase = !early;
	pid = fork();
	if (!pid) {
		/* Calls of both return in the same order every time: without a call, each waits for the other one's. */
		while (!marks[2])
			;
		syscall(SYS_getppid);
		marks[1]++;
		syscall(SYS_getppid);
		marks[1]++;
		syscall(SYS_write, line[1], "x", 1);
		marks[3] = 1;
		for (;;)
			pause();
	}
	marks[2] = 1;
	syscall(SYS_read, line[0], &word, 1);
	while (!marks[3])
		;
	*phase = 1;
	marks[0] = (u32)pid;
	syscall(SYS_getpid);
	*phase = 0;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? 9 : 1;
}

/* clone, getppid twice, write, read, getpid: what else the C library does in a fork is its matter. */
static size_t family_calls(bool family)
{
	struct tracer t = { .body = body_family, .family = family, .seconds = 20 };
	size_t n;

	cr_assert_eq(tracer_run(&t), 0);
	cr_expect_eq(t.status, 9, "status %d", t.status);
	cr_expect_geq(t.nr_calls, t.nr_returned, "a pause that never returns is no call that did");
	n = t.nr_returned;
	tracer_free(&t);
	return n;
}

Test(tracer, calls_of_a_family_are_counted_as_they_return)
{
	size_t alone = family_calls(false), all = family_calls(true);

	cr_expect_eq(alone, 3, "%zu", alone);
	cr_expect_geq(all, 6, "%zu", all);
	cr_expect_eq(family_calls(true), all);
}

Test(tracer, one_that_was_started_in_phase_0_is_followed_but_not_counted)
{
	struct tracer t = { .body = body_family, .ctx = (void *)marks, .family = true, .seconds = 20 };

	cr_assert_eq(tracer_run(&t), 0);
	cr_expect_eq(t.status, 9);
	cr_expect_eq(t.nr_returned, 1, "%zu", t.nr_returned);
	tracer_free(&t);
}

Test(tracer, a_family_dies_after_every_call_whoever_made_it)
{
	size_t all = family_calls(true), between = 0;
	int status;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (size_t n = 1; n <= all + 1; n++) {
		struct tracer t = { .body = body_family, .family = true, .kill_after = n, .seconds = 20 };

		marks[0] = marks[1] = 0;
		cr_assert_eq(tracer_run(&t), 0);
		cr_expect_eq(t.killed, n <= all, "stop %zu", n);
		cr_expect_eq(t.status, n <= all ? 128 + SIGKILL : 9);
		cr_expect_eq(t.nr_returned, n <= all ? n : all);
		between += marks[1] == 1;
		tracer_free(&t);
		/* What it had started has died with it: nothing is left to wait for but the dead. */
		while (waitpid(-1, &status, 0) > 0)
			cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "stop %zu", n);
	}
	cr_expect_geq(between, 1, "it dies between two calls of the other one, too");
}
