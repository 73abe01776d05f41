// SPDX-License-Identifier: GPL-2.0-only
/*
 * qemu - one guest as a child process: start it, read its two serial lines, see it end.
 *
 * Both serial lines are memory files handed over by descriptor. A file takes every byte at once: a
 * socket makes QEMU wait for its reader now and then, which the guest sees as a busy transmitter, and
 * no two boots are then the same. The child dies with this process, however this process dies.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"
#include "vm/qemu.h"
#include "vm/snapshot.h"

static const char *const accel_names[] = { "icount", "tcg", "kvm" };

const char *accel_name(enum accel a)
{
	return accel_names[a];
}

int accel_parse(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(accel_names); i++)
		if (!strcmp(accel_names[i], name))
			return (int)i;
	return -1;
}

double clock_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* In the child: give the ends their numbers, keep nothing else, become QEMU. */
static void guest_exec(char **argv, pid_t parent, const int ends[QEMU_FD_END], int err)
{
	int null = open("/dev/null", O_RDWR), high[QEMU_FD_END];

	proc_child_setup(parent);
	/* Its own group: a terminal's Ctrl-C is for us, who then stop the guest in good order. */
	setpgid(0, 0);
	for (int i = QEMU_CONSOLE_FD; i < QEMU_FD_END; i++)
		high[i] = ends[i] < 0 ? -1 : fcntl(ends[i], F_DUPFD, 20);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	for (int i = QEMU_CONSOLE_FD; i < QEMU_FD_END; i++) {
		close(i);
		if (high[i] >= 0)
			dup2(high[i], i);
	}
	close_range(QEMU_FD_END, ~0U, 0);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* The ends of a guest's files and lines: its own in @ends, ours in @g. 0 or -errno. */
static int guest_ends(struct guest *g, const struct guest_spec *s, int ends[QEMU_FD_END])
{
	int command[2], monitor[2];

	for (int i = 0; i < QEMU_FD_END; i++)
		ends[i] = -1;
	g->command_fd = g->monitor_fd = g->stderr_fd = -1;
	ends[QEMU_CONSOLE_FD] = g->console_fd = memfd_create("console", MFD_CLOEXEC);
	ends[QEMU_RESULT_FD] = g->result_fd = memfd_create("result", MFD_CLOEXEC);
	if (g->console_fd < 0 || g->result_fd < 0)
		return -errno;
	if (!s->restorable)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, command))
		return -errno;
	g->command_fd = command[0];
	ends[QEMU_COMMAND_FD] = command[1];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor))
		return -errno;
	g->monitor_fd = monitor[0];
	ends[QEMU_MONITOR_FD] = monitor[1];
	ends[QEMU_RAM_FD] = snapshot_memory(s->snapshot);
	return ends[QEMU_RAM_FD] < 0 ? -errno : 0;
}

