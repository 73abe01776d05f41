// SPDX-License-Identifier: GPL-2.0-only
/*
 * run - the verb that measures: kernels, modules, plan, folder, guests, manifest, exit code.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cell.h"
#include "env.h"
#include "extra.h"
#include "files.h"
#include "host.h"
#include "record.h"
#include "registry.h"
#include "resume.h"
#include "run.h"
#include "vm/modbuild.h"

static volatile sig_atomic_t run_signalled;
static bool run_catching;

static void run_on_signal(int sig)
{
	run_signalled = sig;
}

int run_signal(void)
{
	return run_signalled;
}

int (*run_stop(void))(void)
{
	return run_catching ? run_signal : NULL;
}

void run_catch_signals(void)
{
	/* No SA_RESTART: a signal must end the wait for the guests. */
	struct sigaction sa = { .sa_handler = run_on_signal };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	run_catching = true;
}

static int run_get_kernels(struct run *run)
{
	char *list, *save = NULL;
	int err = 0;

	if (run->on_host)
		return host_kernel(run);
	list = str_dup(run->opts.kernels);
	if (run->opts.vmlinuz) {
		err = kernel_given(run->opts.vmlinuz, run->opts.headers, &run->kernels[0]);
		run->nr_kernels = err ? 0 : 1;
	}
	for (char *k = strtok_r(list, ",", &save); k && !run->opts.vmlinuz && !err;
	     k = strtok_r(NULL, ",", &save)) {
		if (run->nr_kernels == RUN_MAX_KERNELS) {
			log_err("run: more than %d kernels in one run", RUN_MAX_KERNELS);
			err = -E2BIG;
			break;
		}
		err = kernel_get(k, &run->kernels[run->nr_kernels]);
		if (!err)
			run->nr_kernels++;
	}
	free(list);
	return err ? PB_EXIT_ENV : 0;
}

/* The modules that experiments of the plan have in folders of their own. */
static int run_build_folders(struct run *run, unsigned int kernel)
{
	int err = 0;

	for (const struct experiment *const *e = experiments; *e && !err; e++) {
		bool planned = false;

		for (size_t i = 0; i < run->nr_cells && !planned; i++)
			planned = run->cells[i].experiment == *e && run->cells[i].kernel == kernel;
		if (planned && (*e)->modules)
			err = modules_build_folder(&run->kernels[kernel], (*e)->modules);
	}
	return err;
}

/* A shard may have nothing to do on a kernel of its run. */
static bool run_has_kernel(const struct run *run, unsigned int kernel)
{
	for (size_t i = 0; i < run->nr_cells; i++)
		if (run->cells[i].kernel == kernel)
			return true;
	return false;
}

int run_build_modules(struct run *run)
{
	const char *stems[256];
	size_t n = 0;

	for (const struct collector *const *c = collectors; *c && n < ARRAY_SIZE(stems) - 1; c++) {
		char *name = str_fmt("kmod/%s.c", (*c)->name), *src = root_source(name);

		if (file_exists(src))
			stems[n++] = (*c)->name;
		free(src);
		free(name);
	}
	stems[n] = NULL;
	for (unsigned int k = 0; k < run->nr_kernels; k++)
		if (run_has_kernel(run, k) &&
		    (modules_build(&run->kernels[k], stems, &run->modules[k]) || run_build_folders(run, k)))
			return PB_EXIT_ENV;
	return 0;
}

/* What must be equal for two halves of a run to be one run. */
static json_t *run_identity(const struct run *run, char *revision)
{
	const struct run_opts *o = &run->opts;
	json_t *kernels = json_array(), *identity;

	for (unsigned int k = 0; k < run->nr_kernels; k++)
		json_array_append_new(kernels, json_string(run->kernels[k].release));
	identity = json_pack("{s:s, s:s, s:I, s:b, s:b, s:I, s:o}", "git", revision, "on",
			     run->on_host ? "host" : "vm", "seed", (json_int_t)o->seed, "bit_exact",
			     o->bit_exact, "quick", o->quick, "repeats", (json_int_t)run->repeats,
			     "releases", kernels);
	if (root_extra())
		json_object_set_new(identity, "extra", extra_sums());
	if (run->on_host) {
		json_object_set_new(identity, "loads", json_integer((json_int_t)o->loads));
		json_object_set_new(identity, "blocks", json_integer((json_int_t)o->blocks));
	}
	if (run->shard.of)
		json_object_set_new(identity, "shard",
				    json_sprintf("%u/%u", run->shard.index, run->shard.of));
	return identity;
}

