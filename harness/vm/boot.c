// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot - one guest with a plan: pack it, start it, follow its messages, say how it ended.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
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
#include "vm/snapshot.h"

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

/* Name of entry @i of the plan. */
static const char *boot_cell_name(const struct boot *b, size_t i)
{
	return json_string_value(json_object_get(
		json_array_get(json_object_get(b->plan, "cells"), i), "cell"));
}

/* Every module of kmod/<folder>, which the experiment's cells load by name. */
static void boot_pack_folder(struct initramfs *a, const char *modules, const char *folder)
{
	char *path = str_fmt("%s/%s", modules, folder);
	DIR *d = opendir(path);

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		char *from = str_fmt("%s/%s", path, e->d_name);
		char *name = str_fmt("modules/%s", e->d_name);

		if (str_ends(e->d_name, ".ko"))
			initramfs_file(a, name, from, 0644);
		free(from);
		free(name);
	}
	if (d)
		closedir(d);
	free(path);
}

/* What the experiments of the plan bring along: modules of their own once, files a cell. */
static int boot_pack_experiments(struct boot *b, struct initramfs *a, const struct boot_files *files)
{
	const struct experiment *last = NULL;
	int err = 0;

	for (size_t i = 0; !err && boot_cell_name(b, i); i++) {
		struct cell c;
		char *why;

		if (cell_parse(boot_cell_name(b, i), &c, &why)) {
			free(why);
			continue;
		}
		if (c.experiment != last && c.experiment->modules && files->modules)
			boot_pack_folder(a, files->modules, c.experiment->modules);
		last = c.experiment;
		if (c.experiment->pack)
			err = c.experiment->pack(&c, files->kernel, a);
		cell_free(&c);
	}
	return err;
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
	int err, closed;

	if (!a) {
		free(plan);
		return -EIO;
	}
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		initramfs_dir(a, dirs[i]);
	initramfs_device(a, "dev/console", 5, 1);
	/* A test's way to a kernel that starts and dies: it finds nothing to run. */
	if (!getenv("PROBEBENCH_TEST_NO_INIT"))
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
	err = boot_pack_experiments(b, a, files);
	free(plan);
	closed = initramfs_close(a);
	return err ? err : closed;
}

int boot_start(struct boot *b, const struct boot_files *files)
{
	int err;

	b->in_flight = -1;
	b->notes = json_array();
	b->guest = (struct guest){ .console_fd = -1, .result_fd = -1, .stderr_fd = -1, .command_fd = -1,
				   .monitor_fd = -1, .ended = true };
	b->initramfs = str_fmt("%s/initramfs-%d-%d.cpio", files->dir, (int)getpid(), b->number);
	b->spec.vmlinuz = files->kernel->vmlinuz;
	b->spec.initramfs = b->initramfs;
	b->started_at = clock_seconds();
	err = boot_pack(b, files);
	return err ? err : guest_start(&b->guest, &b->spec);
}

int boot_resume(struct boot *b, const struct boot *frozen)
{
	char *plan = json_dumps(b->plan, JSON_COMPACT), *line = str_fmt("%s\n", plan);
	int err;

	b->in_flight = -1;
	b->notes = json_array();
	b->spec.vmlinuz = frozen->spec.vmlinuz;
	b->spec.initramfs = frozen->spec.initramfs;
	b->spec.resume = true;
	b->started_at = b->booted_at = clock_seconds();
	b->hello = true;
	err = guest_start(&b->guest, &b->spec);
	if (!err)
		err = snapshot_resume(b->spec.snapshot, &b->guest, line);
	if (err && !b->guest.ended)
		kill(b->guest.pid, SIGKILL);
	free(line);
	free(plan);
	return err;
}

#define BOOT_MAX_WARNINGS 5

/* NULL if @record is what the plan's entry @index asks for, else what is wrong with it. */
static const char *boot_record_fault(const struct boot *b, const json_t *index, const json_t *record)
{
	json_t *cells = json_object_get(b->plan, "cells");
	const char *want, *name, *outcome;

	if (!json_is_integer(index) || json_integer_value(index) < 0 ||
	    (size_t)json_integer_value(index) >= json_array_size(cells))
		return "a cell that it was not asked for";
	if (!record)
		return NULL;
	want = json_string_value(json_object_get(
		json_array_get(cells, (size_t)json_integer_value(index)), "cell"));
	name = json_string_value(json_object_get(record, "cell"));
	outcome = json_string_value(json_object_get(record, "outcome"));
	if (!name || !want || strcmp(name, want))
		return "a record of another cell";
	if (!outcome || outcome_parse(outcome) < 0 ||
	    !json_is_string(json_object_get(record, "reason")))
		return "a record without an outcome";
	return NULL;
}

