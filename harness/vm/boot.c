// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot - one guest with a plan: pack it, start it, follow its messages, say how it ended.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "files.h"
#include "guest.h"
#include "registry.h"
#include "vm/boot.h"
#include "vm/console.h"
#include "vm/initramfs.h"

/*
 * A guest with a third-party program: bpftrace brings 200 MB of libraries, which are there twice
 * while the kernel unpacks them.
 */
#define BOOT_PROGRAM_MIB     1536
#define BOOT_PROGRAM_SECONDS 180

/*
 * A sanitizer build cannot be linked statically, so the guest always gets the plain build's binary;
 * in a plain build that is the running one.
 */
const char *boot_init_path(void)
{
	static char *path;

	if (!path)
		path = str_fmt("%s/probebench", root_build() ? root_build() : ".");
	return path;
}

static void boot_pack_modules(struct initramfs *a, const char *dir)
{
	initramfs_dir(a, "modules");
	for (const struct collector *const *c = collectors; dir && *c; c++) {
		char *from = str_fmt("%s/pb_%s.ko", dir, (*c)->name);
		char *name = str_fmt("modules/pb_%s.ko", (*c)->name);

		/* A collector may have one side only. */
		if (file_exists(from))
			initramfs_file(a, name, from, 0644);
		free(from);
		free(name);
	}
}

static bool boot_plans_arm(const json_t *plan, const char *arm)
{
	json_t *entry;
	size_t i;
	bool planned = false;

	json_array_foreach(json_object_get(plan, "cells"), i, entry) {
		char *value = cell_key(json_string_value(json_object_get(entry, "cell")), "arm");

		planned |= value && !strcmp(value, arm);
		free(value);
	}
	return planned;
}

/* Third-party programs that this boot's cells run. One that the host lacks makes its cells skip. */
static void boot_pack_programs(struct boot *b, struct initramfs *a)
{
	for (const struct backend *const *arm = backends; *arm; arm++) {
		const char *program = (*arm)->needs.program;

		if (!program || !boot_plans_arm(b->plan, (*arm)->name) || initramfs_program(a, program))
			continue;
		b->spec.memory_mib = BOOT_PROGRAM_MIB;
		b->spec.boot_seconds = BOOT_PROGRAM_SECONDS;
	}
}

static int boot_pack(struct boot *b, const struct boot_files *files)
{
	static const char *const dirs[] = { "dev", "proc", "sys", "tmp", "boot" };
	struct initramfs *a = initramfs_open(b->initramfs);
	char *plan = json_dumps(b->plan, JSON_COMPACT);

	if (!a) {
		free(plan);
		return -EIO;
	}
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		initramfs_dir(a, dirs[i]);
	initramfs_device(a, "dev/console", 5, 1);
	initramfs_file(a, "init", files->init, 0755);
	initramfs_text(a, &GUEST_MARK[1], "");
	initramfs_text(a, &PLAN_FILE[1], plan);
	if (files->kernel->config) {
		char *name = str_fmt("boot/config-%s", files->kernel->release);

		initramfs_file(a, name, files->kernel->config, 0644);
		free(name);
	}
	boot_pack_modules(a, files->modules);
	boot_pack_programs(b, a);
	free(plan);
	return initramfs_close(a);
}

int boot_start(struct boot *b, const struct boot_files *files)
{
	int err;

	b->in_flight = -1;
	b->guest = (struct guest){ .console_fd = -1, .result_fd = -1, .stderr_fd = -1, .ended = true };
	b->initramfs = str_fmt("%s/initramfs-%d-%d.cpio", files->dir, (int)getpid(), b->number);
	b->spec.vmlinuz = files->kernel->vmlinuz;
	b->spec.initramfs = b->initramfs;
	b->started_at = clock_seconds();
	err = boot_pack(b, files);
	return err ? err : guest_start(&b->guest, &b->spec);
}

static void boot_line(const char *text, void *ctx)
{
	struct boot *b = ctx;
	json_t *msg = json_loads(text, 0, NULL);
	const char *kind = json_string_value(json_object_get(msg, "msg"));
	int index = (int)json_integer_value(json_object_get(msg, "index"));

	if (!kind) {
		log_warn("guest %d sent something that is no message: %.60s", b->number, text);
	} else if (!strcmp(kind, "hello")) {
		b->hello = true;
		b->booted_at = clock_seconds();
	} else if (!strcmp(kind, "env")) {
		b->on_env(b, json_object_get(msg, "env"));
	} else if (!strcmp(kind, "start")) {
		b->in_flight = index;
	} else if (!strcmp(kind, "cell") && json_object_get(msg, "record")) {
		b->in_flight = -1;
		b->finished++;
		b->on_record(b, index, json_object_get(msg, "record"));
	} else if (!strcmp(kind, "error")) {
		free(b->guest_error);
		b->guest_error = str_dup(json_string_value(json_object_get(msg, "text")) ?: "");
	} else if (!strcmp(kind, "bye")) {
		b->bye = true;
	}
	json_decref(msg);
}

bool boot_pump(struct boot *b)
{
	return guest_pump(&b->guest, boot_line, b);
}

int boot_end(const struct boot *b, char **sentence)
{
	const struct guest *g = &b->guest;
	struct guest_facts facts = { .hello = b->hello,
				     .bye = b->bye,
				     .timed_out = g->timed_out,
				     .qemu_status = g->status };
	int end = (int)console_classify(g->console, g->console_len, &facts);

	if (end == GUEST_REBOOT && b->guest_error)
		*sentence = str_dup(b->guest_error);
	else
		*sentence = console_sentence(g->console, g->console_len, &facts, g->errors);
	return end;
}

void boot_stop(struct boot *b)
{
	guest_stop(&b->guest);
	if (b->initramfs)
		unlink(b->initramfs);
	free(b->initramfs);
	free(b->guest_error);
	json_decref(b->plan);
	b->initramfs = b->guest_error = NULL;
	b->plan = NULL;
}
