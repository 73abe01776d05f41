// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest - this binary as process 1 of a guest: mount, run the plan's cells, report, power off.
 *
 * The cells run in a child, so that a crash of theirs is reported by process 1 instead of being a
 * panic of the kernel for want of an init.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <probebench/abi.h>

#include "cell.h"
#include "clock.h"
#include "env.h"
#include "files.h"
#include "guest.h"
#include "guest_cpus.h"
#include "health.h"
#include "measure.h"
#include "record.h"
#include "registry.h"

static int guest_wire = -1;

/* Send one message and release it. */
static void guest_send(json_t *msg)
{
	char *text = json_dumps(msg, JSON_COMPACT), *p = text;
	size_t left = text ? strlen(text) + 1 : 0;

	if (text)
		text[left - 1] = '\n';
	while (left) {
		ssize_t n = write(guest_wire, p, left);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			p += n;
			left -= (size_t)n;
		}
	}
	tcdrain(guest_wire);
	free(text);
	json_decref(msg);
}

static void guest_error(const char *what)
{
	guest_send(json_pack("{s:s, s:s}", "msg", "error", "text", what));
}

static void guest_note(struct cell_run *run, json_t *note)
{
	guest_send(json_pack("{s:s, s:i, s:o}", "msg", "note", "index", run->index, "note", note));
}

static void guest_health(struct health *h, struct cell_run *run)
{
	enum outcome o;
	char *why;

	h->allowed = run->cell.experiment->taints;
	o = health_judge(h, &why);

	if (o != OUTCOME_OK)
		cell_end(run, o, "%s", why);
	free(why);
}

/* Harm on purpose, for the tests of what happens when a guest dies. Only ever in a guest. */
static void guest_sabotage(const char *how)
{
	const char *key = !strcmp(how, "panic") ? "c" : !strcmp(how, "reboot") ? "b" : NULL;
	int fd = open("/proc/sysrq-trigger", O_WRONLY);

	if (!strcmp(how, "crash"))
		abort();
	while (!key)
		pause();
	if (write(fd, key, 1) < 0)
		guest_error("sysrq-trigger refused");
}

/*
 * Instructions executed so far. The clock counts on while the guest idles; the kernel says how long it
 * did, to a hundredth of a second, in which an idle guest's clock advances by ten million.
 */
static s64 guest_busy(void)
{
	char *line = file_line("/proc/uptime"), *idle = line ? strchr(line, ' ') : NULL;
	s64 idle_insns = idle ? (s64)(strtod(idle, NULL) * 1e9) : 0;

	free(line);
	return (s64)clock_read() - idle_insns;
}

static void guest_cell(const json_t *plan, size_t index, const json_t *entry, struct health *health,
		       const struct measure_opts *measure)
{
	const char *name = json_string_value(json_object_get(entry, "cell"));
	const char *sabotage = json_string_value(json_object_get(entry, "sabotage"));
	struct cell_run run = { .measure = measure,
				.note = guest_note,
				.index = (int)index,
				.repeat = (int)json_integer_value(json_object_get(entry, "repeat")),
				.boot = (int)json_integer_value(json_object_get(plan, "boot")) };
	s64 busy = guest_busy();
	u64 blocks = measure_total();
	char *why = NULL;

	guest_send(json_pack("{s:s, s:i}", "msg", "start", "index", (int)index));
	if (sabotage)
		guest_sabotage(sabotage);
	if (!name || cell_parse(name, &run.cell, &why)) {
		guest_error(why ? why : "a plan entry without a cell");
		free(why);
		return;
	}
	run.record = record_new(name, run.cell.experiment->profile);
	why = cell_unmet(&run.cell, needs_machine());
	if (why)
		cell_end(&run, OUTCOME_SKIP, "%s", why);
	else
		run.cell.experiment->run(&run);
	free(why);
	/* What a cell that may kill its guest does to the kernel is judged by its experiment. */
	if (run.outcome != OUTCOME_SKIP && !run.cell.experiment->alone)
		guest_health(health, &run);
	record_finish(&run);
	guest_send(json_pack("{s:s, s:i, s:I, s:I, s:o}", "msg", "cell", "index", (int)index, "busy_insn",
			     (json_int_t)(guest_busy() - busy), "block_insn",
			     (json_int_t)(measure_total() - blocks), "record", run.record));
	cell_free(&run.cell);
	free(run.reason);
}