/* An argument as the manifest keeps it: without this machine's paths, and with the shard that `auto` meant. */
static json_t *run_argument(const struct run *run, char *const *argv, int i)
{
	char *masked;
	json_t *arg;

	if (run->shard.of && str_starts(argv[i], "--sh") && strchr(argv[i], '='))
		return json_sprintf("--shard=%u/%u", run->shard.index, run->shard.of);
	if (run->shard.of && i && str_starts(argv[i - 1], "--sh") && !strchr(argv[i - 1], '='))
		return json_sprintf("%u/%u", run->shard.index, run->shard.of);
	masked = path_mask(argv[i]);
	arg = json_string(masked);
	free(masked);
	return arg;
}

static void run_fill_manifest(struct run *run, json_t *identity, int argc, char **argv)
{
	json_t *m = run->folder.manifest, *args = json_array(), *kernels = json_array(),
	       *questions = json_array();

	json_array_append_new(args, json_string("probebench"));
	for (int i = 0; i < argc; i++)
		json_array_append_new(args, run_argument(run, argv, i));
	for (size_t i = 0; i < run->opts.experiments.n; i++)
		json_array_append_new(questions, json_string(run->opts.experiments.v[i]));
	for (unsigned int k = 0; k < run->nr_kernels; k++) {
		const struct kernel *kn = &run->kernels[k];

		json_array_append_new(kernels, json_pack("{s:s, s:s, s:s, s:s, s:s}", "release",
							 kn->release, "series", kn->series, "package",
							 kn->package, "version", kn->version,
							 "image_sha256", kn->image_sha256));
	}
	json_object_set_new(m, "schema", json_integer(PB_SCHEMA));
	/* A resumed run goes on as it was asked for first; sums of what is about to change are none. */
	if (!json_object_get(m, "argv"))
		json_object_set(m, "argv", args);
	json_decref(args);
	json_object_del(m, "files");
	json_object_set_new(m, "experiments", questions);
	json_object_update(m, identity);
	json_object_set_new(m, "kernels", kernels);
	json_object_set_new(m, "planned", json_integer((json_int_t)run->nr_cells));
	json_object_set_new(m, "complete", json_false());
	/* Sums of the run that is resumed are wrong from the first cell on. */
	json_object_del(m, "files");
}

static void run_say_differs(const char *path, const char *key, json_t *was, json_t *is)
{
	char *a = json_dumps(was, JSON_ENCODE_ANY | JSON_COMPACT);
	char *b = json_dumps(is, JSON_ENCODE_ANY | JSON_COMPACT);

	log_err("run: %s was made with another %s (%s, now %s); run with the same, or add --force to mix",
		path, !strcmp(key, "git") ? "revision" : key, a ? a : "none", b);
	free(a);
	free(b);
}

/* Take over what an earlier run finished; drop what has to be done again. */
static int run_take_over(struct run *run, const json_t *identity)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)identity, key, value) {
		json_t *was = json_object_get(run->folder.manifest, key);

		if (json_equal(was, value) || run->opts.force)
			continue;
		run_say_differs(run->folder.path, key, was, value);
		return PB_EXIT_USAGE;
	}
	run->progress.boots = resume_boots(&run->folder);
	for (size_t i = 0; i < run->nr_cells; i++) {
		json_t *have = json_object_get(run->folder.cells, run->cells[i].name);
		const char *end = json_string_value(json_object_get(have, "outcome"));

		if (!end || (strcmp(end, "ok") && strcmp(end, "skip")))
			continue;
		run->cells[i].record = json_incref(have);
		run->cells[i].resumed = record_repeats(have) >= run->cells[i].repeats;
	}
	return 0;
}

static int run_open_folder(struct run *run, const char *revision, int argc, char **argv)
{
	json_t *identity = run_identity(run, (char *)revision);
	int code = 0;

	if (run->opts.resume) {
		code = folder_open(&run->folder, run->opts.resume) ? PB_EXIT_ENV : 0;
		if (!code)
			code = run_take_over(run, identity);
	} else {
		char stamp[32], *path;
		time_t now = time(NULL);

		strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", localtime(&now));
		path = run->opts.out ? str_dup(run->opts.out) :
				       str_fmt("%s/results/%s", root_build(), stamp);
		code = folder_create(&run->folder, path);
		code = code == -EEXIST ? PB_EXIT_USAGE : code ? PB_EXIT_ENV : 0;
		free(path);
	}
	if (!code) {
		json_t *tools = env_tools();

		run_fill_manifest(run, identity, argc, argv);
		if (folder_manifest(&run->folder) || folder_env(&run->folder, "host", tools) ||
		    (run->matrix && folder_file_write(&run->folder, MATRIX_FILE, run->matrix)))
			code = PB_EXIT_ENV;
		json_decref(tools);
	}
	json_decref(identity);
	return code;
}

