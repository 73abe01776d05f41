// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_opts - what a run can be told, which of it goes together, and what it does if told nothing.
 */
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "run.h"

#define OPT(member) offsetof(struct run_opts, member)

const struct arg_def run_defs[] = {
	{ "kernel", 'k', ARG_TEXT, "LIST", "series (6.12, 6.12-rt, 6.12-generic) or exact releases, comma separated (6.12)",
	  OPT(kernels), 0, 0 },
	{ "vmlinuz", 0, ARG_TEXT, "FILE", "a kernel image of your own; needs --headers", OPT(vmlinuz), 0,
	  0 },
	{ "headers", 0, ARG_TEXT, "DIR", "the folder its modules are built against", OPT(headers), 0, 0 },
	{ "on", 0, ARG_TEXT, "PLACE", "vm (default), or host: sampled time on the running kernel, as root",
	  OPT(on), 0, 0 },
	{ "loads", 0, ARG_NUMBER, "N", "--on host: processes that measure every cell (3; --quick 5)",
	  OPT(loads), 1, 1000 },
	{ "blocks", 0, ARG_NUMBER, "N", "--on host: blocks a load, each holds all arms (10; --quick 6)",
	  OPT(blocks), 1, 1000 },
	{ "cpu", 0, ARG_NUMBER, "N", "--on host: the CPU that measures (an isolated one, or the last)",
	  OPT(cpu), 0, 1023 },
	{ "modules", 0, ARG_TEXT, "DIR", "--on host: the modules, built already for this kernel",
	  OPT(modules), 0, 0 },
	{ "extra", 0, ARG_TEXT, "DIR", "collectors, workloads and objects from outside: docs/bring-your-own.md",
	  OPT(extra), 0, 0 },
	{ "filter", 'f', ARG_LIST, "GLOB", "only cells whose path matches; may be repeated",
	  OPT(filters), 0, 0 },
	{ "with", 0, ARG_LIST, "ARM", "an optional arm too: bpftrace; may be repeated", OPT(with), 0, 0 },
	{ "bit-exact", 0, ARG_FLAG, NULL, "no address randomisation, fixed seed and clock in the guest",
	  OPT(bit_exact), 0, 0 },
	{ "quick", 0, ARG_FLAG, NULL, "one repeat and fewer blocks a cell", OPT(quick), 0, 0 },
	{ "repeats", 0, ARG_NUMBER, "N", "measure every cell in N different boots (what its experiment declares, mostly 2)", OPT(repeats), 1,
	  1000 },
	{ "shard", 0, ARG_TEXT, "I/N", "measure part I of N, for merge; auto: ask Slurm, Kubernetes or GitLab",
	  OPT(shard), 0, 0 },
	{ "jobs", 'j', ARG_NUMBER, "N", "guests side by side (the number of CPUs, at most 8)", OPT(jobs),
	  1, RUN_MAX_JOBS },
	{ "seed", 0, ARG_NUMBER, "N", "of the order of cells (1)", OPT(seed), 0,
	  INT64_MAX },
	{ "accel", 0, ARG_TEXT, "NAME", "auto or icount; exact figures exist under nothing else",
	  OPT(accel), 0, 0 },
	{ "cell-timeout", 0, ARG_NUMBER, "S", "seconds without a word after which a guest hangs (120)",
	  OPT(cell_timeout), 1, 86400 },
	{ "output", 'o', ARG_TEXT, "DIR", "result folder (build/results/<time>)", OPT(out), 0, 0 },
	{ "resume", 0, ARG_TEXT, "DIR", "finish the run in this folder", OPT(resume), 0, 0 },
	{ "force", 0, ARG_FLAG, NULL, "resume although revision, seed or options differ", OPT(force), 0,
	  0 },
	{ "dry-run", 'n', ARG_FLAG, NULL, "print the cells and measure nothing", OPT(dry_run), 0, 0 },
	{ "json", 0, ARG_FLAG, NULL, "print folder, outcomes and exit code (or the cells) as JSON",
	  OPT(json), 0, 0 },
	{ .name = NULL },
};

/* Is one of the names of a comma separated list empty? */
static bool opts_has_gap(const char *list)
{
	size_t n = strlen(list);

	return !n || *list == ',' || list[n - 1] == ',' || strstr(list, ",,");
}

int run_check_opts(const struct run_opts *o)
{
	if (o->on && strcmp(o->on, "vm") && strcmp(o->on, "host")) {
		log_err("run: --on %s: cells run on vm or on host", o->on);
		return PB_EXIT_USAGE;
	}
	if (o->out && o->resume) {
		log_err("run: --output and --resume exclude one another; --resume names the folder");
		return PB_EXIT_USAGE;
	}
	if (o->shard && o->on && !strcmp(o->on, "host")) {
		log_err("run: --shard and --on host exclude one another: times belong to the machine that took "
			"them, and a run cut over several would compare machines");
		return PB_EXIT_USAGE;
	}
	if (o->on && !strcmp(o->on, "host"))
		return host_check_opts(o);
	if (o->loads || o->blocks || o->cpu != RUN_ANY_CPU || o->modules) {
		log_err("run: --loads, --blocks, --cpu and --modules are about --on host");
		return PB_EXIT_USAGE;
	}
	if (o->accel && strcmp(o->accel, "auto") && strcmp(o->accel, "icount")) {
		log_err("run: --accel %s: exact figures are counted instructions and need icount; "
			"leave --accel out", o->accel);
		return PB_EXIT_USAGE;
	}
	if (!o->vmlinuz != !o->headers) {
		log_err("run: --vmlinuz and --headers go together: an image alone has nothing to build "
			"modules against");
		return PB_EXIT_USAGE;
	}
	if (o->kernels && opts_has_gap(o->kernels)) {
		log_err("run: --kernel \"%s\": an empty name; `probebench list kernels` names kernels", o->kernels);
		return PB_EXIT_USAGE;
	}
	if (o->vmlinuz && o->kernels) {
		log_err("run: --kernel and --vmlinuz exclude one another");
		return PB_EXIT_USAGE;
	}
	return 0;
}

void run_defaults(struct run *run)
{
	struct run_opts *o = &run->opts;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (!o->experiments.n)
		o->experiments = (struct arg_list){ .v = { "overhead" }, .n = 1 };
	if (!o->cell_timeout)
		o->cell_timeout = 120;
	if (run->on_host) {
		host_defaults(run);
		return;
	}
	if (!o->kernels)
		o->kernels = KERNEL_DEFAULT;
	if (!o->jobs)
		o->jobs = cpus < 1 ? 1 : cpus > 8 ? 8 : (u64)cpus;
	run->measure.blocks = o->quick ? 7 : 15;
	run->measure.target_insns = 300 * 1000;
}
