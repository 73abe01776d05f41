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

#define TRACER_NO_CALL SIZE_MAX
#define TRACER_NAPS    400 /* for what was killed to go */

/* One process that is followed. */
struct tracer_task {
	pid_t pid;
	bool born;   /* it has made its first stop, which is nobody's signal */
	size_t call; /* the counted one that it is in; TRACER_NO_CALL: none */
};

/* The tracer's own state while a child runs. */
struct tracer_watch {
	struct tracer *t;
	pid_t pid; /* of the child itself */
	volatile u32 *phase;
	struct tracer_task tasks[TRACER_MOST];
	size_t nr_tasks;
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

static void tracer_kill(const struct tracer_watch *w)
{
	for (size_t i = 0; i < w->nr_tasks; i++)
		kill(w->tasks[i].pid, SIGKILL);
}

/* Whoever of those that are followed has stopped or ended; as waitpid(), and *at is which one. */
static pid_t tracer_poll(const struct tracer_watch *w, int *wstatus, size_t *at)
{
	/* With nobody to look after meanwhile it may wait as long as it takes. */
	int flags = __WALL | (w->t->seconds || w->t->family ? WNOHANG : 0);

	for (size_t i = 0; i < w->nr_tasks; i++) {
		pid_t got = waitpid(w->tasks[i].pid, wstatus, flags);

		*at = i;
		if (got)
			return got;
	}
	return 0;
}

/*
 * Wait for somebody's next stop or end. SIGCHLD is blocked meanwhile and taken with a time limit: it is
 * pending if it stopped before we looked.
 */
static int tracer_wait(struct tracer_watch *w, int *wstatus, size_t *at)
{
	struct timespec slice = { .tv_sec = 1 };
	sigset_t chld;
	pid_t got;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	while (!(got = tracer_poll(w, wstatus, at)) || (got < 0 && errno == EINTR)) {
		if (got || sigtimedwait(&chld, NULL, &slice) > 0 || !w->t->seconds || !tracer_late(w))
			continue;
		w->t->timed_out = true;
		tracer_kill(w);
		*at = 0;
		/* A child that hangs inside the kernel does not die; then there is nothing to wait for. */
		return waitpid(w->pid, wstatus, WNOHANG) == w->pid ? 0 : -ETIMEDOUT;
	}
	return got > 0 ? 0 : -errno;
}

/* Entry into a call: note it, if the phase counts. */
static void tracer_enter(struct tracer_watch *w, struct tracer_task *task, const struct __ptrace_syscall_info *info)
{
	struct tracer *t = w->t;

	task->call = TRACER_NO_CALL;
	if (!*w->phase)
		return;
	if (!(t->nr_calls & (t->nr_calls - 1)))
		t->calls = mem_grow(t->calls, t->nr_calls ? 2 * t->nr_calls : 1, sizeof(*t->calls));
	task->call = t->nr_calls;
	t->calls[t->nr_calls++] = (struct tracer_call){ .nr = info->entry.nr,
							.arg = info->entry.args[0],
							.ret = TRACER_CUT,
							.phase = *w->phase };
}

static int tracer_stop(struct tracer_watch *w, struct tracer_task *task)
{
	struct __ptrace_syscall_info info;
	struct tracer *t = w->t;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->pid, (void *)sizeof(info), &info) <= 0)
		return errno == ESRCH ? 0 : -errno; /* killed by another that is followed */
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		tracer_enter(w, task, &info);
		return 0;
	}
	if (task->call == TRACER_NO_CALL)
		return 0;
	t->calls[task->call].ret = info.exit.rval;
	task->call = TRACER_NO_CALL;
	if (++t->nr_returned == t->kill_after) {
		t->killed = true;
		tracer_kill(w);
	}
	return 0;
}

static struct tracer_task tracer_task(pid_t pid, bool born)
{
	return (struct tracer_task){ .pid = pid, .born = born, .call = TRACER_NO_CALL };
}

/* It has started another, which the kernel lets us follow from its first instruction on. */
static int tracer_birth(struct tracer_watch *w, const struct tracer_task *task)
{
	unsigned long pid;

	if (ptrace(PTRACE_GETEVENTMSG, task->pid, NULL, &pid))
		return errno == ESRCH ? 0 : -errno;
	if (w->nr_tasks == TRACER_MOST)
		return -E2BIG;
	w->tasks[w->nr_tasks++] = tracer_task((pid_t)pid, false);
	if (w->t->killed)
		kill((pid_t)pid, SIGKILL);
	return 0;
}

/* One stop of one that is followed, and on it goes. */
static int tracer_step(struct tracer_watch *w, struct tracer_task *task, int wstatus)
{
	int sig = WSTOPSIG(wstatus), err = 0;
	pid_t pid = task->pid;

	if (sig == TRACER_SYSCALL_STOP) {
		sig = 0;
		err = tracer_stop(w, task);
	} else if (wstatus >> 16) {
		sig = 0;
		err = tracer_birth(w, task);
	} else if (!task->born) {
		sig = 0;
		task->born = true;
	}
	if (!err && ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig) && errno != ESRCH)
		err = -errno;
	return err;
}

/* Follow a child that has stopped for the first time, and what it starts, until it is no more. */
static int tracer_follow(struct tracer_watch *w)
{
	int wstatus, err = 0;
	size_t at;

	if (ptrace(PTRACE_SYSCALL, w->pid, NULL, NULL))
		return -errno;
	while (!err) {
		err = tracer_wait(w, &wstatus, &at);
		if (err)
			break;
		if (WIFSTOPPED(wstatus)) {
			err = tracer_step(w, &w->tasks[at], wstatus);
			continue;
		}
		if (w->tasks[at].pid == w->pid) {
			w->t->status = WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus) : WEXITSTATUS(wstatus);
			w->tasks[at] = w->tasks[--w->nr_tasks];
			return 0;
		}
		w->tasks[at] = w->tasks[--w->nr_tasks];
	}
	return err;
}

/* Nobody that was followed outlives the one that started it; what hangs inside the kernel is left there. */
static void tracer_end(struct tracer_watch *w)
{
	const struct timespec nap = { .tv_nsec = 5000000 };

	tracer_kill(w);
	for (int naps = 0; w->nr_tasks && naps < TRACER_NAPS;) {
		int wstatus, at = (int)w->nr_tasks - 1;
		pid_t got = waitpid(w->tasks[at].pid, &wstatus, __WALL | WNOHANG);

		if (got < 0 || (got && !WIFSTOPPED(wstatus)))
			w->nr_tasks--;
		else if (!got && ++naps)
			nanosleep(&nap, NULL);
	}
}

static int tracer_start(struct tracer_watch *w)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
			     (w->t->family ? PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE : 0);
	pid_t parent = getpid();
	int wstatus;
	size_t at;

	w->pid = fork();
	if (w->pid < 0)
		return -errno;
	if (!w->pid)
		tracer_child(w->t, parent, w->phase);
	w->tasks[w->nr_tasks++] = tracer_task(w->pid, true);
	if (tracer_wait(w, &wstatus, &at) || !WIFSTOPPED(wstatus))
		return -ECHILD;
	return ptrace(PTRACE_SETOPTIONS, w->pid, NULL, (void *)options) ? -errno : 0;
}

int tracer_run(struct tracer *t)
{
	struct tracer_watch w = { .t = t, .pid = -1 };
	sigset_t chld, before;
	int err;

	t->nr_calls = t->nr_returned = 0;
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
	tracer_end(&w);
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
