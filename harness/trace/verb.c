// SPDX-License-Identifier: GPL-2.0-only
/*
 * verb - `probebench trace`: a real tool, as a module or as an eBPF program, here or in a guest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "backend.h"
#include "files.h"
#include "needs.h"
#include "proc.h"
#include "registry.h"
#include "run.h"
#include "trace/print.h"
#include "verbs.h"
#include "vm/modbuild.h"

#define TRACE_OPS 1000

struct trace_opts {
	const char *arm, *on, *kernel, *workload, *modules;
	u64 seconds, ops;
};

#define OPT(member) offsetof(struct trace_opts, member)

static const struct arg_def trace_defs[] = {
	{ "arm", 'a', ARG_TEXT, "kmod|ebpf", "which side of the tool: module or eBPF program", OPT(arm), 0, 0 },
	{ "on", 0, ARG_TEXT, "host|vm", "trace the kernel that runs, as root, or a guest's (host)", OPT(on), 0, 0 },
	{ "kernel", 'k', ARG_TEXT, "NAME", "with --on vm: a series or release (" KERNEL_DEFAULT ")",
	  OPT(kernel), 0, 0 },
	{ "duration", 'd', ARG_NUMBER, "S", "end after so many seconds", OPT(seconds), 1, 1000000 },
	{ "workload", 'w', ARG_TEXT, "NAME", "trace while this workload of `probebench list` runs",
	  OPT(workload), 0, 0 },
	{ "ops", 'n', ARG_NUMBER, "N", "operations of the workload (1000)", OPT(ops), 1, 1000000000 },
	{ "modules", 0, ARG_TEXT, "DIR", "with --on host: folder of modules built before, instead of building them",
	  OPT(modules), 0, 0 },
	{ .name = NULL },
};

static char *trace_names(void)
{
	char *names = str_dup("");

	for (const struct tool *const *t = tools; *t; t++)
		text_add(&names, "%s%s", *names ? ", " : "", (*t)->name);
	return names;
}

static int trace_tool(const struct arg_list *rest, struct request *r)
{
	char *names = trace_names();

	r->tool = rest->n ? tool_find(rest->v[0]) : NULL;
	if (!rest->n)
		log_err("trace: name a tool: %s", names);
	else if (!r->tool)
		log_err("trace: no tool \"%s\"; there are: %s", rest->v[0], names);
	free(names);
	for (size_t i = 1; i < rest->n && i <= REQUEST_MAX_WORDS; i++)
		r->command[i - 1] = (char *)rest->v[i];
	return r->tool ? 0 : PB_EXIT_USAGE;
}

/* What excludes what. */
static int trace_check(const struct trace_opts *o, const struct request *r, bool vm)
{
	const char *wrong = NULL;

	if (o->on && strcmp(o->on, "host") && strcmp(o->on, "vm"))
		wrong = "--on is host or vm";
	else if (!o->arm || !source_side(o->arm))
		wrong = "which side of the tool? --arm kmod or --arm ebpf";
	else if (o->kernel && !vm)
		wrong = "--kernel is about guests: add --on vm";
	else if (o->modules && vm)
		wrong = "--modules is about the kernel that runs: leave --on vm out";
	else if (o->workload && r->command[0])
		wrong = "either --workload or a command";
	else if (o->ops && !o->workload)
		wrong = "--ops belongs to --workload";
	else if (o->workload && !r->workload)
		wrong = "no such workload; `probebench list` shows them";
	else if (vm && !r->workload && !r->command[0])
		wrong = "a guest does nothing by itself: name a --workload, or a command after --";
	if (!wrong)
		return 0;
	log_err("trace: %s", wrong);
	return PB_EXIT_USAGE;
}

