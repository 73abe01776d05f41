// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracer - run a piece of our own code as a child under ptrace: list its system calls, or cut it short.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"
#include "tracer.h"

/* PTRACE_O_TRACESYSGOOD marks the stops at system calls, so that no signal is taken for one. */
#define TRACER_SYSCALL_STOP (SIGTRAP | 0x80)

/* The tracer's own state while a child runs. */
struct tracer_watch {
	struct tracer *t;
	pid_t pid;
	volatile u32 *phase;
	bool counted;	  /* that call */
	struct timespec deadline;
};

static void tracer_child(struct tracer *t, pid_t parent, volatile u32 *phase)
{
	int status;

	proc_child_setup(parent);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) || raise(SIGSTOP))
		_exit(127);
	status = t->body(t->ctx, phase);
	*phase = 0;
	_exit(status);
}

static bool tracer_late(const struct tracer_watch *w)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > w->deadline.tv_sec ||
	       (now.tv_sec == w->deadline.tv_sec && now.tv_nsec >= w->deadline.tv_nsec);
}

/*
 * Wait for the child's next stop or its end. SIGCHLD is blocked meanwhile and taken with a time
 * limit: it is pending if the child stopped before we looked.
 */
static int tracer_wait(struct tracer_watch *w, int *wstatus)
{
	struct timespec slice = { .tv_sec = 1 };
	sigset_t chld;
	pid_t got;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	while (!(got = waitpid(w->pid, wstatus, w->t->seconds ? WNOHANG : 0)) ||
	       (got < 0 && errno == EINTR)) {
		if (got || sigtimedwait(&chld, NULL, &slice) > 0 || !tracer_late(w))
			continue;
		w->t->timed_out = true;
		kill(w->pid, SIGKILL);
		/* A child that hangs inside the kernel does not die; then there is nothing to wait for. */
		return waitpid(w->pid, wstatus, WNOHANG) == w->pid ? 0 : -ETIMEDOUT;
	}
	return got == w->pid ? 0 : -errno;
}

/* Entry into a call: note it, if the phase counts. */
static void tracer_enter(struct tracer_watch *w, const struct __ptrace_syscall_info *info)
{
	struct tracer *t = w->t;

	w->counted = *w->phase != 0;
	if (!w->counted)
		return;
	if (!(t->nr_calls & (t->nr_calls - 1)))
		t->calls = mem_grow(t->calls, t->nr_calls ? 2 * t->nr_calls : 1, sizeof(*t->calls));
	t->calls[t->nr_calls++] = (struct tracer_call){ .nr = info->entry.nr,
							.arg = info->entry.args[0],
							.ret = TRACER_CUT,
							.phase = *w->phase };
}

static int tracer_stop(struct tracer_watch *w)
{
	struct __ptrace_syscall_info info;
	struct tracer *t = w->t;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, w->pid, (void *)sizeof(info), &info) <= 0)
		return -errno;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		tracer_enter(w, &info);
		return 0;
	}
	if (!w->counted)
		return 0;
	t->calls[t->nr_calls - 1].ret = info.exit.rval;
	if (t->kill_after && t->nr_calls == t->kill_after) {
		t->killed = true;
		kill(w->pid, SIGKILL);
	}
	return 0;
}

/* Follow a child that has stopped for the first time until it is no more. */
static int tracer_follow(struct tracer_watch *w)
{
	int wstatus, sig = 0, err = 0;

	while (!err) {
		if (ptrace(PTRACE_SYSCALL, w->pid, NULL, (void *)(long)sig) && errno != ESRCH)
			return -errno;
		err = tracer_wait(w, &wstatus);
		if (err)
			break;
		if (!WIFSTOPPED(wstatus)) {
			w->t->status = WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus) :
							     WEXITSTATUS(wstatus);
			return 0;
		}
		sig = WSTOPSIG(wstatus) == TRACER_SYSCALL_STOP ? 0 : WSTOPSIG(wstatus);
		if (!sig)
			err = tracer_stop(w);
	}
	return err;
}

static int tracer_start(struct tracer_watch *w)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
	pid_t parent = getpid();
	int wstatus;

	w->pid = fork();
	if (w->pid < 0)
		return -errno;
	if (!w->pid)
		tracer_child(w->t, parent, w->phase);
	if (tracer_wait(w, &wstatus) || !WIFSTOPPED(wstatus))
		return -ECHILD;
	return ptrace(PTRACE_SETOPTIONS, w->pid, NULL, (void *)options) ? -errno : 0;
}

int tracer_run(struct tracer *t)
{
	struct tracer_watch w = { .t = t, .pid = -1 };
	sigset_t chld, before;
	int err;

	t->nr_calls = 0;
	t->killed = t->timed_out = false;
	w.phase = mmap(NULL, sizeof(*w.phase), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w.phase == MAP_FAILED)
		return -errno;
	clock_gettime(CLOCK_MONOTONIC, &w.deadline);
	w.deadline.tv_sec += t->seconds;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &before);
	err = tracer_start(&w);
	if (!err)
		err = tracer_follow(&w);
	if (err && w.pid > 0) {
		kill(w.pid, SIGKILL);
		waitpid(w.pid, NULL, err == -ETIMEDOUT ? WNOHANG : 0);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	munmap((void *)w.phase, sizeof(*w.phase));
	return err;
}

void tracer_free(struct tracer *t)
{
	free(t->calls);
	t->calls = NULL;
	t->nr_calls = 0;
}

size_t tracer_count(const struct tracer *t, u32 phase)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nr_calls; i++)
		n += t->calls[i].phase == phase;
	return n;
}
