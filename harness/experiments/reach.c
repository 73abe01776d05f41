// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach - what each side can call and attach to on a kernel, and what it must be allowed to do for that.
 *
 * The kernel is asked, never a list: what it exports, what its verifier accepts, what it lets somebody do who
 * has some capabilities and no others. The last is asked again on a machine that is locked down, and on one
 * that wants signatures: each needs a boot of its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "cell.h"
#include "files.h"
#include "needs.h"
#include "reach/ask.h"
#include "reach/caps.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "vm/initramfs.h"
#include "vm/kernels.h"
#include "vm/qemu.h"

#define REACH_WORKLOAD	"getppid"
#define REACH_COLLECTOR "count"
#define REACH_SECURITY	"/sys/kernel/security"

/* Boots: what the command line adds, and the file that says whether the kernel listened. */
static const struct reach_boot {
	const char *name, *cmdline, *file, *text;
} reach_boots[] = {
	{ "stock", NULL, NULL, NULL },
	{ "lockdown", "lockdown=integrity", REACH_SECURITY "/lockdown", "[integrity]" },
	{ "signed", "module.sig_enforce=1", "/sys/module/module/parameters/sig_enforce", "Y" },
};

static const char *const reach_keys[] = { "boot", "arm", NULL };

static const struct metric reach_metrics[] = {
	{ "exported_symbols", "symbols", "that the kernel image exports to modules", METRIC_EXACT, METRIC_HIGHER },
	{ "exported_gpl", "symbols", "of these, only to modules under the GPL", METRIC_EXACT, METRIC_NEITHER },
	{ "exported_functions", "functions", "of these, functions that a module may call", METRIC_EXACT, METRIC_HIGHER },
	{ "exported_by_modules", "symbols", "that the distribution's modules export beside", METRIC_EXACT, METRIC_HIGHER },
	{ "helpers", "functions", "helpers that some type of program may call", METRIC_EXACT, METRIC_HIGHER },
	{ "kfuncs", "functions", "kfuncs that some type of program may call", METRIC_EXACT, METRIC_HIGHER },
	{ "program_types", "types", "types of programs that load", METRIC_EXACT, METRIC_HIGHER },
	{ "map_types", "types", "types of maps that can be made", METRIC_EXACT, METRIC_HIGHER },
	{ "functions", "functions", "of the kernel image", METRIC_EXACT, METRIC_NEITHER },
	{ "kprobe_functions", "functions", "of these, not closed to kprobes", METRIC_EXACT, METRIC_HIGHER },
	{ "ambiguous_names", "names", "that more than one function has", METRIC_EXACT, METRIC_LOWER },
	{ "ftrace_functions", "functions", "that ftrace can attach to", METRIC_EXACT, METRIC_HIGHER },
	{ "btf_functions", "functions", "whose arguments the kernel's BTF describes", METRIC_EXACT, METRIC_HIGHER },
	{ "fentry_functions", "functions", "of these, functions that ftrace can attach to", METRIC_EXACT, METRIC_HIGHER },
	{ "tracepoints", "tracepoints", "that this side can attach to", METRIC_EXACT, METRIC_HIGHER },
	{ "trace_events", "tracepoints", "with a trace event in tracefs", METRIC_EXACT, METRIC_HIGHER },
	{ "mechs_tried", "mechanisms", "of this side that the kernel was built with", METRIC_EXACT, METRIC_NEITHER },
	{ "mechs_working", "mechanisms", "of these, allowed and right", METRIC_EXACT, METRIC_HIGHER },
	{ "capabilities", "capabilities", "in the smallest set that serves all mechanisms", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_reach;

static const struct reach_boot *reach_boot(const struct cell *c)
{
	const char *name = cell_word(c, "boot");

	for (size_t i = 0; i < ARRAY_SIZE(reach_boots); i++)
		if (name && !strcmp(reach_boots[i].name, name))
			return &reach_boots[i];
	return NULL;
}

static void reach_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	static const char *const arms[] = { "kmod", "ebpf" };

	for (size_t b = 0; b < ARRAY_SIZE(reach_boots); b++)
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			struct cell c = { .experiment = &experiment_reach,
					  .kernel = kernel,
					  .backend = backend_find(arms[a]) };

			cell_set_word(&c, "boot", reach_boots[b].name);
			add(&c, ctx);
		}
}

static char *reach_check(const struct cell *c)
{
	return reach_boot(c) ? NULL : str_fmt("there is no boot %s", cell_word(c, "boot"));
}

static void reach_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = 768;
	spec->quiet_seconds = 240; /* a type of programs is a few thousand loads */
	if (reach_boot(c)->cmdline)
		guest_cmdline(spec, "%s", reach_boot(c)->cmdline);
}

