// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpftrace - the collector as the one-liner that a user would type, run by bpftrace itself.
 *
 * The yardstick of the eBPF arm: were our own program dearer than what everybody's tool makes of
 * `@ = count()`, it would be a strawman. The kernel, not bpftrace, is asked what is attached and what
 * was counted: which program hangs on which of its descriptors, and the map of that program. Once it
 * is attached, bpftrace is stopped (SIGSTOP), so that its own main loop neither costs instructions nor
 * makes system calls that its own tracepoint counts.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "backend.h"
#include "bpfprog.h"
#include "files.h"
#include "proc.h"

#define BPFTRACE_POLL_MS   20
#define BPFTRACE_START_MS  60000 /* guest time; LLVM takes some 1 to 3 s of it */
#define BPFTRACE_END_MS	   10000
#define BPFTRACE_KEY_BYTES 64

struct bpftrace_arm {
	pid_t pid;   /* 0: not running */
	int said;    /* memory file: all that it wrote; -1: none */
	int prog;    /* -1: none */
	int map;     /* of the counter; -1: none */
	u64 *values; /* one per possible CPU */
	int cpus;
	u64 last;    /* latest reading, to judge what bpftrace prints at its end */
};

static void bpftrace_sleep(void)
{
	const struct timespec t = { .tv_nsec = BPFTRACE_POLL_MS * 1000 * 1000 };

	nanosleep(&t, NULL);
}

