// SPDX-License-Identifier: GPL-2.0-only
/*
 * program - opening, loading and attaching the objects of ebpf/upgrade/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "registry.h"
#include "upgrade/program.h"
#include "upgrade/v1.skel.h"
#include "upgrade/v2.skel.h"
#include "upgrade/v3.skel.h"

static char program_log[256];

void program_note(char *log, size_t size, const char *said)
{
	static const char begin[] = "-- BEGIN PROG LOAD LOG --\n";
	const char *verifier = strstr(said, begin), *end, *at;

	if (!verifier) {
		/* What is said first is the cause, what comes later are its consequences. */
		if (!*log)
			snprintf(log, size, "%.*s", (int)strcspn(said, "\n"), said);
		return;
	}
	/* The verifier goes through the program aloud; what it stops at is above what it counted. */
	verifier += strlen(begin);
	end = strstr(verifier, "\nprocessed ");
	if (!end)
		return;
	for (at = end; at > verifier && at[-1] != '\n'; at--)
		;
	snprintf(log, size, "%.*s", (int)(end - at), at);
}

static int program_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	char *said = NULL;

	if (level == LIBBPF_WARN && vasprintf(&said, fmt, ap) >= 0) {
		program_note(program_log, sizeof(program_log), said);
		free(said);
	}
	return 0;
}

const char *program_words(void)
{
	static char words[sizeof(program_log)];

	snprintf(words, sizeof(words), "%s", program_log);
	program_log[0] = 0;
	return words;
}

static int program_fail(struct upgrade *u, int err, const char *what)
{
	const char *words = program_words();

	return upgrade_fail(u, err, "%s for %s: %s%s%s", what, u->mech ? u->mech->name : "the hook",
			    strerror(-err), *words ? "; " : "", words);
}

int program_share(struct upgrade *u, struct program *p, const char *name, int fd)
{
	struct bpf_map *map = bpf_object__find_map_by_name(p->obj, name);
	int err = map ? bpf_map__reuse_fd(map, fd) : -ENOENT;

	return err ? program_fail(u, err, "sharing a map") : 0;
}

int program_pick(struct upgrade *u, struct program *p, const char *name)
{
	if (p->prog)
		bpf_program__set_autoload(p->prog, false);
	p->prog = bpf_object__find_program_by_name(p->obj, name);
	if (!p->prog)
		return program_fail(u, -ENOENT, "finding the program");
	bpf_program__set_autoload(p->prog, true);
	return 0;
}

int program_open(struct upgrade *u, struct program *p, program_elf elf)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "pb_up");
	char name[32];
	size_t size;
	const void *bytes = elf(&size);
	int err = 0;

	libbpf_set_print(program_print);
	program_log[0] = 0;
	*p = (struct program){ .obj = bpf_object__open_mem(bytes, size, &opts) };
	if (!p->obj)
		return program_fail(u, -errno, "opening the object");
	if (bpf_object__find_map_by_name(p->obj, "up_seen"))
		err = program_share(u, p, "up_seen", u->store.seen_fd);
	if (!err && u->store.state_fd[0] >= 0 && bpf_object__find_map_by_name(p->obj, "up_state"))
		err = program_share(u, p, "up_state", u->store.state_fd[0]);
	snprintf(name, sizeof(name), "up_%s", u->mech ? u->mech->program : u->strategy->program);
	if (!err)
		err = program_pick(u, p, name);
	if (!err && u->mech && !strcmp(u->mech->name, "fentry"))
		err = bpf_program__set_attach_target(p->prog, 0, u->function);
	return err;
}

int program_load(struct upgrade *u, struct program *p)
{
	int err = bpf_object__load(p->obj);

	return err ? program_fail(u, err, "loading the program") : 0;
}

/* What stands in for version 2 while something is to go wrong. */
static program_elf program_stand_in;

void program_replace(program_elf elf)
{
	program_stand_in = elf;
}

int program_version(struct upgrade *u, struct program *p, unsigned int version)
{
	static const program_elf versions[UP_VERSIONS] = { NULL, upgrade_v1__elf_bytes,
							   upgrade_v2__elf_bytes,
							   upgrade_v3__elf_bytes };
	program_elf elf = version == 2 && program_stand_in ? program_stand_in : versions[version];
	int err = program_open(u, p, elf);

	if (!err)
		err = program_load(u, p);
	/* One that is refused must leave nothing behind in a process that goes on. */
	if (err)
		program_close(p);
	return err;
}

int program_attach(struct upgrade *u, struct program *p)
{
	const char *mech = u->mech->name;

	if (!strcmp(mech, "kprobe"))
		p->link = bpf_program__attach_kprobe(p->prog, false, u->function);
	else if (!strcmp(mech, "raw_tp"))
		p->link = bpf_program__attach_raw_tracepoint(p->prog, "sys_enter");
	else if (!strcmp(mech, "tp"))
		p->link = bpf_program__attach_tracepoint(p->prog, "raw_syscalls", "sys_enter");
	else
		p->link = bpf_program__attach_trace(p->prog);
	return p->link ? 0 : program_fail(u, -errno, "attaching the program");
}

int program_detach(struct upgrade *u, struct program *p)
{
	int err = p->link ? bpf_link__destroy(p->link) : 0;

	p->link = NULL;
	return err ? program_fail(u, err, "detaching the program") : 0;
}

void program_close(struct program *p)
{
	bpf_link__destroy(p->link);
	bpf_object__close(p->obj);
	*p = (struct program){ 0 };
}

void *program_variables(struct upgrade *u, struct program *p, size_t *size)
{
	struct bpf_map *map;
	void *at;

	bpf_object__for_each_map(map, p->obj)
	{
		const char *name = bpf_map__name(map);
		size_t n = strlen(name);

		if (n < 4 || strcmp(name + n - 4, ".bss"))
			continue;
		*size = bpf_map__value_size(map);
		at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
		if (at != MAP_FAILED)
			return at;
	}
	program_fail(u, -ENOENT, "mapping the variables");
	return NULL;
}
