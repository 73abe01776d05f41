// SPDX-License-Identifier: GPL-2.0-only
/*
 * session - one tool at work.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "proc.h"
#include "registry.h"
#include "trace/session.h"
#include "vm/qemu.h"

#define SESSION_LOOK_MS 100 /* a record that is held back for order is given out after at most that */

static u64 session_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static int session_workload(const struct session *s)
{
	struct worker w = { .fd = -1 };
	int err = s->workload->setup ? s->workload->setup(&w) : 0;

	if (!err)
		err = s->workload->run(&w, s->ops);
	if (s->workload->teardown)
		s->workload->teardown(&w);
	return err ? 1 : 0;
}

/* In the child, once it may start. */
static void session_child(const struct session *s)
{
	if (s->body)
		_exit(s->body(s->body_ctx));
	if (s->workload)
		_exit(session_workload(s));
	execvp(s->command[0], s->command);
	log_err("trace: cannot run %s: %s", s->command[0], strerror(errno));
	_exit(SESSION_NO_COMMAND);
}

/* Start the child and let it wait for a byte from *gate: what it does before is not to be told of. */
static int session_fork(struct session *s, int *gate)
{
	int pipe_fd[2];
	pid_t me = getpid();
	char c;

	*gate = -1;
	if (!s->command && !s->workload && !s->body)
		return 0;
	if (pipe2(pipe_fd, O_CLOEXEC))
		return source_fail(&s->source, -errno, "pipe: %s", strerror(errno));
	s->child = fork();
	if (!s->child) {
		proc_child_setup(me);
		close(pipe_fd[1]);
		if (read(pipe_fd[0], &c, 1) != 1)
			_exit(1);
		close(pipe_fd[0]);
		session_child(s);
	}
	close(pipe_fd[0]);
	*gate = pipe_fd[1];
	return s->child < 0 ? source_fail(&s->source, -errno, "fork: %s", strerror(errno)) : 0;
}

/* How often the first thread of the child has got the CPU, as the kernel counts it; it may have ended. */
static u64 session_switches(const struct session *s)
{
	char *path = str_fmt("/proc/%d/schedstat", (int)s->child), *line = file_line(path);
	char *last = line ? strrchr(line, ' ') : NULL;
	u64 n = last ? strtoull(last, NULL, 10) : 0;

	free(line);
	free(path);
	return n;
}

/* Wait until the child sleeps: whoever already waits for a CPU would be told of too late. */
static void session_wait_asleep(const struct session *s)
{
	char *path = str_fmt("/proc/%d/stat", (int)s->child);
	bool asleep = false;

	while (!asleep) {
		char *line = file_line(path), *after = line ? strrchr(line, ')') : NULL;

		asleep = !after || after[2] == 'S' || after[2] == 'Z';
		free(line);
		if (!asleep)
			sched_yield();
	}
	free(path);
}

static bool session_over(struct session *s, double until)
{
	siginfo_t info = { 0 };
	int status;

	if (s->stop && s->stop())
		return true;
	if (s->child > 0 && !waitid(P_PID, (id_t)s->child, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid) {
		if (s->only_child)
			s->switches = session_switches(s) - s->switches;
		waitpid(s->child, &status, 0);
		s->child = 0;
		s->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		return true;
	}
	return until > 0 && clock_seconds() >= until;
}

static void session_give(const struct pb_tool_head *record, void *ctx)
{
	struct session *s = ctx;

	s->given++;
	s->give(record, s->ctx);
}

static int session_take(struct session *s, u64 before)
{
	u64 given = s->given;
	int err = s->source.side->take(&s->source);

	source_give(&s->source, before, session_give, s);
	if (s->flush && s->given != given)
		s->flush(s->ctx);
	return err;
}

static int session_loop(struct session *s)
{
	double until = s->seconds > 0 ? clock_seconds() + s->seconds : 0;
	struct pollfd p = { .fd = s->source.fd, .events = POLLIN };
	int err = 0;

	while (!err && !session_over(s, until)) {
		/* Less than a look: the end of a command is noticed soon, too. */
		if (poll(&p, 1, s->child > 0 ? SESSION_LOOK_MS / 10 : SESSION_LOOK_MS) < 0 && errno != EINTR)
			return source_fail(&s->source, -errno, "poll: %s", strerror(errno));
		err = session_take(s, session_now());
	}
	return err;
}

int session_run(struct session *s)
{
	struct source *src = &s->source;
	int gate, err, closed;

	src->fd = -1;
	err = session_fork(s, &gate);
	if (!err && s->only_child) {
		src->params.only = (u32)s->child;
		session_wait_asleep(s);
	}
	if (!err)
		err = src->side->open(src);
	if (!err && s->only_child)
		s->switches = session_switches(s);
	if (!err && gate >= 0 && write(gate, "", 1) != 1)
		err = source_fail(src, -errno, "starting the command: %s", strerror(errno));
	if (gate >= 0)
		close(gate);
	if (!err)
		err = session_loop(s);
	if (!err)
		err = src->side->detach(src);
	if (!err)
		err = session_take(s, UINT64_MAX);
	if (!err)
		err = src->side->count(src);
	for (int b = 0; b < PB_HIST_BUCKETS; b++)
		src->taken += src->buckets[b];
	closed = src->side->close(src);
	if (s->child > 0) {
		kill(s->child, SIGTERM);
		waitpid(s->child, NULL, 0);
	}
	if (!err && src->made != src->taken + src->dropped)
		err = source_fail(src, -EPROTO, "%llu records were made, %llu arrived and %llu were dropped",
				  (unsigned long long)src->made, (unsigned long long)src->taken,
				  (unsigned long long)src->dropped);
	return err ? err : closed;
}