/* All that it wrote so far, on one line; caller frees. */
static char *bpftrace_words(const struct bpftrace_arm *arm)
{
	char text[2048];
	ssize_t n = arm->said < 0 ? 0 : pread(arm->said, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = 0;
	while (n > 0 && strchr(" \n", text[n - 1]))
		text[--n] = 0;
	for (char *p = text; (p = strchr(p, '\n'));)
		*p = ' ';
	return str_dup(*text ? text : "it said nothing");
}

static int bpftrace_fail(struct cell_run *run, int err, const char *what)
{
	char *words = bpftrace_words(run->arm);

	cell_reason(run, err, "bpftrace %s: %s", what, words);
	free(words);
	return err;
}

/* The whole program; before the colon stands the mechanism's name in bpftrace's language. */
static char *bpftrace_source(const struct cell *c)
{
	const char *target = backend_target(c), *colon = strchr(target, ':');

	if (colon && !strcmp(c->mech->name, "raw_tp"))
		target = colon + 1;
	return str_fmt("%s:%s { %s}", c->mech->program, target,
		       c->collector->counts ? "@ = count(); " : "");
}

static int bpftrace_start(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	char *source = bpftrace_source(&run->cell);
	pid_t parent = getpid();
	int null, err = 0;

	arm->said = memfd_create("bpftrace", MFD_CLOEXEC);
	if (arm->said >= 0)
		arm->pid = fork();
	if (arm->said < 0 || arm->pid < 0) {
		err = cell_reason(run, -errno, "starting bpftrace: %s", strerror(errno));
		arm->pid = 0;
	} else if (!arm->pid) {
		proc_child_setup(parent);
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(null, STDIN_FILENO);
		dup2(arm->said, STDOUT_FILENO);
		dup2(arm->said, STDERR_FILENO);
		execlp("bpftrace", "bpftrace", "-e", source, NULL);
		dprintf(STDERR_FILENO, "%s", strerror(errno));
		_exit(127);
	}
	free(source);
	return err;
}

/* Id of the program that hangs on descriptor @fd of process @pid, 0 if none does. */
static u32 bpftrace_fd_prog(pid_t pid, int fd)
{
	u32 len = 0, id = 0, type;
	__u64 offset, address;
	char *path, *text, *at;

	/* Perf events answer here, tracing links only in fdinfo. */
	if (!bpf_task_fd_query(pid, fd, 0, NULL, &len, &id, &type, &offset, &address))
		return id;
	path = str_fmt("/proc/%d/fdinfo/%d", (int)pid, fd);
	if (!file_read(path, &text, NULL)) {
		/* The program's own descriptor names it too, and is no attachment. */
		at = strstr(text, "link_type:") ? strstr(text, "prog_id:") : NULL;
		if (at)
			id = (u32)strtoul(at + strlen("prog_id:"), NULL, 10);
		free(text);
	}
	free(path);
	return id;
}

static u32 bpftrace_attached(pid_t pid)
{
	char *path = str_fmt("/proc/%d/fd", (int)pid);
	DIR *d = opendir(path);
	u32 id = 0;

	for (struct dirent *e; d && !id && (e = readdir(d));)
		if (*e->d_name != '.')
			id = bpftrace_fd_prog(pid, atoi(e->d_name));
	if (d)
		closedir(d);
	free(path);
	return id;
}

/* Attaching is several system calls; its main loop comes after all of them and waits in epoll. */
static bool bpftrace_waits(pid_t pid)
{
	char *path = str_fmt("/proc/%d/syscall", (int)pid), *line = file_line(path);
	long nr = line ? strtol(line, NULL, 10) : -1;
	bool waits = nr == SYS_epoll_pwait;

#ifdef SYS_epoll_wait
	waits |= nr == SYS_epoll_wait;
#endif
	free(line);
	free(path);
	return waits;
}

/* It ended before anything was attached: the mechanism is unknown to its version, or it failed. */
static int bpftrace_gave_up(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	char *words = bpftrace_words(arm);

	arm->pid = 0;
	/* Debian's 0.17 has no raw tracepoints; 0.18 does (bpftrace pull request 2542). */
	if (strstr(words, "Invalid probe type"))
		cell_end(run, OUTCOME_SKIP, "this version of bpftrace has no probe type %s",
			 run->cell.mech->program);
	else
		cell_reason(run, -EIO, "bpftrace gave up: %s", words);
	free(words);
	return -EIO;
}

/* Wait until the probe is attached, then stop the process; @id is the program's. */
static int bpftrace_wait(struct cell_run *run, u32 *id)
{
	struct bpftrace_arm *arm = run->arm;
	int status;

	for (int ms = 0; ms < BPFTRACE_START_MS; ms += BPFTRACE_POLL_MS) {
		if (waitpid(arm->pid, &status, WNOHANG) == arm->pid)
			return bpftrace_gave_up(run);
		*id = bpftrace_waits(arm->pid) ? bpftrace_attached(arm->pid) : 0;
		if (*id) {
			kill(arm->pid, SIGSTOP);
			waitpid(arm->pid, &status, WUNTRACED);
			return WIFSTOPPED(status) ? 0 : bpftrace_fail(run, -EIO, "did not stop");
		}
		bpftrace_sleep();
	}
	return bpftrace_fail(run, -ETIMEDOUT, "attached nothing");
}

/* The one map of the program: its counter. */
static int bpftrace_find_map(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	struct bpf_map_info map = { 0 };
	u32 ids[2], len;
	struct bpf_prog_info prog = { .nr_map_ids = ARRAY_SIZE(ids), .map_ids = (u64)(uintptr_t)ids };

	len = sizeof(prog);
	if (bpf_obj_get_info_by_fd(arm->prog, &prog, &len) || prog.nr_map_ids != 1)
		return cell_reason(run, -ENOENT, "bpftrace's program has %u maps, not the one counter",
				   prog.nr_map_ids);
	arm->map = bpf_map_get_fd_by_id(ids[0]);
	len = sizeof(map);
	if (arm->map < 0 || bpf_obj_get_info_by_fd(arm->map, &map, &len))
		return cell_reason(run, -errno, "opening bpftrace's map: %s", strerror(errno));
	if ((map.type != BPF_MAP_TYPE_PERCPU_HASH && map.type != BPF_MAP_TYPE_PERCPU_ARRAY) ||
	    map.key_size > BPFTRACE_KEY_BYTES || map.value_size != sizeof(*arm->values))
		return cell_reason(run, -EPROTO, "bpftrace counts in a map of type %u, key %u, value %u "
				   "bytes: this arm cannot read it", map.type, map.key_size,
				   map.value_size);
	arm->cpus = libbpf_num_possible_cpus();
	if (arm->cpus < 1)
		return cell_reason(run, -EIO, "the number of possible CPUs is unknown");
	arm->values = mem_alloc((size_t)arm->cpus, sizeof(*arm->values));
	return 0;
}

static int bpftrace_attach(struct cell_run *run)
{
	struct bpftrace_arm *arm = mem_alloc(1, sizeof(*arm));
	u32 id;
	int err;

	arm->said = arm->prog = arm->map = -1;
	run->arm = arm;
	err = bpftrace_start(run);
	if (!err)
		err = bpftrace_wait(run, &id);
	if (err)
		return err;
	arm->prog = bpf_prog_get_fd_by_id(id);
	if (arm->prog < 0)
		return cell_reason(run, -errno, "opening bpftrace's program: %s", strerror(errno));
	return run->cell.collector->counts ? bpftrace_find_map(run) : 0;
}

static int bpftrace_read(struct cell_run *run, struct counters *c)
{
	static const char key[BPFTRACE_KEY_BYTES]; /* `@` has no key: all zero */
	struct bpftrace_arm *arm = run->arm;
	int err = bpfprog_lost(arm->prog, &c->lost);

	c->seen = 0;
	if (!err && arm->map >= 0) {
		/* Until the first event a hash map does not hold the key. */
		err = bpf_map_lookup_elem(arm->map, key, arm->values) ? -errno : 0;
		for (int i = 0; !err && i < arm->cpus; i++)
			c->seen += arm->values[i];
		err = err == -ENOENT ? 0 : err;
		arm->last = c->seen;
	}
	return err ? cell_reason(run, err, "reading bpftrace's counter: %s", strerror(-err)) : 0;
}

static u64 bpftrace_handler(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	u64 address;

	return bpfprog_address(arm->prog, &address) ? 0 : address;
}

static void bpftrace_describe(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	char *source = bpftrace_source(&run->cell);

	bpfprog_describe(arm->prog, run->record);
	json_object_set_new(run->record, "source", json_string(source));
	free(source);
}

/* Let it end as it does for its users, Ctrl-C; then it prints its maps. */
static int bpftrace_end(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	pid_t pid = arm->pid;
	int status = 0;

	arm->pid = 0;
	kill(pid, SIGINT);
	kill(pid, SIGCONT);
	for (int ms = 0; ms < BPFTRACE_END_MS; ms += BPFTRACE_POLL_MS) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) && !WEXITSTATUS(status) ?
				       0 : bpftrace_fail(run, -EIO, "ended badly");
		bpftrace_sleep();
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return bpftrace_fail(run, -ETIMEDOUT, "did not end on SIGINT and was killed");
}

