// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle - what it takes to have a collector at all: to build, load, attach, hold, detach, unload it.
 *
 * A life is led as a whole and its cells take their step from it: a step alone could not be repeated
 * without the others. Lives of one collector are led several times, each in a process of its own; the
 * least of each step is what counts, since disturbances only add.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build_cost.h"
#include "lives.h"
#include "lives_sample.h"
#include "plan.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "sample_stats.h"
#include "vm/initramfs.h"
#include "vm/qemu.h"

#define LIFECYCLE_WORKLOAD "getppid"
#define LIFECYCLE_BUILD    "build"

static const struct metric lifecycle_metrics[] = {
	{ "insn", "insn", "instructions of the loader and of the kernel on its behalf", METRIC_EXACT, METRIC_LOWER },
	{ "others_insn", "insn", "instructions of other tasks while it waited", METRIC_EXACT, METRIC_LOWER },
	{ "deferred_insn", "insn", "instructions of other tasks from the unloading on", METRIC_EXACT,
	  METRIC_LOWER },
	{ "waits", "waits", "times that the loader gave up the CPU", METRIC_EXACT, METRIC_LOWER },
	{ "syscalls", "calls", "system calls", METRIC_EXACT, METRIC_LOWER },
	{ "open_insn", "insn", "of loading: reading the object in user space", METRIC_EXACT, METRIC_LOWER },
	{ "read_insn", "insn", "of loading: reading the file", METRIC_EXACT, METRIC_LOWER },
	{ "verify_insn", "insn", "of loading: the verifier", METRIC_EXACT, METRIC_LOWER },
	{ "jit_insn", "insn", "of loading: the JIT compiler", METRIC_EXACT, METRIC_LOWER },
	{ "btf_insn", "insn", "of loading: checking type information", METRIC_EXACT, METRIC_LOWER },
	{ "maps_insn", "insn", "of loading: making maps", METRIC_EXACT, METRIC_LOWER },
	{ "resolve_insn", "insn", "of loading: finding symbols", METRIC_EXACT, METRIC_LOWER },
	{ "relocate_insn", "insn", "of loading: relocating the code", METRIC_EXACT, METRIC_LOWER },
	{ "sysfs_insn", "insn", "of loading: files in /sys/module", METRIC_EXACT, METRIC_LOWER },
	{ "module_bytes", "bytes", "pages of the module", METRIC_EXACT, METRIC_LOWER },
	{ "percpu_bytes", "bytes", "per-CPU variables, for all possible CPUs", METRIC_EXACT, METRIC_LOWER },
	{ "prog_bytes", "bytes", "charged for programs, beside their code", METRIC_EXACT, METRIC_LOWER },
	{ "jited_bytes", "bytes", "machine code of the programs", METRIC_EXACT, METRIC_LOWER },
	{ "map_bytes", "bytes", "charged for maps", METRIC_EXACT, METRIC_LOWER },
	{ "btf_bytes", "bytes", "type information", METRIC_EXACT, METRIC_LOWER },
	{ "vmalloc_bytes", "bytes", "growth of all virtual areas", METRIC_EXACT, METRIC_LOWER },
	{ "fds", "descriptors", "open in the process that holds it", METRIC_EXACT, METRIC_LOWER },
	{ "verified_insns", "insns", "instructions that the verifier went through", METRIC_EXACT, METRIC_LOWER },
	{ "verifier_states", "states", "states that the verifier explored", METRIC_EXACT, METRIC_LOWER },
	{ "object_bytes", "bytes", "the object file", METRIC_EXACT, METRIC_LOWER },
	{ "loaded_bytes", "bytes", "of the object file, what is loaded", METRIC_EXACT, METRIC_LOWER },
	{ "toolchain_bytes", "bytes", "packages that must be installed to build it", METRIC_EXACT, METRIC_LOWER },
	{ "toolchain_packages", "packages", "how many these are", METRIC_EXACT, METRIC_LOWER },
	{ "headers_bytes", "bytes", "headers of this very kernel, to build it", METRIC_EXACT, METRIC_LOWER },
	{ "elapsed_ns", "ns", "time of a step on a real kernel, waiting included", METRIC_SAMPLED, METRIC_LOWER },
	{ "cpu_ns", "ns", "processor time of the loader in a step on a real kernel", METRIC_SAMPLED, METRIC_LOWER },
	{ "build_cpu_ms", "ms", "processor time to build it from nothing, on the host", METRIC_SAMPLED, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const lifecycle_steps[] = { LIFECYCLE_BUILD, "load",	  "attach", "hold",
					       "detach",	"unload", NULL };
static const char *const lifecycle_keys[] = { "hook", "collector", "step", "arm", "mech", NULL };

extern const struct experiment experiment_lifecycle;

/* Where a kernel without kprobes may have a collector: the first of these that it has on both sides. */
static const struct mech_pair lifecycle_elsewhere[] = {
	{ "tracepoint", "tracepoint", "raw_tp" },
	{ "tracepoint", "tracepoint", "tp_btf" },
	{ "entry", "ftrace_ops", "fentry" },
	{ "exit", "fprobe", "fexit" },
};

static bool lifecycle_can(const struct collector *c, const struct mech *m)
{
	if (strcmp(m->arm, "kmod") && strcmp(m->arm, "ebpf"))
		return false;
	return collector_has_mech(c, m->name) && (!c->pair || m->enter) && mech_is_general(m);
}

/* Every mechanism for the collector that heads comparisons, for the others the most common one. */
static bool lifecycle_common(const struct collector *c, const struct mech *m)
{
	return !strcmp(c->name, "count") || !strcmp(m->hook, c->pair ? "kretprobe" : "kprobe");
}

static bool lifecycle_is_elsewhere(const struct collector *c, const struct mech *m)
{
	for (size_t i = 0; i < ARRAY_SIZE(lifecycle_elsewhere); i++) {
		const struct mech_pair *p = &lifecycle_elsewhere[i];

		if (collector_has_mech(c, p->kmod) && collector_has_mech(c, p->ebpf))
			return !strcmp(m->hook, p->hook) &&
			       !strcmp(m->name, strcmp(m->arm, "kmod") ? p->ebpf : p->kmod);
	}
	return false;
}

static void lifecycle_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct collector *const *col = collectors; *col; col++) {
		struct cell c = { .experiment = &experiment_lifecycle, .kernel = kernel, .collector = *col };

		cell_set_word(&c, "step", LIFECYCLE_BUILD);
		for (const char *const *arm = (const char *const[]){ "kmod", "ebpf", NULL }; *arm; arm++) {
			c.backend = backend_find(*arm);
			add(&c, ctx);
		}
		for (const struct mech *m = mechs; m->name; m++) {
			if (!lifecycle_can(*col, m))
				continue;
			/* A guest's kernel has kprobes. */
			if (!lifecycle_common(*col, m) && !(plan_on_host() && lifecycle_is_elsewhere(*col, m)))
				continue;
			c.hook = hook_find(m->hook);
			c.backend = backend_find(m->arm);
			c.mech = m;
			for (const char *const *step = &lifecycle_steps[1]; *step; step++) {
				cell_set_word(&c, "step", *step);
				add(&c, ctx);
			}
		}
	}
}

