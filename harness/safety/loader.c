// SPDX-License-Identifier: GPL-2.0-only
/*
 * loader - the process that loads one side of a fault, owns it, and unloads it when told.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "safety/loader.h"

#define NOBODY 65534
/* Between the kernel's word that something is stuck and our belief: time for the other watchdog to say so too. */
#define LOADER_GRACE_S 4

int load_refused(json_t *facts, const char *what, int err, const char *log)
{
	json_object_set_new(facts, "refused", json_string(what));
	if (err)
		json_object_set_new(facts, "errno", json_integer(err));
	json_object_set_new(facts, "log", json_string(log));
	return -(err ? err : EINVAL);
}

/* One line of JSON, or an empty object if there is nothing sound. */
static void loader_say(int fd, json_t *what)
{
	char *text = json_dumps(what, JSON_COMPACT);
	size_t left = text ? strlen(text) : 0;
	const char *p = text;

	while (left) {
		ssize_t n = write(fd, p, left);

		if (n <= 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	if (write(fd, "\n", 1) < 0)
		perror("loader");
	free(text);
	json_decref(what);
}

static void loader_drop_privilege(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		_exit(3);
}

static int loader_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = fd < 0 ? -errno : 0;

	if (!err && write(fd, text, strlen(text)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

/* Into a memory cgroup that may have @mib MiB; what is loaded from now on is accounted there, as far as it is. */
static void loader_join_group(unsigned int mib)
{
	char *limit = str_fmt("%u", mib << 20);
	int err = mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL) && errno != EBUSY ? -errno : 0;

	err = err ?: loader_write("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	err = err ?: mkdir("/sys/fs/cgroup/pb", 0755) ? -errno : 0;
	err = err ?: loader_write("/sys/fs/cgroup/pb/memory.max", limit);
	err = err ?: loader_write("/sys/fs/cgroup/pb/cgroup.procs", "0");
	free(limit);
	if (!err)
		return;
	fprintf(stderr, "loader: the memory cgroup of %u MiB: %s\n", mib, strerror(-err));
	_exit(4);
}

static void loader_main(struct attempt *a, int ask, int answer)
{
	json_t *facts = json_object();
	char c;
	int err;

	prctl(PR_SET_NAME, "pb_loader");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	attempt_spare(a->fault->spared);
	attempt_pin(a->cpus - 1);
	if (a->fault->group_mib)
		loader_join_group(a->fault->group_mib);
	if (a->fault->action == ACT_UNPRIVILEGED)
		loader_drop_privilege();
	err = a->side == SIDE_KMOD ? kmod_load(a, facts) : ebpf_load(a, facts);
	json_object_set_new(facts, "loaded", json_boolean(!err));
	loader_say(answer, facts);
	while (read(ask, &c, 1) == 1 && c == 'u') {
		s64 refused = ebpf_refused_entries();

		err = a->side == SIDE_KMOD ? kmod_unload(a) : ebpf_unload(a);
		loader_say(answer, json_pack("{s:i, s:I}", "unload", -err, "refused_entries", (json_int_t)refused));
	}
	_exit(0);
}

/*
 * Wait for one line of JSON from the loader. NULL: it ended or is stuck, and *how says which.
 */
static json_t *loader_hear(struct attempt *a, unsigned int limit_s, const char **how)
{
	struct loader *l = a->loader;
	double until = attempt_clock() + limit_s;
	char *line = str_dup(""), c;
	size_t n = 0;
	json_t *said = NULL;
	bool cut = false;

	*how = "stuck";
	while (attempt_clock() < until && !said) {
		struct pollfd p = { .fd = l->answer, .events = POLLIN };

		watch_tick(a);
		if (a->lockup && !cut) {
			cut = true;
			if (until > attempt_clock() + LOADER_GRACE_S)
				until = attempt_clock() + LOADER_GRACE_S;
		}
		if (poll(&p, 1, 20) != 1)
			continue;
		if (read(l->answer, &c, 1) != 1) {
			*how = other_wait(a, l->pid, 2);
			l->pid = -1;
			break;
		}
		if (c == '\n') {
			said = json_loads(line, 0, NULL) ?: json_object();
		} else {
			line = mem_grow(line, n + 2, 1);
			line[n++] = c;
			line[n] = 0;
		}
	}
	free(line);
	return said;
}

static long loader_offset(const json_t *said, const char *key)
{
	json_t *at = json_object_get(said, key);

	return at ? (long)json_integer_value(at) : -1;
}

/* Facts of the loader that are for us, and not for the host. */
static void loader_place(struct loader *l, json_t *said)
{
	static const char *const keys[] = { "bss_id", "bss_size", "hits", "evidence" };
	json_t *id = json_object_get(said, "bss_id");

	if (id)
		l->bss = bpf_map_get_fd_by_id((u32)json_integer_value(id));
	l->bss_size = (u32)json_integer_value(json_object_get(said, "bss_size"));
	l->hits_at = loader_offset(said, "hits");
	l->evidence_at = loader_offset(said, "evidence");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		json_object_del(said, keys[i]);
}

const char *loader_start(struct attempt *a)
{
	struct loader *l = a->loader;
	int ask[2], answer[2];
	const char *how, *key;
	json_t *said, *value;
	bool loaded;

	*l = (struct loader){ .pid = -1,
			      .ask = -1,
			      .answer = -1,
			      .bss = -1,
			      .hits_at = -1,
			      .evidence_at = -1 };
	if (pipe2(ask, O_CLOEXEC) || pipe2(answer, O_CLOEXEC))
		return "failed";
	l->pid = fork();
	if (!l->pid) {
		close(ask[1]);
		close(answer[0]);
		loader_main(a, ask[0], answer[1]);
	}
	close(ask[0]);
	close(answer[1]);
	l->ask = ask[1];
	l->answer = answer[0];
	said = loader_hear(a, watch_limit(a), &how);
	if (!said)
		return how;
	loader_place(l, said);
	loaded = json_is_true(json_object_get(said, "loaded"));
	json_object_del(said, "loaded");
	json_object_foreach(said, key, value) fact(a, key, json_incref(value));
	json_decref(said);
	return loaded ? "done" : "refused";
}

const char *loader_unload(struct attempt *a)
{
	const char *how = "failed";
	json_t *said;
	int err;

	if (a->loader->pid < 0 || write(a->loader->ask, "u", 1) != 1)
		return how;
	said = loader_hear(a, watch_limit(a), &how);
	if (!said)
		return how;
	err = (int)json_integer_value(json_object_get(said, "unload"));
	if (json_integer_value(json_object_get(said, "refused_entries")))
		fact(a, "refused_entries", json_incref(json_object_get(said, "refused_entries")));
	json_decref(said);
	if (err)
		fact(a, "unload_errno", json_integer(err));
	return err ? "refused" : "done";
}

const char *loader_kill(struct attempt *a)
{
	const char *how;

	if (a->loader->pid < 0)
		return "done";
	kill(a->loader->pid, SIGKILL);
	how = other_wait(a, a->loader->pid, watch_limit(a));
	a->loader->pid = -1;
	return strcmp(how, "stuck") ? "done" : how;
}

static s64 loader_parameter(const struct attempt *a, const char *name)
{
	char *path = str_fmt("/sys/module/pbf_%s/parameters/%s", a->fault->name, name);
	char *line = file_line(path);
	s64 value = line ? strtoll(line, NULL, 0) : -1;

	free(line);
	free(path);
	return value;
}

void loader_read(struct attempt *a, s64 *hits, s64 *evidence)
{
	const struct loader *l = a->loader;
	char *bss;
	u32 zero = 0;

	*hits = *evidence = -1;
	if (a->side == SIDE_KMOD) {
		*hits = loader_parameter(a, "hits");
		*evidence = loader_parameter(a, "evidence");
		return;
	}
	if (l->bss < 0)
		return;
	bss = mem_alloc(l->bss_size + 8, 1);
	if (!bpf_map_lookup_elem(l->bss, &zero, bss)) {
		if (l->hits_at >= 0)
			memcpy(hits, bss + l->hits_at, sizeof(*hits));
		if (l->evidence_at >= 0)
			memcpy(evidence, bss + l->evidence_at, sizeof(*evidence));
	}
	free(bss);
}