/* What bpftrace tells its user must be what was read from its map, and what was counted since. */
static int bpftrace_check_total(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	char *words = bpftrace_words(arm), *at = strstr(words, "@: ");
	u64 total = at ? strtoull(at + strlen("@: "), NULL, 10) : 0;
	int err = 0;

	if (!at || total < arm->last)
		err = cell_reason(run, -EPROTO, "its map held %llu events, but bpftrace says: %s",
				  (unsigned long long)arm->last, words);
	free(words);
	return err;
}

static int bpftrace_detach(struct cell_run *run)
{
	struct bpftrace_arm *arm = run->arm;
	int err = 0;

	if (!arm)
		return 0;
	if (arm->pid) {
		err = bpftrace_end(run);
		if (!err && arm->map >= 0)
			err = bpftrace_check_total(run);
	}
	if (arm->said >= 0)
		close(arm->said);
	if (arm->prog >= 0)
		close(arm->prog);
	if (arm->map >= 0)
		close(arm->map);
	free(arm->values);
	free(arm);
	run->arm = NULL;
	return err;
}

static const char *const bpftrace_collectors[] = { "null", "count", NULL };

const struct backend backend_bpftrace = {
	.name = "bpftrace",
	.summary = "the collector as a bpftrace one-liner (only with --with bpftrace)",
	.needs = { .root = true, .program = "bpftrace" },
	.optional = true,
	.collectors = bpftrace_collectors,
	.attach = bpftrace_attach,
	.read = bpftrace_read,
	.handler = bpftrace_handler,
	.describe = bpftrace_describe,
	.detach = bpftrace_detach,
};
