// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmod - a collector as a kernel module: loading attaches it, unloading detaches it.
 *
 * Counters are read from the module's parameters in /sys/module; one reading is one system call.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <probebench/hash.h>
#include <probebench/hist.h>

#include "backend.h"
#include "files.h"
#include "place.h"

static const char *kmod_dir = "/modules";

void backend_set_module_dir(const char *dir)
{
	kmod_dir = dir;
}

const char *backend_module_dir(void)
{
	return kmod_dir;
}

struct kmod_arm {
	bool loaded;
	int events_fd; /* -1 if the collector does not count */
	int lost_fd;
	int bytes_fd; /* -1 if it has no table */
};

static int kmod_open(struct cell_run *run, const char *param)
{
	char *path = str_fmt("/sys/module/pb_%s/parameters/%s", run->cell.collector->name, param);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fd = cell_reason(run, -errno, "%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

static int kmod_u64(struct cell_run *run, int fd, int base, u64 *value)
{
	char text[32];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return cell_reason(run, -EIO, "cannot read a counter of module pb_%s",
				   run->cell.collector->name);
	text[n] = 0;
	*value = strtoull(text, NULL, base);
	return 0;
}

/* The tracepoint's name without its group: modules look it up by name alone. */
static const char *kmod_target(const struct cell *c)
{
	const char *target = backend_target(c), *colon = strchr(target, ':');

	return colon ? colon + 1 : target;
}

/* What the module is told; caller frees; NULL after a reason. */
static char *kmod_args(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	int cpu = run->one_cpu ? (int)run->cpu : -1;
	char *file, *args;
	u64 offset;

	if (!backend_in_user(c))
		return str_fmt("mech=%s target=%s cpu=%d %s", c->mech->name, kmod_target(c), cpu,
			       run->module_args ? run->module_args : "");
	if (place_of(c->workload->own, &file, &offset)) {
		cell_reason(run, -ENOENT, "the function of %s lies in no file", c->workload->name);
		return NULL;
	}
	args = str_fmt("mech=%s target=\"%s\" offset=%llu cpu=%d %s", c->mech->name, file, (unsigned long long)offset,
		       cpu, run->module_args ? run->module_args : "");
	free(file);
	return args;
}

static int kmod_load(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	char *path = str_fmt("%s/pb_%s.ko", kmod_dir, c->collector->name);
	char *args = kmod_args(run);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (!args)
		err = -ENOENT;
	else if (fd < 0)
		err = cell_reason(run, -errno, "%s: %s", path, strerror(errno));
	else if (syscall(SYS_finit_module, fd, args, 0))
		err = cell_reason(run, -errno, "loading pb_%s with \"%s\": %s", c->collector->name,
				  args, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	free(args);
	return err;
}

static int kmod_attach(struct cell_run *run)
{
	struct kmod_arm *arm = mem_alloc(1, sizeof(*arm));
	int err;

	arm->events_fd = arm->lost_fd = arm->bytes_fd = -1;
	run->arm = arm;
	err = kmod_load(run);
	if (err)
		return err;
	arm->loaded = true;
	cell_step(run, LIFE_LOAD);
	arm->lost_fd = kmod_open(run, "lost");
	if (arm->lost_fd < 0)
		return arm->lost_fd;
	if (!run->cell.collector->counts)
		return 0;
	arm->events_fd = kmod_open(run, "events");
	if (arm->events_fd < 0 || !run->cell.collector->table)
		return arm->events_fd < 0 ? arm->events_fd : 0;
	arm->bytes_fd = kmod_open(run, "bytes");
	return arm->bytes_fd < 0 ? arm->bytes_fd : 0;
}

static int kmod_read(struct cell_run *run, struct counters *c)
{
	struct kmod_arm *arm = run->arm;
	int err = kmod_u64(run, arm->lost_fd, 10, &c->lost);

	c->seen = c->bytes = 0;
	if (!err && arm->events_fd >= 0)
		err = kmod_u64(run, arm->events_fd, 10, &c->seen);
	if (!err && arm->bytes_fd >= 0)
		err = kmod_u64(run, arm->bytes_fd, 10, &c->bytes);
	return err;
}

static u64 kmod_handler(struct cell_run *run)
{
	int fd = kmod_open(run, "handler");
	u64 address = 0;

	if (fd < 0)
		return 0;
	kmod_u64(run, fd, 10, &address);
	close(fd);
	return address;
}

static int kmod_set(struct cell_run *run, const char *name, s64 value)
{
	char *path = str_fmt("/sys/module/pb_%s/parameters/%s", run->cell.collector->name, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || dprintf(fd, "%lld", (long long)value) < 0)
		err = cell_reason(run, -errno, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static int kmod_feed(struct cell_run *run, const u64 *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (kmod_set(run, "feed", (s64)events[i]))
			return -EIO;
	return 0;
}

static int kmod_tasks(struct cell_run *run, struct task_count *tasks, size_t max)
{
	const char *path = "/sys/kernel/debug/" PB_HASH_FILE;
	char *text;
	size_t len, n = 0;
	int err = file_read(path, &text, &len);

	if (err)
		return cell_reason(run, err, "%s: %s", path, strerror(-err));
	for (size_t at = 0; at + sizeof(struct pb_hash_place) <= len && n < max;
	     at += sizeof(struct pb_hash_place)) {
		struct pb_hash_place p;

		memcpy(&p, text + at, sizeof(p));
		if (p.key & PB_HASH_LIVE)
			tasks[n++] = (struct task_count){ p.key & ~PB_HASH_LIVE, p.count.events,
							  p.count.bytes };
	}
	free(text);
	return (int)n;
}

static int kmod_stacks(struct cell_run *run, struct stack_count *stacks, size_t max)
{
	const char *path = "/sys/kernel/debug/" PB_STACK_FILE;
	struct pb_stack_place p;
	size_t len, n = 0;
	char *text;
	int err = file_read(path, &text, &len);

	if (err)
		return cell_reason(run, err, "%s: %s", path, strerror(-err));
	for (size_t at = 0; at + sizeof(p) <= len && n < max; at += sizeof(p)) {
		memcpy(&p, text + at, sizeof(p));
		if (!p.count)
			continue;
		stacks[n].count = p.count;
		memcpy(stacks[n++].frames, p.stack.frames, sizeof(p.stack.frames));
	}
	free(text);
	return (int)n;
}

static int kmod_evict(struct cell_run *run, u32 pid)
{
	return kmod_set(run, "evict", pid);
}

static int kmod_buckets(struct cell_run *run, u64 *buckets)
{
	int fd = kmod_open(run, "buckets");
	char text[4096], *at = text;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return cell_reason(run, -EIO, "cannot read the buckets of the module");
	text[n] = 0;
	for (int i = 0; i < PB_HIST_BUCKETS; i++)
		buckets[i] = strtoull(at, &at, 10);
	return 0;
}

static void kmod_describe(struct cell_run *run)
{
	char *path = str_fmt("/sys/module/pb_%s/coresize", run->cell.collector->name);
	char *size = file_line(path);

	if (size)
		json_object_set_new(run->record, "footprint",
				    json_pack("{s:i}", "module_bytes", (int)strtol(size, NULL, 10)));
	free(size);
	free(path);
}

static int kmod_detach(struct cell_run *run)
{
	struct kmod_arm *arm = run->arm;
	int err = 0;

	if (!arm)
		return 0;
	if (arm->events_fd >= 0)
		close(arm->events_fd);
	if (arm->lost_fd >= 0)
		close(arm->lost_fd);
	if (arm->bytes_fd >= 0)
		close(arm->bytes_fd);
	if (arm->loaded) {
		char *name = str_fmt("pb_%s", run->cell.collector->name);

		cell_step(run, LIFE_ASK);
		if (syscall(SYS_delete_module, name, O_NONBLOCK))
			err = cell_reason(run, -errno, "unloading %s: %s", name, strerror(errno));
		cell_step(run, LIFE_UNLOAD);
		free(name);
	}
	free(arm);
	run->arm = NULL;
	return err;
}

int backend_sweep_modules(void)
{
	int found = 0;

	for (const struct collector *const *c = collectors; *c; c++) {
		char *name = str_fmt("pb_%s", (*c)->name), *path = str_fmt("/sys/module/%s", name);

		if (file_exists(path)) {
			found++;
			if (syscall(SYS_delete_module, name, O_NONBLOCK))
				log_warn("cannot unload %s, left by a run that was killed: %s", name,
					 strerror(errno));
		}
		free(name);
		free(path);
	}
	return found;
}

static bool kmod_has(const struct collector *c)
{
	return !c->no_module;
}

const struct backend backend_kmod = {
	.name = "kmod",
	.summary = "the collector as a kernel module",
	.needs = { .root = true, .modules = true },
	.has = kmod_has,
	.attach = kmod_attach,
	.read = kmod_read,
	.handler = kmod_handler,
	.set = kmod_set,
	.feed = kmod_feed,
	.buckets = kmod_buckets,
	.tasks = kmod_tasks,
	.evict = kmod_evict,
	.stacks = kmod_stacks,
	.describe = kmod_describe,
	.detach = kmod_detach,
};