static char *lifecycle_check(const struct cell *c)
{
	const char *step = cell_word(c, "step");
	bool build = step && !strcmp(step, LIFECYCLE_BUILD);

	for (const char *const *s = lifecycle_steps; *s; s++)
		if (step && !strcmp(*s, step))
			return c->collector && build == !c->mech ?
				       NULL : str_dup("a build has no mechanism, every other step has one");
	return str_fmt("there is no step %s", step ? step : "");
}

/* A guest of its own: libbpf must not have found out anything in the process that starts the lives. */
static void lifecycle_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = 448;
}

static char *lifecycle_build_file(const struct cell *c)
{
	return str_fmt("build/%s-%s.json", c->collector->name, c->backend->name);
}

static int lifecycle_pack(const struct cell *c, const struct kernel *k, struct initramfs *a)
{
	static json_t *built;
	char *name, *key, *why = NULL, *text;
	json_t *cost;
	int err;

	if (strcmp(cell_word(c, "step"), LIFECYCLE_BUILD))
		return 0;
	/* The guest has no part in it: once a run is enough, however many boots there are. */
	if (!built)
		built = json_object();
	name = lifecycle_build_file(c);
	key = str_fmt("%s %s", k->release, name);
	cost = json_incref(json_object_get(built, key));
	if (!cost) {
		log_progress("building %s for %s", c->collector->name, c->backend->name);
		cost = build_cost(k, c->collector, c->backend->name, &why);
		if (!cost)
			cost = json_pack("{s:s}", "why", why);
		json_object_set(built, key, cost);
	}
	free(why);
	free(key);
	text = json_dumps(cost, JSON_COMPACT);
	err = initramfs_dir(a, "build");
	if (!err)
		err = initramfs_text(a, name, text);
	free(text);
	free(name);
	json_decref(cost);
	return err;
}

