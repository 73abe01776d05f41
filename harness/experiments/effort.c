// SPDX-License-Identifier: GPL-2.0-only
/*
 * effort - what it takes to write one side of a collector, to build it, and to do so again for another kernel.
 *
 * Sources are counted, objects are read, packages are asked for, and the build is timed on the host; the guest
 * only loads the result and waits for the first event. What building takes is measured of the collector that
 * heads comparisons, on every kernel.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"
#include "build_cost.h"
#include "channel/channel.h"
#include "clock.h"
#include "effort/concepts.h"
#include "effort/interfaces.h"
#include "effort/packages.h"
#include "effort/sloc.h"
#include "files.h"
#include "portability/artefact.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "sample_stats.h"
#include "vm/initramfs.h"
#include "vm/kernels.h"

#define EFFORT_LEAD	"count"
#define EFFORT_WORKLOAD "getppid"
#define EFFORT_RECORD	64 /* bytes, of a collector that streams */

static const struct metric effort_metrics[] = {
	{ "own_lines", "lines", "written for this side of this collector", METRIC_EXACT, METRIC_LOWER },
	{ "contract_lines", "lines", "of its contract, which both sides share", METRIC_EXACT, METRIC_NEITHER },
	{ "frame_lines", "lines", "of the frame that all collectors of this side share", METRIC_EXACT, METRIC_LOWER },
	{ "compat_lines", "lines", "that exist because kernels differ", METRIC_EXACT, METRIC_LOWER },
	{ "loader_lines", "lines", "of the user program that loads and reads any collector of this side", METRIC_EXACT,
	  METRIC_LOWER },
	{ "interfaces", "interfaces", "of the kernel that the object asks for by name or number", METRIC_EXACT, METRIC_LOWER },
	{ "concepts", "concepts", "mechanisms of the kernel behind these interfaces", METRIC_EXACT, METRIC_LOWER },
	{ "first_event_guest_ns", "ns", "of the guest's clock, from opening the object to reading its first event, waiting included",
	  METRIC_EXACT, METRIC_NEITHER },
	{ "object_bytes", "bytes", "the object file", METRIC_EXACT, METRIC_LOWER },
	{ "loaded_bytes", "bytes", "of the object file, what is loaded", METRIC_EXACT, METRIC_LOWER },
	{ "toolchain_bytes", "bytes", "packages that must be installed to build it", METRIC_EXACT, METRIC_LOWER },
	{ "toolchain_packages", "packages", "how many these are", METRIC_EXACT, METRIC_LOWER },
	{ "toolchain_download_bytes", "bytes", "of these packages, to download", METRIC_EXACT, METRIC_LOWER },
	{ "headers_bytes", "bytes", "headers of this very kernel, to build it", METRIC_EXACT, METRIC_LOWER },
	{ "headers_download_bytes", "bytes", "of these headers, to download", METRIC_EXACT, METRIC_LOWER },
	{ "build_cpu_ms", "ms", "processor time to build it from nothing, on the host", METRIC_SAMPLED, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const effort_keys[] = { "collector", "arm", NULL };

extern const struct experiment experiment_effort;

static void effort_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	static const char *const arms[] = { "kmod", "ebpf" };

	for (const struct collector *const *c = collectors; *c; c++)
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			struct cell cell = { .experiment = &experiment_effort,
					     .kernel = kernel,
					     .collector = *c,
					     .backend = backend_find(arms[a]) };

			if (backend_has_collector(cell.backend, *c))
				add(&cell, ctx);
		}
}

static bool effort_is_module(const struct cell *c)
{
	return !strcmp(c->backend->name, "kmod");
}

static char *effort_file(const struct cell *c)
{
	return str_fmt("effort/%s-%s.json", c->collector->name, c->backend->name);
}

/* Lines of this side, and of the program that loads it. */
static void effort_sources(const struct cell *c, json_t *cost)
{
	char *source = str_fmt(effort_is_module(c) ? "kmod/%s.c" : "ebpf/%s.bpf.c", c->collector->name), *text;
	char *loader = str_fmt("%s/harness/backend_%s.c", root_project(), c->backend->name);
	u64 lines[SLOC_PARTS];

	/* A collector of the user's own lies in a folder of the user's own. */
	if (!sloc_object(root_project(), source, lines) || (root_extra() && !sloc_object(root_extra(), source, lines)))
		for (int i = 0; i < SLOC_PARTS; i++)
			json_object_set_new(cost, sloc_metrics[i], json_integer((json_int_t)lines[i]));
	if (!file_read(loader, &text, NULL)) {
		json_object_set_new(cost, "loader_lines", json_integer((json_int_t)sloc_text(text)));
		free(text);
	}
	free(loader);
	free(source);
}