static int reach_pack(const struct cell *c, const struct kernel *k, struct initramfs *to)
{
	char *symvers = str_fmt("%s/Module.symvers", k->headers);
	int err = 0;

	if (!reach_boot(c)->cmdline && !strcmp(c->backend->name, "kmod") && file_exists(symvers)) {
		err = initramfs_dir(to, "reach");
		if (!err)
			err = initramfs_file(to, &REACH_SYMVERS[1], symvers, 0644);
	}
	free(symvers);
	return err;
}

/* Did the kernel do what its command line asks for? */
static bool reach_enforced(struct cell_run *run, const struct reach_boot *b)
{
	char *line;
	bool is;

	if (!b->file)
		return true;
	mount("securityfs", REACH_SECURITY, "securityfs", 0, NULL);
	line = file_line(b->file);
	is = line && strstr(line, b->text);
	if (!is)
		cell_end(run, OUTCOME_SKIP, "this kernel takes no notice of %s: %s %s", b->cmdline, b->file,
			 line ? line : "is not there");
	free(line);
	return is;
}

/* The mechanism's cell, or what stands against trying it. */
static char *reach_prepare(struct cell_run *run, const struct mech *m)
{
	run->cell.workload = workload_find(REACH_WORKLOAD);
	run->cell.collector = collector_find(REACH_COLLECTOR);
	run->cell.mech = m;
	run->cell.hook = hook_find(m->hook);
	return needs_unmet(&m->needs, needs_machine());
}

/* Every mechanism of this side: what it needs, or whether it is allowed on this machine. */
static void reach_mechs(struct cell_run *run, bool privileges)
{
	json_t *all = json_array(), *lacking = json_array();
	s64 working = 0;

	for (const struct mech *m = mechs; m->name; m++) {
		const struct collector *c = collector_find(REACH_COLLECTOR);
		json_t *one;
		char *unmet;

		if (strcmp(m->arm, run->cell.backend->name) || !collector_has_mech(c, m->name) ||
		    !mech_is_general(m))
			continue;
		unmet = reach_prepare(run, m);
		if (unmet) {
			json_array_append_new(lacking, json_pack("{s:s, s:s, s:s}", "mech", m->name, "hook", m->hook,
								 "evidence", unmet));
			free(unmet);
			continue;
		}
		one = privileges ? caps_privileges(run) : caps_as_root(run);
		json_object_set_new(one, "hook", json_string(m->hook));
		working += json_is_true(json_object_get(one, "works"));
		json_array_append_new(all, one);
		free(run->reason);
		run->reason = NULL;
	}
	record_count(run->record, "mechs_tried", (s64)json_array_size(all), "mechanisms");
	record_count(run->record, "mechs_working", working, "mechanisms");
	json_object_set_new(run->record, "verdict",
			    json_string(!working ? "none" : working == (s64)json_array_size(all) ? "all" : "some"));
	json_object_set_new(run->record, "mechs", all);
	json_object_set_new(run->record, "mechs_lacking", lacking);
}

/* The names that any mechanism's narrowest set has: what an agent that uses all of them must be given. */
static void reach_capabilities(struct cell_run *run)
{
	json_t *union_of = json_object(), *one, *name;
	size_t i, k;

	json_array_foreach(json_object_get(run->record, "mechs"), i, one)
		json_array_foreach(json_array_get(json_object_get(one, "sets"), 0), k, name)
			json_object_set_new(union_of, json_string_value(name), json_true());
	record_count(run->record, "capabilities", (s64)json_object_size(union_of), "capabilities");
	json_decref(union_of);
}

static void reach_run(struct cell_run *run)
{
	const struct reach_boot *b = reach_boot(&run->cell);
	const char *arm = run->cell.backend->name;

	if (!reach_enforced(run, b))
		return;
	/* Before anything else: what libbpf finds out as root it would remember. */
	reach_mechs(run, !b->cmdline);
	json_object_set_new(run->record, "config", ask_config(arm, needs_machine()->kconfig));
	json_object_set_new(run->record, "settings", ask_settings());
	if (b->cmdline)
		return;
	reach_capabilities(run);
	if (!strcmp(arm, "kmod"))
		ask_module(run);
	else
		ask_program(run);
	if (strcmp(json_string_value(json_object_get(run->record, "verdict")), "all"))
		cell_end(run, OUTCOME_FAIL, "root with all capabilities cannot use every mechanism that the kernel has");
}

const struct experiment experiment_reach = {
	.name = "reach",
	.question = "What can each side call and attach to, and what must it be allowed to do?",
	.profile = "exact",
	.keys = reach_keys,
	.needs = { .root = true, .vm = true },
	.metrics = reach_metrics,
	.plan = reach_plan,
	.run = reach_run,
	.repeats = 1,
	.chapter = &chapter_reach,
	.check = reach_check,
	.guest = reach_guest,
	.pack = reach_pack,
};
