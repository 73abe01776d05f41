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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"
#include "vm/qemu.h"

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

/* A growing argument vector. */
struct argv {
	char **v;
	size_t n;
};

static void argv_add(struct argv *a, char *owned)
{
	a->v = mem_grow(a->v, a->n + 2, sizeof(*a->v));
	a->v[a->n++] = owned;
	a->v[a->n] = NULL;
}

static void argv_adds(struct argv *a, const char *words)
{
	char *copy = str_dup(words), *save = NULL;

	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv_add(a, str_dup(w));
	free(copy);
}

void argv_free(char **argv)
{
	for (char **p = argv; p && *p; p++)
		free(*p);
	free(argv);
}

void guest_cmdline(struct guest_spec *spec, const char *fmt, ...)
{
	va_list ap;
	char *more;

	va_start(ap, fmt);
	if (vasprintf(&more, fmt, ap) < 0)
		abort();
	va_end(ap);
	text_add(&spec->cmdline_extra, "%s%s", spec->cmdline_extra ? " " : "", more);
	free(more);
}

/* Descriptor numbers the serial lines have inside QEMU. */
#define QEMU_CONSOLE_FD 3
#define QEMU_RESULT_FD	4

/*
 * A kernel learns the speed of its APIC's timer by reading the clock for 220 ms, which an emulator that
 * counts instructions cannot do in large steps: it took 4 of a boot's 10 seconds. With one CPU the
 * HPET serves as well. With more, each needs its own timer.
 */
static const char *guest_timer(const struct guest_spec *s)
{
	return s->accel == ACCEL_ICOUNT && s->cpus <= 1 ? " nolapic_timer no_timer_check" : "";
}

char **guest_argv(const struct guest_spec *s)
{
	struct argv a = { 0 };

	argv_adds(&a, QEMU_BINARY " -M pc -nodefaults -no-user-config -display none -no-reboot");
	if (s->accel == ACCEL_KVM)
		argv_adds(&a, "-accel kvm");
	else if (s->accel == ACCEL_ICOUNT)
		argv_adds(&a, "-accel tcg -icount shift=0,sleep=off");
	else /* one thread: kernels that patch their own text crash under multi-threaded TCG */
		argv_adds(&a, "-accel tcg,thread=single");
	argv_adds(&a, "-cpu");
	argv_add(&a, str_dup(s->cpu ? s->cpu : s->accel == ACCEL_KVM ? "host" : GUEST_CPU));
	argv_adds(&a, "-smp");
	argv_add(&a, str_fmt("%u", s->cpus ? s->cpus : 1));
	argv_adds(&a, "-m");
	argv_add(&a, str_fmt("%u", s->memory_mib ? s->memory_mib : 512));
	if (s->bit_exact)
		argv_adds(&a, "-seed 1 -rtc base=2020-01-01,clock=vm");
	argv_adds(&a, "-kernel");
	argv_add(&a, str_dup(s->vmlinuz ? s->vmlinuz : ""));
	argv_adds(&a, "-initrd");
	argv_add(&a, str_dup(s->initramfs ? s->initramfs : ""));
	argv_adds(&a, "-append");
	argv_add(&a, str_fmt("console=ttyS0 panic=-1 rdinit=/init%s%s%s%s", guest_timer(s),
			     s->bit_exact ? " nokaslr" : "", s->cmdline_extra ? " " : "",
			     s->cmdline_extra ? s->cmdline_extra : ""));
	argv_adds(&a, "-chardev");
	argv_add(&a, str_fmt("file,id=console,path=/proc/self/fd/%d", QEMU_CONSOLE_FD));
	argv_adds(&a, "-serial chardev:console -chardev");
	argv_add(&a, str_fmt("file,id=result,path=/proc/self/fd/%d", QEMU_RESULT_FD));
	argv_adds(&a, "-serial chardev:result");
	if (s->qemu_extra)
		argv_adds(&a, s->qemu_extra);
	return a.v;
}

char *guest_key(const struct guest_spec *spec)
{
	char **argv = guest_argv(spec), *key = str_fmt("%u %u", spec->boot_seconds, spec->quiet_seconds);

	for (char **a = argv; *a; a++)
		text_add(&key, " %s", *a);
	argv_free(argv);
	return key;
}

/* In the child: give the ends their numbers, keep nothing else, become QEMU. */
static void guest_exec(char **argv, pid_t parent, int console, int result, int err)
{
	int null = open("/dev/null", O_RDWR), high_console, high_result;

	proc_child_setup(parent);
	/* Its own group: a terminal's Ctrl-C is for us, who then stop the guest in good order. */
	setpgid(0, 0);
	high_console = fcntl(console, F_DUPFD, 10);
	high_result = fcntl(result, F_DUPFD, 10);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	dup2(high_console, QEMU_CONSOLE_FD);
	dup2(high_result, QEMU_RESULT_FD);
	close_range(QEMU_RESULT_FD + 1, ~0U, 0);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

int guest_start(struct guest *g, const struct guest_spec *s)
{
	int errs[2] = { -1, -1 }, err = 0;
	char **argv = guest_argv(s);
	pid_t parent = getpid();

	memset(g, 0, sizeof(*g));
	g->console_fd = memfd_create("console", MFD_CLOEXEC);
	g->result_fd = memfd_create("result", MFD_CLOEXEC);
	if (!proc_have(argv[0])) {
		log_err("%s is not installed; run `make deps` or install qemu-system-x86", argv[0]);
		err = -ENOENT;
	} else if (g->console_fd < 0 || g->result_fd < 0 || pipe2(errs, O_CLOEXEC | O_NONBLOCK) ||
		   (g->pid = fork()) < 0) {
		err = -errno;
		log_err("cannot start a guest: %s", strerror(-err));
	}
	if (!err && !g->pid)
		guest_exec(argv, parent, g->console_fd, g->result_fd, errs[1]);
	argv_free(argv);
	if (errs[1] >= 0)
		close(errs[1]);
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

	while ((n = pread(fd, chunk, sizeof(chunk), *seen)) > 0) {
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

	if (guest_drain(g->result_fd, &g->results_seen, &came, &len) && guest_feed(g, came, len, line, ctx))
		g->deadline = clock_seconds() + g->quiet_seconds;
	free(came);
}

bool guest_pump(struct guest *g, guest_line_fn line, void *ctx)
{
	int status;

	if (g->ended)
		return false;
	guest_drain(g->console_fd, &g->console_seen, &g->console, &g->console_len);
	guest_drain_stderr(g);
	guest_results(g, line, ctx);
	if (!g->timed_out && clock_seconds() > g->deadline) {
		g->timed_out = true;
		kill(g->pid, SIGKILL);
	}
	if (waitpid(g->pid, &status, WNOHANG) != g->pid)
		return true;
	g->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	/* What QEMU wrote before it ended may not have been read yet. */
	guest_drain(g->console_fd, &g->console_seen, &g->console, &g->console_len);
	guest_drain_stderr(g);
	guest_results(g, line, ctx);
	g->ended = true;
	return false;
}

void guest_stop(struct guest *g)
{
	int *const fds[] = { &g->console_fd, &g->result_fd, &g->stderr_fd };
	int status;

	if (!g->ended && g->pid > 0) {
		kill(g->pid, SIGKILL);
		while (waitpid(g->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
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