static void effort_download(const struct cell *c, const struct kernel *k, json_t *cost)
{
	char *roots[BUILD_ROOTS], *why;
	struct packages p;
	int err;

	build_roots(k, effort_is_module(c), roots);
	err = packages_measure(k, (const char *const *)roots, effort_is_module(c), &p, &why);
	if (err) {
		log_warn("%s of %s: what must be downloaded is not known: %s", c->backend->name, k->release, why);
	} else {
		json_object_set_new(cost, "toolchain_download_bytes", json_integer((json_int_t)p.tools_bytes));
		if (effort_is_module(c))
			json_object_set_new(cost, "headers_download_bytes", json_integer((json_int_t)p.headers_bytes));
	}
	free(why);
	for (size_t i = 0; roots[i]; i++)
		free(roots[i]);
}

/* All that the host knows; a new object. */
static json_t *effort_measure(const struct cell *c, const struct kernel *k)
{
	json_t *cost = NULL;
	char *why = NULL;

	if (!strcmp(c->collector->name, EFFORT_LEAD)) {
		log_progress("building %s for %s, several times", c->collector->name, c->backend->name);
		cost = build_cost(k, c->collector, c->backend->name, &why);
		if (!cost)
			cost = json_pack("{s:s}", "why", why);
		else
			effort_download(c, k, cost);
		free(why);
	}
	if (!cost)
		cost = json_object();
	if (root_project())
		effort_sources(c, cost);
	return cost;
}

static int effort_pack(const struct cell *c, const struct kernel *k, struct initramfs *to)
{
	static json_t *known; /* building takes long, and a kernel may be booted more than once */
	char *name = effort_file(c), *key = str_fmt("%s %s", k->release, name), *text;
	json_t *cost;
	int err;

	if (!known)
		known = json_object();
	cost = json_object_get(known, key);
	if (!cost) {
		cost = effort_measure(c, k);
		json_object_set_new(known, key, cost);
	}
	text = json_dumps(cost, JSON_COMPACT);
	err = initramfs_dir(to, "effort");
	if (!err)
		err = initramfs_text(to, name, text);
	free(text);
	free(key);
	free(name);
	return err;
}

/* The same of a collector that streams: its first event is a record in the hands of its reader. */
static u64 effort_first_record(struct cell_run *run)
{
	struct reader r = { .channel = channel_first(run->cell.backend->name), .bytes = EFFORT_RECORD,
			    .wake = PB_STREAM_WAKE_NEVER, .pid = (u32)getpid(), .whole = true };
	struct worker worker = { .fd = -1 };
	u64 from = clock_read(), before, ns;
	int err = channel_load(run, &r);

	if (!err)
		err = r.channel->open(run, &r);
	if (!err)
		err = reader_drain(&r, READER_ALL);
	before = r.taken;
	if (!err && run->cell.workload->run(&worker, 1))
		err = cell_reason(run, -EIO, "the workload failed");
	if (!err)
		err = reader_drain(&r, READER_ALL);
	ns = clock_read() - from;
	if (!err && r.taken <= before)
		err = cell_reason(run, -EIO, "its first record did not come");
	channel_detach(run, &r);
	return err ? 0 : ns;
}

/*
 * In a process of its own: libbpf shall not have found out anything before. Nanoseconds of a clock in which an
 * instruction takes one and waiting takes what it takes; or 0 with run->reason.
 */
static u64 effort_first_event(struct cell_run *run)
{
	const struct backend *b = run->cell.backend;
	struct worker worker = { .fd = -1 };
	struct counters before = { 0 }, after = { 0 };
	u64 from, ns;
	int err;

	if (run->cell.collector->streams)
		return effort_first_record(run);
	from = clock_read();
	err = b->attach(run);

	/* One that looks for a process shall find us. */
	if (!err && run->cell.collector->match_param && b->set)
		err = b->set(run, run->cell.collector->match_param, getpid());
	if (!err && run->cell.collector->counts)
		err = b->read(run, &before);
	if (!err && run->cell.workload->run(&worker, 1))
		err = cell_reason(run, -EIO, "the workload failed");
	if (!err && run->cell.collector->counts)
		err = b->read(run, &after);
	ns = clock_read() - from;
	if (!err && run->cell.collector->counts && after.seen <= before.seen)
		err = cell_reason(run, -EIO, "its first event was not seen");
	b->detach(run);
	return err ? 0 : ns;
}

