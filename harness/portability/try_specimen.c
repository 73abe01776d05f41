// SPDX-License-Identifier: GPL-2.0-only
/*
 * try_specimen - in the guest: load a specimen, make events, and compare what it reports with what is so.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <probebench/parent.h>
#include <probebench/whoami.h>

#include "files.h"
#include "needs.h"
#include "portability/try_specimen.h"

#define TRY_ASLEEP 10000 /* looks at a parent that is on its way to sleep */

/* What a specimen reports, whichever it is. */
union seen {
	struct pb_whoami who;
	struct pb_parent parent;
};

static int try_getppid(void)
{
	struct worker worker = { .fd = -1 };

	return workload_find(TRY_WORKLOAD)->run(&worker, TRY_OPS);
}

/* 'R', 'S', 'D': what /proc says of @pid; 0: nothing. */
static char try_state(pid_t pid)
{
	char *path = str_fmt("/proc/%d/stat", (int)pid), *text = file_line(path), *close;
	char state = 0;

	close = text ? strrchr(text, ')') : NULL;
	if (close && close[1] == ' ')
		state = close[2];
	free(text);
	free(path);
	return state;
}

/*
 * A child with memory of its own for whose end its parent waits where no signal wakes it: then it is known what the
 * parent waits for. 0, or -errno if it was not so.
 */
static int try_as_child(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, 0);
	int status = -1, looks = 0;

	if (!pid) {
		while (try_state(getppid()) != 'D' && looks < TRY_ASLEEP)
			looks++;
		_exit(looks == TRY_ASLEEP || try_getppid());
	}
	while (pid > 0 && waitpid(pid, &status, 0) != pid && errno == EINTR)
		;
	return pid < 0 ? -errno : status ? -EIO : 0;
}

static void try_compare_who(struct trial *t, const struct pb_whoami *w)
{
	char comm[PB_WHOAMI_NAME] = "";
	bool right;

	prctl(PR_GET_NAME, comm);
	right = w->tgid == getpid() && w->ppid == getppid() && !strncmp(w->comm, comm, sizeof(comm));
	t->fit = right ? FIT_WORKS : FIT_WRONG_DATA;
	t->line = str_fmt("process %d of %d named %.15s reported as process %d of %d named %.15s", (int)getpid(),
			  (int)getppid(), comm, w->tgid, w->ppid, w->comm);
}

static void try_compare_parent(struct trial *t, const struct pb_parent *p)
{
	t->fit = p->state & PB_PARENT_UNINTERRUPTIBLE ? FIT_WORKS : FIT_WRONG_DATA;
	t->line = str_fmt("a parent that sleeps (D) reported as in state %#llx", (unsigned long long)p->state);
}