#define BOOT_MOST_INSNS 1000000000000000 /* of one cell: eleven days; more is nonsense */

static s64 boot_insns(const json_t *msg, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(msg, key));

	return n > 0 && n < BOOT_MOST_INSNS ? n : 0;
}

/* "start" and "cell": the messages that name an entry of the plan. */
static const char *boot_cell(struct boot *b, const char *kind, const json_t *msg)
{
	json_t *index = json_object_get(msg, "index"), *record = json_object_get(msg, "record");
	bool start = !strcmp(kind, "start");
	const char *fault = start || record ? boot_record_fault(b, index, start ? NULL : record) :
					      "a cell without a record";
	double now = clock_seconds();

	if (fault)
		return fault;
	if (start) {
		b->cell_at = now;
		b->in_flight = (int)json_integer_value(index);
		return NULL;
	}
	if (b->in_flight >= 0)
		b->cell_seconds += now - b->cell_at;
	b->busy_insn += boot_insns(msg, "busy_insn");
	b->block_insn += boot_insns(msg, "block_insn");
	b->in_flight = -1;
	b->finished++;
	b->on_record(b, (int)json_integer_value(index), record);
	return NULL;
}

/* "note": a cell of the plan wants something known before it ends, or dies. */
static const char *boot_note(struct boot *b, const json_t *msg)
{
	json_t *index = json_object_get(msg, "index"), *note = json_object_get(msg, "note");
	const char *fault = boot_record_fault(b, index, NULL);
	int at = (int)json_integer_value(index);

	if (fault || !note)
		return fault ? fault : "a note without content";
	json_array_append_new(b->notes, json_pack("{s:s, s:O}", "cell", boot_cell_name(b, (size_t)at),
						  "note", note));
	if (b->on_note)
		b->on_note(b, at, note);
	return NULL;
}

/* NULL if it was a message, else what it was instead. */
static const char *boot_message(struct boot *b, const json_t *msg)
{
	const char *kind = json_string_value(json_object_get(msg, "msg"));
	json_t *env = json_object_get(msg, "env");

	if (!kind)
		return "something that is no message";
	if (!strcmp(kind, "start") || !strcmp(kind, "cell"))
		return boot_cell(b, kind, msg);
	if (!strcmp(kind, "note"))
		return boot_note(b, msg);
	if (!strcmp(kind, "hello")) {
		if (!b->hello)
			b->booted_at = clock_seconds();
		b->hello = true;
	} else if (!strcmp(kind, "env")) {
		if (!json_is_string(json_object_get(env, "release")))
			return "an environment without a release";
		b->on_env(b, env);
	} else if (!strcmp(kind, "error")) {
		free(b->guest_error);
		b->guest_error = str_dup(json_string_value(json_object_get(msg, "text")) ?: "");
	} else if (!strcmp(kind, "ready")) {
		b->ready = true;
	} else if (!strcmp(kind, "bye")) {
		b->bye = true;
	}
	return NULL;
}

bool boot_line(struct boot *b, const char *text)
{
	json_t *msg = json_loads(text, 0, NULL);
	const char *fault = boot_message(b, msg);

	if (fault && b->nonsense++ < BOOT_MAX_WARNINGS)
		log_warn("guest %d sent %s: %.60s", b->number, fault, text);
	json_decref(msg);
	return !fault;
}

static bool boot_on_line(const char *text, void *ctx)
{
	return boot_line(ctx, text);
}

bool boot_pump(struct boot *b)
{
	if (!guest_pump(&b->guest, boot_on_line, b))
		return false;
	if (!b->spec.restorable || !b->bye)
		return true;
	guest_retire(&b->guest, boot_on_line, b);
	return false;
}

int boot_end(const struct boot *b, char **sentence)
{
	const struct guest *g = &b->guest;
	struct guest_facts facts = { .hello = b->hello,
				     .bye = b->bye,
				     .timed_out = g->timed_out || g->flooded,
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
	if (b->initramfs) {
		char *socket = guest_socket(&b->spec);

		unlink(b->initramfs);
		unlink(socket);
		free(socket);
	}
	free(b->initramfs);
	free(b->guest_error);
	json_decref(b->plan);
	json_decref(b->notes);
	b->notes = NULL;
	b->initramfs = b->guest_error = NULL;
	b->plan = NULL;
}