int guest_start(struct guest *g, const struct guest_spec *s)
{
	int errs[2] = { -1, -1 }, ends[QEMU_FD_END], err;
	char **argv = guest_argv(s);
	pid_t parent = getpid();

	memset(g, 0, sizeof(*g));
	err = guest_ends(g, s, ends);
	if (!proc_have(argv[0])) {
		log_err("%s is not installed; run `make deps` or install qemu-system-x86", argv[0]);
		err = -ENOENT;
	} else if (err || pipe2(errs, O_CLOEXEC | O_NONBLOCK) || (g->pid = fork()) < 0) {
		err = err ? err : -errno;
		log_err("cannot start a guest: %s", strerror(-err));
	}
	if (!err && !g->pid)
		guest_exec(argv, parent, ends, errs[1]);
	argv_free(argv);
	if (errs[1] >= 0)
		close(errs[1]);
	for (int i = QEMU_COMMAND_FD; i < QEMU_FD_END; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	g->stderr_fd = errs[0];
	g->console = str_dup("");
	g->results = str_dup("");
	g->errors = str_dup("");
	g->ended = err != 0;
	g->quiet_seconds = s->quiet_seconds ? s->quiet_seconds : 60;
	g->deadline = clock_seconds() + (s->boot_seconds ? s->boot_seconds : 60);
	return err;
}

void guest_wait(const struct guest *const *guests, size_t n, int ms)
{
	struct pollfd fds[GUEST_MAX];
	nfds_t used = 0;

	/* Memory files cannot be polled: what ends a wait early is a guest's end. */
	for (size_t i = 0; i < n && used < GUEST_MAX; i++)
		if (guests[i]->stderr_fd >= 0)
			fds[used++] = (struct pollfd){ .fd = guests[i]->stderr_fd, .events = POLLIN };
	poll(fds, used, ms);
}

/* Append @n bytes to a buffer that stays NUL-terminated. */
static void guest_keep(char **buf, size_t *len, const char *chunk, size_t n)
{
	*buf = mem_grow(*buf, *len + n + 1, 1);
	memcpy(*buf + *len, chunk, n);
	(*buf)[*len += n] = 0;
}

/* What QEMU wrote to a memory file since @seen. True if there was something. */
static bool guest_drain(int fd, off_t *seen, char **buf, size_t *len)
{
	char chunk[16384];
	bool any = false;
	ssize_t n;

	while (*len <= GUEST_CONSOLE_MAX && (n = pread(fd, chunk, sizeof(chunk), *seen)) > 0) {
		guest_keep(buf, len, chunk, (size_t)n);
		*seen += n;
		any = true;
	}
	return any;
}

static void guest_drain_stderr(struct guest *g)
{
	char chunk[4096];
	ssize_t n;

	while (g->stderr_fd >= 0 && (n = read(g->stderr_fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0)
			return;
		guest_keep(&g->errors, &g->errors_len, chunk, (size_t)n);
	}
	if (g->stderr_fd >= 0)
		close(g->stderr_fd);
	g->stderr_fd = -1;
}

bool guest_feed(struct guest *g, const char *data, size_t len, guest_line_fn line, void *ctx)
{
	char *start, *end;
	bool spoke = false;
	size_t used;

	g->results = mem_grow(g->results, g->results_len + len + 1, 1);
	memcpy(g->results + g->results_len, data, len);
	g->results[g->results_len += len] = 0;
	start = g->results;
	while ((end = memchr(start, '\n', g->results_len - (size_t)(start - g->results)))) {
		*end = 0;
		if (end > start && end[-1] == '\r')
			end[-1] = 0;
		spoke |= line(start, ctx);
		start = end + 1;
	}
	used = (size_t)(start - g->results);
	memmove(g->results, start, g->results_len - used + 1);
	g->results_len -= used;
	/* No message is that long: what a guest with damaged memory sends must not fill ours. */
	if (g->results_len > GUEST_LINE_MAX)
		g->results_len = 0;
	return spoke;
}

/* Messages, and nothing else, are a sign of life. */
static void guest_results(struct guest *g, guest_line_fn line, void *ctx)
{
	char *came = str_dup("");
	size_t len = 0;

	if (guest_drain(g->result_fd, &g->results_seen, &came, &len) && guest_feed(g, came, len, line, ctx)) {
		g->deadline = clock_seconds() + g->quiet_seconds;
		g->starved = guest_starved(g->pid);
	}
	free(came);
}

/* Everything that came since the last time. */
static void guest_read(struct guest *g, guest_line_fn line, void *ctx)
{
	guest_drain(g->console_fd, &g->console_seen, &g->console, &g->console_len);
	guest_drain_stderr(g);
	guest_results(g, line, ctx);
}

bool guest_pump(struct guest *g, guest_line_fn line, void *ctx)
{
	int status;

	if (g->ended)
		return false;
	guest_read(g, line, ctx);
	if (!g->timed_out && !g->flooded && clock_seconds() > g->deadline &&
	    guest_silent(g, clock_seconds(), guest_starved(g->pid))) {
		g->timed_out = true;
		kill(g->pid, SIGKILL);
	}
	if (!g->timed_out && !g->flooded && g->console_len > GUEST_CONSOLE_MAX) {
		g->flooded = true;
		kill(g->pid, SIGKILL);
	}
	if (waitpid(g->pid, &status, WNOHANG) != g->pid)
		return true;
	g->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	/* What QEMU wrote before it ended may not have been read yet. */
	guest_read(g, line, ctx);
	g->ended = true;
	return false;
}

static void guest_kill(struct guest *g)
{
	int status;

	if (g->ended || g->pid <= 0)
		return;
	kill(g->pid, SIGKILL);
	while (waitpid(g->pid, &status, 0) < 0 && errno == EINTR)
		;
}

void guest_retire(struct guest *g, guest_line_fn line, void *ctx)
{
	if (g->ended)
		return;
	guest_kill(g);
	guest_read(g, line, ctx);
	g->status = 0;
	g->ended = true;
}

void guest_stop(struct guest *g)
{
	int *const fds[] = { &g->console_fd, &g->result_fd, &g->stderr_fd, &g->command_fd,
			     &g->monitor_fd };

	guest_kill(g);
	g->ended = true;
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	free(g->console);
	free(g->results);
	free(g->errors);
	g->console = g->results = g->errors = NULL;
}

char *qemu_version(void)
{
	const char *const argv[] = { QEMU_BINARY, "--version", NULL };
	char *out = NULL, *version = NULL, *at;

	if (proc_run(argv, &(struct proc_opts){ .out = &out }) == 0 && out &&
	    (at = strstr(out, "version ")))
		version = str_fmt("%.*s", (int)strcspn(at + 8, " \n("), at + 8);
	free(out);
	return version;
}