/* The modules of the tools for the kernel that runs. */
static int trace_modules(const char *given)
{
	const char *const none[] = { NULL };
	struct utsname u;
	struct kernel k = { 0 };
	char *dir = NULL, *tools_dir;
	int err = 0;

	if (given) {
		backend_set_module_dir(given);
		return 0;
	}
	uname(&u);
	k.release = u.release;
	k.headers = str_fmt("/lib/modules/%s/build", u.release);
	if (!file_exists(k.headers)) {
		log_err("trace: the kernel's headers are missing: %s; install them, or name built modules with "
			"--modules", k.headers);
		err = -ENOENT;
	}
	if (!err)
		err = modules_build(&k, none, &dir);
	if (!err)
		err = modules_build_folder(&k, "tools");
	if (!err) {
		tools_dir = str_fmt("%s/tools", dir);
		backend_set_module_dir(tools_dir); /* kept until the end */
	}
	free(dir);
	free(k.headers);
	return err ? PB_EXIT_ENV : 0;
}

static void trace_line(const char *line, void *ctx)
{
	puts(line);
}

static void trace_flush(void *ctx)
{
	fflush(stdout);
}

static bool trace_stop(void)
{
	return run_signal() || ferror(stdout);
}

int request_here(const struct request *r)
{
	struct printer p = { .line = trace_line };
	struct session s;
	char *heading = tool_heading(r->tool), *end;
	int err;

	print_session(&s, r, &p);
	s.flush = trace_flush;
	s.stop = trace_stop;
	run_catch_signals();
	puts(heading);
	fflush(stdout);
	err = session_run(&s);
	if (err) {
		log_err("trace: %s", s.source.why ? s.source.why : strerror(-err));
	} else {
		print_rest(&s, &p);
		end = print_end(&s);
		log_info("%s", end);
		free(end);
	}
	source_free(&s.source);
	free(heading);
	return err || s.status == SESSION_NO_COMMAND ? PB_EXIT_ENV : PB_EXIT_OK;
}

static int trace_host(const struct request *r, const char *modules)
{
	bool kmod = !strcmp(r->arm, "kmod");
	const struct needs needs = { .root = true, .modules = kmod, .btf = !kmod };
	struct machine m = *needs_machine();
	char *unmet = needs_unmet(&needs, &m);
	int code = 0;

	if (unmet) {
		log_err("trace: %s on %s cannot run here: %s; --on vm traces in a guest, which needs none of this",
			r->tool->name, r->arm, unmet);
		free(unmet);
		return PB_EXIT_ENV;
	}
	if (r->command[0] && !proc_have(r->command[0]) && !strchr(r->command[0], '/')) {
		log_err("trace: no program \"%s\" in PATH", r->command[0]);
		return PB_EXIT_ENV;
	}
	if (kmod)
		code = trace_modules(modules);
	return code ? code : request_here(r);
}

static int trace_main(int argc, char **argv)
{
	struct trace_opts o = { 0 };
	struct request r = { 0 };
	struct arg_list rest = { .n = 0 };
	int code = args_parse(&verb_trace, argc, argv, &o, &rest);
	bool vm = o.on && !strcmp(o.on, "vm");

	if (code)
		return code - 1;
	code = trace_tool(&rest, &r);
	if (code)
		return code;
	r.arm = o.arm;
	r.seconds = (double)o.seconds;
	r.workload = o.workload ? workload_find(o.workload) : NULL;
	r.ops = o.ops ? o.ops : TRACE_OPS;
	code = trace_check(&o, &r, vm);
	if (code)
		return code;
	return vm ? request_in_guest(&r, o.kernel ? o.kernel : KERNEL_DEFAULT) : trace_host(&r, o.modules);
}

static const char *const trace_examples[] = {
	"probebench trace opensnoop --arm ebpf --duration 10",
	"as root: ten seconds of all opens on this machine, told by an eBPF program",
	"probebench trace opensnoop --arm kmod -- make",
	"the same by a module, for as long as make runs",
	"probebench trace opensnoop --arm kmod --on vm --kernel 6.12 --workload openclose --ops 5",
	"in a guest, where nothing of this machine is at stake and no root is needed",
	"probebench trace opensnoop --arm ebpf --on vm -- ls /",
	"a program of this machine, copied into the guest with its libraries",
	NULL,
};

const struct verb verb_trace = {
	.name = "trace",
	.args = "TOOL [-- COMMAND...]",
	.summary = "Run a real tool, as a module or as an eBPF program: the lines are the same.",
	.defs = trace_defs,
	.examples = trace_examples,
	.main = trace_main,
};
