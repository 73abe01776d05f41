// SPDX-License-Identifier: GPL-2.0-only
/*
 * caps - which capabilities a task needs to load a collector, attach it and read what it saw.
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"
#include "files.h"
#include "reach/caps.h"

#define CAPS_NOBODY 65534
#define CAPS_OPS    101

/* By number, as the kernel's interface has them for ever. */
static const char *const cap_names[] = {
	"chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
	"linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock",
	"ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin",
	"sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease",
	"audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm",
	"block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore",
};

const char *cap_name(int cap)
{
	return cap >= 0 && cap < (int)ARRAY_SIZE(cap_names) ? cap_names[cap] : NULL;
}

static int caps_last(void)
{
	char *line = file_line("/proc/sys/kernel/cap_last_cap");
	int last = line ? atoi(line) : (int)ARRAY_SIZE(cap_names) - 1;

	free(line);
	return last < CAPS_MAX - 1 ? last : CAPS_MAX - 2;
}

u64 caps_all(void)
{
	return (2ULL << caps_last()) - 1;
}

static u64 caps_mask(const int *order, int n)
{
	u64 mask = 0;

	for (int i = 0; i < n; i++)
		mask |= 1ULL << order[i];
	return mask;
}

u64 caps_least(caps_try work, void *ctx, u64 have, const int *order, int n, unsigned int *attempts)
{
	u64 less = have & ~caps_mask(order, n);

	if (less == have)
		return have;
	++*attempts;
	if (work(ctx, less, NULL))
		return less;
	if (n == 1)
		return have;
	have = caps_least(work, ctx, have, order, n / 2, attempts);
	return caps_least(work, ctx, have, order + n / 2, n - n / 2, attempts);
}

/* Become nobody with these capabilities. 0 or -errno. */
static int caps_become(u64 caps)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	struct rlimit lock;

	/* This process may have raised it already; one that starts with nothing has what process 1 has. */
	if (!prlimit(1, RLIMIT_MEMLOCK, NULL, &lock))
		setrlimit(RLIMIT_MEMLOCK, &lock);
	if (prctl(PR_SET_KEEPCAPS, 1) || setgroups(0, NULL) ||
	    setresgid(CAPS_NOBODY, CAPS_NOBODY, CAPS_NOBODY) ||
	    setresuid(CAPS_NOBODY, CAPS_NOBODY, CAPS_NOBODY))
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		data[i].permitted = data[i].effective = (u32)(caps >> 32 * i);
	if (syscall(SYS_capset, &head, data))
		return -errno;
	/* Who changed its identity may not look into its own /proc otherwise. */
	prctl(PR_SET_DUMPABLE, 1);
	return 0;
}

/* Load, attach, read, and see what happened. 0 or -errno with run->reason. */
static int caps_collect(struct cell_run *run)
{
	const struct backend *b = run->cell.backend;
	struct worker worker = { .fd = -1 };
	struct counters before, after;
	u64 want = CAPS_OPS * run->cell.workload->events[run->cell.hook->event];
	int err = b->attach(run);

	if (!err)
		err = b->read(run, &before);
	if (!err && run->cell.workload->run(&worker, CAPS_OPS))
		err = cell_reason(run, -EIO, "the workload failed");
	if (!err)
		err = b->read(run, &after);
	/* Reading is a system call, which a tracepoint sees as well. */
	if (!err && after.seen - before.seen < want)
		err = cell_reason(run, -EIO, "%llu events made, %llu seen", (unsigned long long)want,
				  (unsigned long long)(after.seen - before.seen));
	if (b->detach(run) && !err)
		err = -EIO;
	return err;
}

/* An attempt: who makes it, and what came of it. */
struct caps_attempt {
	struct cell_run *run;
	bool root;
	unsigned int n;
};

static void caps_child(const struct caps_attempt *a, u64 caps, int out)
{
	struct cell_run run = { .cell = a->run->cell, .record = json_object() };
	int err = a->root ? 0 : caps_become(caps);

	if (err)
		cell_reason(&run, err, "taking capabilities away: %s", strerror(-err));
	else
		err = caps_collect(&run);
	if (err)
		dprintf(out, "%s", run.reason && *run.reason ? run.reason : strerror(-err));
	_exit(err != 0);
}