static void effort_load(struct cell_run *run)
{
	const struct mech *m = artefact_mech(run->cell.collector, run->cell.backend->name);
	struct {
		u64 ns;
		char why[512];
	} end = { 0 };
	int fds[2];
	pid_t pid;

	run->cell.workload = workload_find(EFFORT_WORKLOAD);
	run->cell.mech = m;
	run->cell.hook = m ? hook_find(m->hook) : NULL;
	if (!m || !collector_has_mech(run->cell.collector, m->name) || pipe(fds))
		return;
	pid = fork();
	if (!pid) {
		end.ns = effort_first_event(run);
		strncpy(end.why, run->reason ? run->reason : "", sizeof(end.why) - 1);
		_exit(write(fds[1], &end, sizeof(end)) != (ssize_t)sizeof(end));
	}
	close(fds[1]);
	if (pid < 0 || read(fds[0], &end, sizeof(end)) != (ssize_t)sizeof(end))
		cell_end(run, OUTCOME_BROKEN, "the process that loads it did not come back");
	else if (!end.ns)
		json_object_set_new(run->record, "no_first_event", json_string(end.why));
	else
		record_count(run->record, "first_event_guest_ns", (s64)end.ns, "ns");
	close(fds[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void effort_interfaces(struct cell_run *run)
{
	char *ko = str_fmt("%s/pb_%s.ko", backend_module_dir(), run->cell.collector->name);
	json_t *list = NULL, *parts = NULL, *concepts;
	size_t size;
	const void *elf;

	if (effort_is_module(&run->cell)) {
		list = interfaces_of_module(ko);
	} else if (run->cell.collector->bpf_elf) {
		elf = run->cell.collector->bpf_elf(&size);
		list = interfaces_of_program(elf, size);
		parts = parts_of_program(elf, size);
	}
	if (list && (parts || effort_is_module(&run->cell))) {
		concepts = concepts_of(run->cell.backend->name, list, parts);
		record_count(run->record, "concepts", (s64)json_array_size(concepts), "concepts");
		json_object_set_new(run->record, "concepts", concepts);
	}
	json_decref(parts);
	if (list) {
		record_count(run->record, "interfaces", (s64)json_array_size(list), "interfaces");
		json_object_set_new(run->record, "interfaces", list);
	}
	free(ko);
}

/* What the host sent along: numbers are metrics, times are samples. */
static void effort_figures(struct cell_run *run, const json_t *cost)
{
	double ms[SAMPLE_FLOOR] = { 0 };
	json_t *value, *times = json_object_get(cost, "ns");
	size_t i;

	for (const struct metric *m = effort_metrics; m->name; m++) {
		value = json_object_get(cost, m->name);
		if (json_is_integer(value))
			record_count(run->record, m->name, json_integer_value(value), m->unit);
	}
	json_array_foreach(times, i, value)
		if (i < ARRAY_SIZE(ms))
			ms[i] = (double)(json_integer_value(value) / 100000) / 10;
	if (json_array_size(times) == ARRAY_SIZE(ms))
		record_samples(run->record, "build_cpu_ms", ms, ARRAY_SIZE(ms), "ms");
}

static void effort_run(struct cell_run *run)
{
	char *name = effort_file(&run->cell), *path = str_fmt("/%s", name), *text = NULL;
	const char *why;
	json_t *cost;

	file_read(path, &text, NULL);
	cost = text ? json_loads(text, 0, NULL) : NULL;
	why = json_string_value(json_object_get(cost, "why"));
	if (!cost)
		cell_end(run, OUTCOME_BROKEN, "the host sent no figures along");
	else if (!json_object_get(cost, sloc_metrics[SLOC_OWN]))
		cell_end(run, OUTCOME_SKIP, "the sources of this side are not in the checkout");
	if (why)
		cell_end(run, OUTCOME_SKIP, "%s", why);
	effort_figures(run, cost);
	effort_interfaces(run);
	effort_load(run);
	json_decref(cost);
	free(text);
	free(path);
	free(name);
}

const struct experiment experiment_effort = {
	.name = "effort",
	.question = "What does it take to write each side, to build it, and to do so again for another kernel?",
	.profile = "exact",
	.keys = effort_keys,
	.needs = { .root = true, .vm = true },
	.metrics = effort_metrics,
	.plan = effort_plan,
	.run = effort_run,
	.repeats = 1,
	.streams = true,
	.chapter = &chapter_effort,
	.pack = effort_pack,
};