static void lifecycle_build(struct cell_run *run)
{
	char *name = lifecycle_build_file(&run->cell), *path = str_fmt("/%s", name);
	json_t *cost = json_load_file(path, 0, NULL), *value;
	const char *why = json_string_value(json_object_get(cost, "why")), *key;
	double ms[SAMPLE_FLOOR] = { 0 };
	size_t i;

	if (!cost || why)
		cell_end(run, why ? OUTCOME_SKIP : OUTCOME_BROKEN, "%s",
			 why ? why : "the host sent no figures of the build along");
	json_object_foreach(cost, key, value)
		if (json_is_integer(value))
			record_count(run->record, key, json_integer_value(value),
				     strstr(key, "packages") ? "packages" : "bytes");
	json_array_foreach(json_object_get(cost, "ns"), i, value)
		if (i < ARRAY_SIZE(ms))
			ms[i] = (double)(json_integer_value(value) / 100000) / 10;
	if (json_array_size(json_object_get(cost, "ns")) == ARRAY_SIZE(ms))
		record_samples(run->record, "build_cpu_ms", ms, ARRAY_SIZE(ms), "ms");
	json_decref(cost);
	free(path);
	free(name);
}

/* The steps of a life that a cell's step stands for. */
static bool step_has(const char *step, enum life_step s)
{
	return s != LIFE_ASK && !strcmp(life_step_name(s), step);
}

static void lifecycle_step(struct cell_run *run, const struct lives *l, const char *step)
{
	u64 insns[LIVES_TIMED] = { 0 }, others = UINT64_MAX, deferred = UINT64_MAX;
	unsigned int waits = UINT32_MAX, calls = 0;

	for (int i = 0; i < LIVES_TIMED; i++) {
		u64 other = 0;
		unsigned int wait = 0;

		for (int s = 0; s < LIFE_STEPS; s++)
			if (step_has(step, (enum life_step)s)) {
				insns[i] += l->cost[i].step[s].own;
				other += l->cost[i].step[s].others;
				wait += l->cost[i].step[s].waits;
			}
		others = other < others ? other : others;
		waits = wait < waits ? wait : waits;
		deferred = l->cost[i].deferred < deferred ? l->cost[i].deferred : deferred;
	}
	for (int s = 0; s < LIFE_STEPS; s++)
		if (step_has(step, (enum life_step)s))
			calls += l->calls.n[s];
	record_once(run->record, insns, LIVES_TIMED);
	record_count(run->record, "others_insn", (s64)others, "insn");
	record_count(run->record, "waits", waits, "waits");
	record_count(run->record, "syscalls", calls, "calls");
	if (!strcmp(step, "unload"))
		record_count(run->record, "deferred_insn", (s64)deferred, "insn");
}

static void lifecycle_load(struct cell_run *run, const struct lives *l)
{
	u64 open = UINT64_MAX;

	for (int i = 0; i < LIVES_TIMED; i++)
		if (l->cost[i].has[LIFE_OPEN] && l->cost[i].step[LIFE_OPEN].own < open)
			open = l->cost[i].step[LIFE_OPEN].own;
	if (open != UINT64_MAX)
		record_count(run->record, "open_insn", (s64)open, "insn");
	for (size_t p = 0; p < LIVES_PARTS; p++)
		if (l->parts[p] != UINT64_MAX)
			record_count(run->record, lives_parts[p].metric, (s64)l->parts[p], "insn");
}

/* What is held is recorded as a metric if the experiment declares one of that name. */
static void lifecycle_hold(struct cell_run *run, const struct lives *l)
{
	for (const struct metric *m = lifecycle_metrics; m->name; m++) {
		json_t *value = json_object_get(l->held, m->name);

		if (value)
			record_count(run->record, m->name, json_integer_value(value), m->unit);
	}
	json_object_set(run->record, "held", l->held);
}

static void lifecycle_run(struct cell_run *run)
{
	const char *step = cell_word(&run->cell, "step");
	json_t *events = json_object_get(run->record, "events");
	struct worker worker = { .fd = -1 };
	struct lives *l;

	if (!strcmp(step, LIFECYCLE_BUILD)) {
		lifecycle_build(run);
		return;
	}
	run->worker = &worker;
	run->cell.workload = workload_find(LIFECYCLE_WORKLOAD);
	l = lives_of(run);
	json_object_set_new(events, "expected", json_integer((json_int_t)l->expected));
	if (run->cell.collector->counts)
		json_object_set_new(events, "seen", json_integer((json_int_t)l->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)l->lost));
	if (l->why)
		cell_end(run, l->outcome, "%s", l->why);
	else if (!strcmp(step, "hold"))
		lifecycle_hold(run, l);
	else
		lifecycle_step(run, l, step);
	if (!l->why && !strcmp(step, "load"))
		lifecycle_load(run, l);
}

const struct experiment experiment_lifecycle = {
	.name = "lifecycle",
	.question = "What does it take to build, load, attach, hold, detach and unload a collector?",
	.profile = "exact",
	.keys = lifecycle_keys,
	.metrics = lifecycle_metrics,
	.streams = true,
	.sampled = true,
	.samples = lives_sampled,
	.sample = lives_sample,
	.chapter = &chapter_lifecycle,
	.plan = lifecycle_plan,
	.run = lifecycle_run,
	.check = lifecycle_check,
	.guest = lifecycle_guest,
	.pack = lifecycle_pack,
};