static bool caps_attempt_made(void *ctx, u64 caps, char **why)
{
	struct caps_attempt *a = ctx;
	char said[1024];
	int fds[2], status = -1;
	ssize_t n = 0, got;
	pid_t pid;

	if (pipe(fds))
		return false;
	pid = fork();
	if (!pid)
		caps_child(a, caps, fds[1]);
	close(fds[1]);
	while (pid > 0 && n < (ssize_t)sizeof(said) - 1 &&
	       ((got = read(fds[0], said + n, sizeof(said) - 1 - (size_t)n)) > 0))
		n += got;
	close(fds[0]);
	said[n] = 0;
	while (pid > 0 && waitpid(pid, &status, 0) != pid && errno == EINTR)
		;
	if (status) {
		/* A module whose loader could not finish stays loaded. */
		backend_sweep_modules();
		if (why)
			*why = *said ? str_dup(said) : str_fmt("it died: wait status %d", status);
	}
	/* So many attempts take longer than a guest may be silent. */
	if (!(++a->n % 16))
		cell_note(a->run, json_pack("{s:i}", "attempts", (int)a->n));
	return !status;
}

static json_t *caps_names(u64 caps)
{
	json_t *names = json_array();

	for (int c = 0; c < CAPS_MAX; c++)
		if (caps >> c & 1)
			json_array_append_new(names, cap_name(c) ? json_string(cap_name(c)) :
						     json_sprintf("capability %d", c));
	return names;
}

/*
 * The words of each refusal: what is taken away alone is taken from all, and only where something else does
 * in its place, from the set.
 */
static void caps_refusals(struct caps_attempt *a, u64 set, json_t *refusals)
{
	for (int c = 0; c < CAPS_MAX; c++) {
		char *why = NULL;
		bool all = true;

		if (!(set >> c & 1))
			continue;
		if (caps_attempt_made(a, caps_all() & ~(1ULL << c), &why)) {
			all = false;
			if (caps_attempt_made(a, set & ~(1ULL << c), &why))
				continue;
		}
		json_array_append_new(refusals,
				      json_pack("{s:s, s:o, s:s}", "without", cap_name(c) ? cap_name(c) : "?", "of",
						all ? json_string("all") : caps_names(set), "evidence", why));
		free(why);
	}
}

/*
 * Two orders: what is broad goes first, so that the narrow ones remain, and the reverse. What one kernel
 * asks for alternatives of has two smallest sets.
 */
static void caps_orders(int orders[2][CAPS_MAX], int *n)
{
	static const int broad[] = { CAP_SYS_ADMIN, CAP_DAC_OVERRIDE };
	int last = caps_last();

	*n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(broad); i++)
		orders[0][(*n)++] = broad[i];
	for (int c = 0; c <= last; c++)
		if (c != broad[0] && c != broad[1])
			orders[0][(*n)++] = c;
	for (int i = 0; i < *n; i++)
		orders[1][i] = orders[0][*n - 1 - i];
}

static json_t *caps_tried(struct cell_run *run, struct caps_attempt *a, bool *works)
{
	char *why = NULL;
	json_t *tried;

	*works = caps_attempt_made(a, caps_all(), &why);
	tried = json_pack("{s:s, s:b, s:s}", "mech", run->cell.mech->name, "works", *works, "evidence",
			  why ? why : "");
	free(why);
	return tried;
}

json_t *caps_as_root(struct cell_run *run)
{
	struct caps_attempt a = { .run = run, .root = true };
	bool works;

	return caps_tried(run, &a, &works);
}

json_t *caps_privileges(struct cell_run *run)
{
	struct caps_attempt a = { .run = run };
	json_t *sets = json_array(), *refusals = json_array(), *tried;
	int orders[2][CAPS_MAX], n;
	unsigned int attempts = 0;
	u64 set[2];
	bool works;

	caps_orders(orders, &n);
	tried = caps_tried(run, &a, &works);
	for (int i = 0; works && i < 2; i++) {
		set[i] = caps_least(caps_attempt_made, &a, caps_all(), orders[i], n, &attempts);
		if (i && set[1] == set[0])
			continue;
		json_array_append_new(sets, caps_names(set[i]));
		caps_refusals(&a, set[i], refusals);
	}
	json_object_set_new(tried, "sets", sets);
	json_object_set_new(tried, "refusals", refusals);
	json_object_set_new(tried, "attempts", json_integer((json_int_t)a.n));
	return tried;
}