static u64 guest_number(const json_t *plan, const char *key)
{
	return (u64)json_integer_value(json_object_get(json_object_get(plan, "measure"), key));
}

/* A serial line, as bytes: a terminal would turn every newline into two. */
static int guest_line(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios raw;

	if (fd < 0 || tcgetattr(fd, &raw))
		return fd;
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	return fd;
}

/* Say that the plan may come, and wait for it. The guest may be frozen meanwhile, many times. */
static json_t *guest_plan_later(json_error_t *bad)
{
	int fd = guest_line("/dev/ttyS2");
	char *text = str_dup(""), c;
	json_t *plan;
	size_t n = 0;

	guest_send(json_pack("{s:s}", "msg", "ready"));
	while (read(fd, &c, 1) == 1 && c != '\n') {
		text = mem_grow(text, n + 2, 1);
		text[n++] = c;
		text[n] = 0;
	}
	plan = json_loads(text, 0, bad);
	free(text);
	close(fd);
	return plan;
}

static int guest_run_plan(void)
{
	json_error_t bad;
	json_t *plan = json_load_file(PLAN_FILE, 0, &bad), *entry;
	struct measure_opts measure;
	struct health health;
	size_t i;

	guest_send(json_pack("{s:s, s:o}", "msg", "env", "env", env_kernel()));
	if (json_is_true(json_object_get(plan, "wait"))) {
		json_decref(plan);
		plan = guest_plan_later(&bad);
	}
	if (!plan) {
		guest_error(bad.text);
		return 1;
	}
	if (health_open(&health)) {
		guest_error("cannot watch /dev/kmsg and the taint flags");
		return 1;
	}
	measure.blocks = (unsigned int)guest_number(plan, "blocks");
	measure.target_insns = guest_number(plan, "target_insns");
	measure.seed = guest_number(plan, "seed");
	json_array_foreach(json_object_get(plan, "cells"), i, entry)
		guest_cell(plan, i, entry, &health, &measure);
	json_decref(plan);
	return 0;
}

static void guest_mount(void)
{
	static const char *const mounts[][3] = {
		{ "proc", "/proc", "proc" },
		{ "sysfs", "/sys", "sysfs" },
		{ "devtmpfs", "/dev", "devtmpfs" },
		{ "debugfs", "/sys/kernel/debug", "debugfs" },
		{ "tracefs", "/sys/kernel/tracing", "tracefs" },
		{ "tmpfs", "/tmp", "tmpfs" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++)
		if (mount(mounts[i][0], mounts[i][1], mounts[i][2], 0, NULL))
			fprintf(stderr, "probebench: mounting %s: %s\n", mounts[i][1], strerror(errno));
}

bool guest_is_init(void)
{
	return getpid() == 1 && file_exists(GUEST_MARK);
}

void guest_init(void)
{
	struct utsname u;
	int status = 0;
	pid_t pid;

	guest_mount();
	guest_cpus_start();
	guest_wire = guest_line("/dev/ttyS1");
	uname(&u);
	guest_send(json_pack("{s:s, s:i, s:s}", "msg", "hello", "abi", PB_ABI, "release", u.release));
	pid = fork();
	if (!pid)
		_exit(guest_run_plan());
	while (waitpid(pid, &status, 0) != pid && errno == EINTR)
		;
	if (WIFSIGNALED(status)) {
		char *what = str_fmt("the runner died of signal %d", WTERMSIG(status));

		guest_error(what);
		free(what);
	} else if (!WEXITSTATUS(status)) {
		guest_send(json_pack("{s:s}", "msg", "bye"));
	}
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