static void try_compare(const struct specimen *s, struct trial *t, const union seen *seen)
{
	t->stage = "count";
	t->expected = TRY_OPS;
	if (s->check == SPECIMEN_PARENT) {
		t->seen = seen->parent.hits;
		try_compare_parent(t, &seen->parent);
	} else {
		t->seen = seen->who.hits;
		try_compare_who(t, &seen->who);
	}
	if (t->seen < TRY_OPS)
		t->fit = FIT_MISCOUNTS;
	for (char *p = t->line; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

/* False if the events could not be made, which nobody but us is to blame for. */
static bool try_events(const struct specimen *s, struct trial *t)
{
	int err = s->check == SPECIMEN_PARENT ? try_as_child() : try_getppid();

	if (!err)
		return true;
	t->stage = "count";
	t->line = str_fmt("the events could not be made: %s", strerror(-err));
	return false;
}

/* Was it refused because this kernel was built without its option? */
static void try_option(const struct specimen *s, struct trial *t, const char *said)
{
	const char *const options[] = { s->option, NULL };
	const struct needs needs = { .kconfig = options };
	char *unmet = s->option ? needs_unmet(&needs, needs_machine()) : NULL;

	if (!unmet)
		return;
	t->fit = FIT_CONFIG;
	free(t->line);
	t->line = str_fmt("%s; %s", said, unmet);
	free(unmet);
}

/* The object of @a, or NULL with what was said instead of building it, as the trial's end. */
static char *try_path(const struct artefact *a, const char *kernel, struct trial *t)
{
	bool own = a->specimen->kind == SPECIMEN_MODULE && !strcmp(a->built_for, kernel);
	char *folder = own ? str_dup("/modules") : try_folder(a->built_for), *file = specimen_file(a->specimen);
	const char *slash = strrchr(file, '/');
	char *path = str_fmt("%s/%s", folder, slash ? slash + 1 : file), *words = str_fmt("%s" TRY_SAID, path), *said = NULL;

	if (!file_read(words, &said, NULL)) {
		t->stage = "build";
		t->fit = FIT_SOURCE;
		t->line = said;
		free(path);
		path = NULL;
	}
	free(words);
	free(file);
	free(folder);
	return path;
}

/* "/modules/pb_port_whoami.ko" is pb_port_whoami in sysfs. */
static char *try_name(const char *path)
{
	const char *file = strrchr(path, '/') + 1;

	return str_fmt("%.*s", (int)strcspn(file, "."), file);
}

static void try_module_seen(const struct specimen *s, const char *name, struct trial *t)
{
	char *path = str_fmt("/sys/module/%s/parameters/seen", name), *text = file_line(path);
	union seen seen = { .who = { 0 } };

	if (text && s->check == SPECIMEN_PARENT)
		sscanf(text, "%llu %llu", &seen.parent.hits, &seen.parent.state);
	else if (text)
		sscanf(text, "%llu %d %d %15[^\n]", &seen.who.hits, &seen.who.tgid, &seen.who.ppid, seen.who.comm);
	try_compare(s, t, &seen);
	free(text);
	free(path);
}

void try_module(const struct artefact *a, const char *kernel, struct trial *t)
{
	char *path = try_path(a, kernel, t), *name, *first;
	char *args = str_fmt("mech=kprobe target=%s", workload_find(TRY_WORKLOAD)->func);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (path && (fd < 0 || syscall(SYS_finit_module, fd, args, 0))) {
		first = str_fmt("%s: %s", path, strerror(errno));
		try_explain(t, "load", first, NULL);
		free(first);
	} else if (path) {
		name = try_name(path);
		if (try_events(a->specimen, t))
			try_module_seen(a->specimen, name, t);
		syscall(SYS_delete_module, name, O_NONBLOCK);
		free(name);
	}
	if (fd >= 0)
		close(fd);
	free(args);
	free(path);
}

/* libbpf speaks through one callback without a context. */
static char *try_words;

static int try_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	char *more = NULL;

	if (level == LIBBPF_WARN && vasprintf(&more, fmt, ap) >= 0)
		text_add(&try_words, "%s", more);
	free(more);
	return 0;
}

/* Put the offsets that were packed for @release into the object's constants; false: there are none. */
static bool try_freeze(struct bpf_object *obj, const char *release)
{
	char *folder = try_folder(release), *path = str_fmt("%s/offsets", folder), *text = file_line(path);
	struct pb_whoami_offsets o;
	struct bpf_map *map;
	bool done = false;

	bpf_object__for_each_map(map, obj)
		if (str_ends(bpf_map__name(map), ".rodata") && text &&
		    sscanf(text, "%u %u %u", &o.tgid, &o.real_parent, &o.comm) == 3)
			done = !bpf_map__set_initial_value(map, &o, sizeof(o));
	free(text);
	free(path);
	free(folder);
	return done;
}

static struct bpf_object *try_open(const struct artefact *a, struct trial *t)
{
	const struct specimen *s = a->specimen;
	struct bpf_object *obj;
	size_t size;
	char *path;

	if (s->kind != SPECIMEN_TYPED) {
		const void *elf = s->elf(&size);

		return bpf_object__open_mem(elf, size, NULL);
	}
	path = try_path(a, "", t);
	obj = path ? bpf_object__open_file(path, NULL) : NULL;
	free(path);
	return obj;
}

static struct bpf_link *try_attach(const struct specimen *s, struct bpf_program *prog)
{
	const char *func = workload_find(TRY_WORKLOAD)->func, *section = bpf_program__section_name(prog);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, multi, .syms = &func, .cnt = 1);

	if (!strcmp(section, "kprobe.multi"))
		return bpf_program__attach_kprobe_multi_opts(prog, NULL, &multi);
	if (!strcmp(section, "fentry"))
		return bpf_program__attach_trace(prog);
	return bpf_program__attach_kprobe(prog, false, func);
}

/* What it reports is the only variable of its object. */
static bool try_program_seen(struct bpf_object *obj, union seen *seen)
{
	struct bpf_map *map;
	char *value;
	u32 key = 0;
	bool done = false;

	bpf_object__for_each_map(map, obj) {
		if (!str_ends(bpf_map__name(map), ".bss"))
			continue;
		value = mem_alloc(bpf_map__value_size(map), 1);
		done = !bpf_map_lookup_elem(bpf_map__fd(map), &key, value);
		memcpy(seen, value, bpf_map__value_size(map) < sizeof(*seen) ? bpf_map__value_size(map) : sizeof(*seen));
		free(value);
	}
	return done;
}

static void try_program_run(const struct artefact *a, struct bpf_object *obj, struct trial *t)
{
	const struct specimen *s = a->specimen;
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, s->program);
	union seen seen = { .who = { 0 } };
	struct bpf_link *link = NULL;
	char *first = NULL;
	int err = 0;

	if (!prog || (s->kind == SPECIMEN_FROZEN && !try_freeze(obj, a->built_for))) {
		t->line = str_dup(prog ? "no offsets of that kernel were packed" : "its object lacks its program");
		return;
	}
	bpf_program__set_autoload(prog, true);
	if (!strcmp(bpf_program__section_name(prog), "fentry"))
		err = bpf_program__set_attach_target(prog, 0, workload_find(TRY_WORKLOAD)->func);
	err = err ? err : bpf_object__load(obj);
	if (!err)
		link = try_attach(s, prog);
	if (link) {
		if (try_events(s, t) && try_program_seen(obj, &seen))
			try_compare(s, t, &seen);
		bpf_link__destroy(link);
		return;
	}
	first = str_fmt("%s: %s", err ? "loading the program" : "attaching the program", strerror(err ? -err : errno));
	try_explain(t, err ? "load" : "attach", NULL, try_words);
	try_option(s, t, first);
	free(first);
}

void try_program(const struct artefact *a, struct trial *t)
{
	struct bpf_object *obj;

	free(try_words);
	try_words = NULL;
	libbpf_set_print(try_print);
	obj = try_open(a, t);
	if (obj)
		try_program_run(a, obj, t);
	else if (!t->line)
		try_explain(t, "load", NULL, try_words);
	bpf_object__close(obj);
}