/* Close the folder and turn the cells' outcomes into the exit code; @code wins if it is not 0. */
static int run_finish(struct run *run, int code)
{
	size_t count[4] = { 0 }, known = 0;
	char **names = mem_alloc(run->nr_cells, sizeof(*names));

	for (size_t i = 0; i < run->nr_cells; i++) {
		const json_t *r = run->cells[i].record;

		names[i] = run->cells[i].name;
		if (!r)
			continue;
		known += record_repeats(r) >= run->cells[i].repeats;
		count[outcome_parse(json_string_value(json_object_get(r, "outcome")))]++;
	}
	json_object_set_new(run->folder.manifest, "boots",
			    json_integer((json_int_t)run->progress.boots));
	run_progress_seconds(run);
	if (folder_finish(&run->folder, names, run->nr_cells, known == run->nr_cells) && !code)
		code = PB_EXIT_ENV;
	free(names);
	log_info("%zu cells: %zu ok, %zu fail, %zu broken, %zu skip%s", run->nr_cells, count[OUTCOME_OK],
		 count[OUTCOME_FAIL], count[OUTCOME_BROKEN], count[OUTCOME_SKIP],
		 known == run->nr_cells ? "" : "; not finished");
	if (known != run->nr_cells)
		log_info("finish it with: probebench run --resume %s", run->folder.path);
	if (code)
		return code;
	if (count[OUTCOME_FAIL] || count[OUTCOME_BROKEN])
		return PB_EXIT_FAIL;
	return count[OUTCOME_SKIP] == run->nr_cells ? PB_EXIT_SKIP : PB_EXIT_OK;
}

void run_cell_free(struct run_cell *c)
{
	free(c->name);
	free(c->guest);
	free(c->spec.cmdline_extra);
	free(c->spec.qemu_extra);
	json_decref(c->record);
}

static void run_free(struct run *run)
{
	for (size_t i = 0; i < run->nr_cells; i++)
		run_cell_free(&run->cells[i]);
	free(run->matrix);
	for (unsigned int k = 0; k < run->nr_kernels; k++) {
		kernel_free(&run->kernels[k]);
		free(run->modules[k]);
	}
	free(run->cells);
	free(run->no_modules);
	folder_close(&run->folder);
}

static int run_measure(struct run *run, int argc, char **argv)
{
	char *revision;
	int code = run->on_host ? host_ready(run) : run_build_modules(run);

	if (!code && run->on_host)
		host_modules(run);
	if (code)
		return code;
	revision = env_revision();
	run_catch_signals();
	code = run_open_folder(run, revision, argc, argv);
	if (!code)
		code = run_finish(run, run->on_host ? run_host(run) : run_schedule(run));
	free(revision);
	if (run->folder.path && run->folder.manifest && code != PB_EXIT_USAGE)
		run_print_end(run, code);
	return code;
}

static int run_main(int argc, char **argv)
{
	struct run run = { .opts.seed = 1, .opts.cpu = RUN_ANY_CPU };
	struct resume_text text = { 0 };
	int code = resume_parse(argc, argv, &run.opts, &text);

	if (code) {
		code--;
		goto out;
	}
	code = run_check_opts(&run.opts);
	if (!code && run.opts.shard && shard_parse(run.opts.shard, &run.shard))
		code = PB_EXIT_USAGE;
	if (!code && run.opts.extra)
		code = extra_enter(run.opts.extra, argc, argv);
	if (code)
		goto out;
	run.on_host = run.opts.on && !strcmp(run.opts.on, "host");
	run_defaults(&run);
	code = run_get_kernels(&run);
	if (!code)
		code = run_plan(&run);
	for (size_t i = 0; i < run.nr_cells; i++)
		run.repeats = run.cells[i].repeats > run.repeats ? run.cells[i].repeats : run.repeats;
	if (!code && run.shard.of)
		code = run_shard(&run);
	if (!code && run.opts.dry_run)
		run_print_plan(&run);
	else if (!code)
		code = run_measure(&run, argc, argv);
out:
	run_free(&run);
	resume_text_free(&text);
	return code;
}

static const char *const run_examples[] = {
	"probebench run overhead --bit-exact",
	"all cells of overhead on the newest 6.12 kernel",
	"probebench run --kernel 6.1,6.12 --filter 'workload=getppid/hook=entry'",
	"two kernels, one hook",
	"probebench run --on host --filter 'workload=getppid/*'",
	"as root: time instead of instructions, on the kernel that runs",
	"probebench run --shard 2/4 -o part-2",
	"the second of four parts, for `probebench merge`",
	"probebench run --extra ../mine --filter 'collector=mine/*'",
	"a collector of your own, from a folder outside this tree, on both sides",
	"probebench run --resume build/results/20260101-120000",
	"go on after an interruption",
	NULL,
};

const struct verb verb_run = {
	.name = "run",
	.args = "[EXPERIMENT...]",
	.summary = "Run cells, in virtual machines unless told otherwise, and record them in a result folder, whose path is printed.",
	.defs = run_defs,
	.examples = run_examples,
	.main = run_main,
};
