// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm - trace in a guest: what its tool says there is printed here, line by line.
 *
 * The guest runs one cell of the experiment tools, which finds the request beside its plan.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "env.h"
#include "files.h"
#include "proc.h"
#include "record.h"
#include "registry.h"
#include "run.h"
#include "trace/print.h"
#include "vm/console.h"
#include "vm/initramfs.h"
#include "vm/modbuild.h"
#include "vm/profile.h"

#define VM_POLL_MS	 50
#define VM_MEMORY_MIB	 768
#define VM_BOOT_SECONDS  180
#define VM_QUIET_SECONDS 600

/* The request of the guest that is being packed. */
static const struct request *vm_request;

static json_t *vm_json(const struct request *r)
{
	json_t *words = json_array();

	for (char *const *w = r->command; *w; w++)
		json_array_append_new(words, json_string(*w));
	return json_pack("{s:f, s:s, s:I, s:o}", "seconds", r->seconds, "workload",
			 r->workload ? r->workload->name : "", "ops", (json_int_t)r->ops, "command", words);
}

int request_pack(struct initramfs *a)
{
	json_t *o;
	char *text;
	int err = 0;

	if (!vm_request)
		return 0;
	o = vm_json(vm_request);
	text = json_dumps(o, JSON_COMPACT);
	err = initramfs_text(a, REQUEST_FILE, text);
	if (!err && vm_request->command[0])
		err = initramfs_program(a, vm_request->command[0]);
	free(text);
	json_decref(o);
	return err;
}

static void vm_line(const char *line, void *ctx)
{
	cell_note(ctx, json_pack("{s:s}", "line", line));
}

/* What the request asks for; strings are those of @o. */
static void vm_parse(json_t *o, struct request *r)
{
	json_t *word;
	size_t i;

	r->seconds = json_number_value(json_object_get(o, "seconds"));
	r->ops = (u64)json_integer_value(json_object_get(o, "ops"));
	r->workload = workload_find(json_string_value(json_object_get(o, "workload")));
	json_array_foreach(json_object_get(o, "command"), i, word)
		if (i < REQUEST_MAX_WORDS)
			r->command[i] = (char *)json_string_value(word);
}

bool request_serve(struct cell_run *run)
{
	struct request r = { .tool = tool_find(cell_word(&run->cell, "tool")), .arm = run->cell.backend->name };
	struct printer p = { .line = vm_line, .ctx = run };
	json_t *o = json_load_file("/" REQUEST_FILE, 0, NULL);
	struct session s;
	char *end;

	if (!o)
		return false;
	vm_parse(o, &r);
	print_session(&s, &r, &p);
	if (session_run(&s)) {
		cell_end(run, OUTCOME_FAIL, "%s", s.source.why ? s.source.why : "cannot trace");
	} else {
		print_rest(&s, &p);
		end = print_end(&s);
		cell_note(run, json_pack("{s:s}", "end", end));
		free(end);
	}
	if (s.status == SESSION_NO_COMMAND)
		cell_end(run, OUTCOME_FAIL, "the guest cannot run %s", r.command[0]);
	source_free(&s.source);
	json_decref(o);
	return true;
}

struct vm_trace {
	bool reported;
	int code;
};

static void vm_on_record(struct boot *b, int index, json_t *record)
{
	struct vm_trace *t = b->ctx;
	int outcome = outcome_parse(json_string_value(json_object_get(record, "outcome")));

	t->reported = true;
	if (outcome == OUTCOME_OK)
		return;
	t->code = outcome == OUTCOME_SKIP ? PB_EXIT_ENV : PB_EXIT_FAIL;
	log_err("trace: %s", json_string_value(json_object_get(record, "reason")));
}

static void vm_on_env(struct boot *b, json_t *env)
{
}

static void vm_on_note(struct boot *b, int index, const json_t *note)
{
	const char *line = json_string_value(json_object_get(note, "line"));
	const char *end = json_string_value(json_object_get(note, "end"));

	if (line)
		puts(line);
	if (end)
		log_info("%s", end);
	fflush(stdout);
}

static int vm_boot(const struct request *r, const struct kernel *k, const char *modules, const char *dir)
{
	char *name = str_fmt("tools/kernel=%s/tool=%s/arm=%s", k->release, r->tool->name, r->arm), *how = NULL;
	struct boot_files files = { .init = boot_init_path(), .modules = modules, .kernel = k, .dir = dir };
	struct vm_trace t = { 0 };
	struct boot b = { .on_record = vm_on_record, .on_env = vm_on_env, .on_note = vm_on_note, .ctx = &t };
	const struct guest *guest = &b.guest;
	int end;

	profile_guest("exact", &b.spec);
	b.spec.memory_mib = VM_MEMORY_MIB;
	b.spec.boot_seconds = VM_BOOT_SECONDS;
	b.spec.quiet_seconds = VM_QUIET_SECONDS;
	b.plan = json_pack("{s:i, s:{s:i, s:i, s:i}, s:[{s:s, s:i}]}", "boot", 0, "measure", "blocks", 1,
			   "target_insns", 1, "seed", 1, "cells", "cell", name, "repeat", 0);
	free(name);
	if (boot_start(&b, &files)) {
		boot_stop(&b);
		return PB_EXIT_ENV;
	}
	while (boot_pump(&b) && !run_signal())
		guest_wait(&guest, 1, VM_POLL_MS);
	if (run_signal()) {
		t.code = PB_EXIT_INTERRUPTED;
	} else if (!t.reported) {
		end = boot_end(&b, &how);
		log_err("trace: the guest ended before the trace did: %s", how);
		t.code = end == GUEST_OOPS || end == GUEST_PANIC ? PB_EXIT_FAIL : PB_EXIT_ENV;
		free(how);
	}
	boot_stop(&b);
	return t.code;
}

int request_in_guest(const struct request *r, const char *kernel)
{
	const char *const none[] = { NULL };
	bool kmod = !strcmp(r->arm, "kmod");
	struct kernel k = { 0 };
	char *modules = NULL, *dir = str_fmt("%s/vm", root_build() ? root_build() : ".");
	char *heading = tool_heading(r->tool);
	int err = 0;

	if (r->command[0] && !proc_have(r->command[0])) {
		log_err("trace: no program \"%s\" in PATH that could be copied into the guest", r->command[0]);
		err = -ENOENT;
	}
	if (!err)
		err = kernel_get(kernel, &k);
	if (!err && kmod) {
		err = modules_build(&k, none, &modules);
		if (!err)
			err = modules_build_folder(&k, "tools");
	}
	if (!err)
		err = dir_make(dir);
	run_catch_signals();
	vm_request = r;
	if (!err) {
		puts(heading);
		fflush(stdout);
		err = vm_boot(r, &k, modules, dir);
	}
	vm_request = NULL;
	kernel_free(&k);
	free(heading);
	free(modules);
	free(dir);
	return err < 0 ? PB_EXIT_ENV : err;
}
