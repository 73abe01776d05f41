// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpus - what an event costs while several CPUs make events at once, on a kernel that runs.
 *
 * As many processes as CPUs do the workload at the same time, first without the collector and then with it, in turns.
 * What the two take for an operation, on average over the CPUs, is compared within a block. A collector whose state
 * belongs to a CPU costs the same on any number of them; whatever its CPUs share shows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpus/crew.h"
#include "record.h"
#include "registry.h"
#include "report/cpus.h"
#include "run.h"
#include "sample.h"
#include "sample_stats.h"

static const struct metric cpus_metrics[] = {
	{ "ns_per_op", "ns", "time per operation, collector attached, on average over the CPUs", METRIC_SAMPLED, METRIC_LOWER },
	{ "base_ns_per_op", "ns", "the same without the collector", METRIC_SAMPLED, METRIC_NEITHER },
	{ "added_ns_per_event", "ns", "what one event adds", METRIC_SAMPLED, METRIC_LOWER },
	{ "disturbed", "blocks", "thrown away because another task took a CPU", METRIC_EXACT, METRIC_NEITHER },
	{ "others", "events", "of other tasks meanwhile, which the collector saw too", METRIC_EXACT, METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const cpus_keys[] = { "workload", "cpus", "hook", "collector", "arm", "mech", NULL };
const char *const cpus_steps[CPUS_STEPS + 1] = { "1", "2", "4", "8", "16", "32", "64", NULL };

extern const struct experiment experiment_cpus;

struct cpus_plan {
	struct cell cell;
	void (*add)(const struct cell *, void *);
	void *ctx;
};

/* Every mechanism of a hook by every body that counts events by itself and of all tasks: the state is what is asked about. */
static void cpus_plan_mech(struct cpus_plan *p, const struct mech *m)
{
	static const char *const bodies[] = { "count", "hash", NULL };

	for (const char *const *b = bodies; *b; b++) {
		p->cell.collector = collector_find(*b);
		p->cell.hook = hook_find(m->hook);
		p->cell.backend = backend_find(m->arm);
		p->cell.mech = m;
		if (p->cell.backend->optional || !collector_has_mech(p->cell.collector, m->name))
			continue;
		for (const char *const *n = cpus_steps; *n; n++) {
			cell_set_word(&p->cell, "cpus", *n);
			p->add(&p->cell, p->ctx);
		}
	}
}

static void cpus_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cpus_plan p = { .cell = { .experiment = &experiment_cpus, .kernel = kernel,
					 .workload = workload_find(CPUS_WORKLOAD) },
			       .add = add,
			       .ctx = ctx };

	for (const struct mech *m = mechs; m->name; m++)
		if (!strcmp(m->hook, "tracepoint") || !strcmp(m->hook, "entry"))
			cpus_plan_mech(&p, m);
}

static unsigned int cpus_number(const struct cell *c)
{
	const char *word = cell_word(c, "cpus");

	for (const char *const *n = cpus_steps; word && *n; n++)
		if (!strcmp(word, *n))
			return (unsigned int)strtoul(word, NULL, 10);
	return 0;
}

static char *cpus_check(const struct cell *c)
{
	if (!cpus_number(c))
		return str_fmt("cpus=%s: a power of two from 1 to 64", cell_word(c, "cpus"));
	if (!c->workload || !c->hook || !c->mech || !c->collector || !c->collector->counts || c->collector->match_param)
		return str_dup("something that counts every event must be attached");
	return c->workload->events[c->hook->event] && !c->workload->many_tasks ? NULL :
	       str_fmt("workload=%s makes no events of hook=%s, or needs other tasks for them", c->workload->name,
		       c->hook->name);
}

/* A cell of an emulated machine. */
static void cpus_run(struct cell_run *run)
{
	cell_end(run, OUTCOME_SKIP, "an emulator that counts instructions has one thread for all CPUs: nothing is done at once; "
				    "run it --on host");
}

struct cpus_cell {
	struct cell_run *run;
	unsigned int n;
	size_t kept, disturbed;
	double *with, *base, *added; /* a block */
	u64 made, seen, lost;
};

/* As before every batch of the sampled class: what the kernel has put off is done now. */
static void cpus_idle(void)
{
	const struct timespec t = { .tv_nsec = 5 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

static int cpus_fail(struct cpus_cell *c, int err, const char *what)
{
	return err ? cell_end(c->run, OUTCOME_BROKEN, "%s: %s", what, strerror(-err)) : 0;
}

/* Attached anew each time, so that its place in memory varies. @count: the figures are kept. */
static int cpus_with(struct cpus_cell *c, struct crew *crew, u64 ns, bool count, double *took, bool *switched)
{
	const struct backend *b = c->run->cell.backend;
	struct counters from = { 0 }, to = { 0 };
	u64 ops = 0;
	int err;

	if (b->attach(c->run)) {
		err = cell_end(c->run, count ? OUTCOME_FAIL : OUTCOME_SKIP, "cannot attach");
	} else {
		err = b->read(c->run, &from);
		cpus_idle();
		if (!err)
			err = crew_work(crew, c->n, ns, &ops, took, switched);
		if (!err)
			err = b->read(c->run, &to);
		err = cpus_fail(c, err, "working with the collector");
	}
	if (!err && !count && b->describe)
		b->describe(c->run);
	if (b->detach(c->run))
		err = cell_end(c->run, OUTCOME_FAIL, "cannot detach");
	if (err || !count)
		return err;
	c->made += ops * c->run->cell.workload->events[c->run->cell.hook->event];
	c->seen += to.seen - from.seen;
	c->lost += to.lost - from.lost;
	return 0;
}

static void cpus_block(struct cpus_cell *c, struct crew *crew, const struct sample_opts *o, bool count)
{
	u64 ns = count ? o->batch_ns : o->warmup_ns / 10, ops;
	bool disturbed = false, too = false;
	double base, with;

	cpus_idle();
	if (c->run->outcome != OUTCOME_OK ||
	    cpus_fail(c, crew_work(crew, c->n, ns, &ops, &base, &disturbed), "working alone") ||
	    cpus_with(c, crew, ns, count, &with, &too) || !count)
		return;
	if (disturbed || too) {
		c->disturbed++;
		return;
	}
	c->base[c->kept] = base;
	c->with[c->kept] = with;
	c->added[c->kept++] = (with - base) / c->run->cell.workload->events[c->run->cell.hook->event];
}

static void cpus_record(struct cpus_cell *c)
{
	json_t *r = c->run->record, *events = json_object_get(r, "events");

	if (c->run->outcome != OUTCOME_OK)
		return;
	if (c->kept < SAMPLE_FLOOR) {
		cell_end(c->run, OUTCOME_BROKEN, "%zu blocks were kept and %zu disturbed: no verdict below %d", c->kept,
			 c->disturbed, SAMPLE_FLOOR);
		return;
	}
	record_samples(r, "ns_per_op", c->with, c->kept, "ns");
	record_samples(r, "base_ns_per_op", c->base, c->kept, "ns");
	record_samples(r, "added_ns_per_event", c->added, c->kept, "ns");
	record_count(r, "disturbed", (s64)c->disturbed, "blocks");
	json_object_set_new(events, "expected", json_integer((json_int_t)c->made));
	json_object_set_new(events, "seen", json_integer((json_int_t)c->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)c->lost));
	/* Other tasks of a machine that runs make events as well, so there may be more, and never fewer. */
	if (c->seen + c->lost < c->made)
		cell_end(c->run, OUTCOME_FAIL, "%llu events were made, %llu seen and %llu lost", (unsigned long long)c->made,
			 (unsigned long long)c->seen, (unsigned long long)c->lost);
	else
		record_count(r, "others", (s64)(c->seen + c->lost - c->made), "events");
}

static bool cpus_ready(struct cpus_cell *c)
{
	unsigned int online = crew_cpus();

	if (c->n > online)
		cell_end(c->run, OUTCOME_SKIP, "this machine has %u CPU%s", online, online == 1 ? "" : "s");
	return c->run->outcome == OUTCOME_OK;
}

static void cpus_measure(struct cpus_cell *cells, size_t n, const struct sample_opts *o, struct crew *crew)
{
	u32 *order = mem_alloc(n, sizeof(*order));

	for (size_t i = 0; i < n && !run_signal(); i++)
		cpus_block(&cells[i], crew, o, false);
	for (unsigned int l = 0; l < o->loads; l++)
		for (unsigned int b = 0; b < o->blocks; b++) {
			sample_order(order, n, o->seed, l, b);
			for (size_t i = 0; i < n && !run_signal(); i++)
				cpus_block(&cells[order[i]], crew, o, true);
		}
	free(order);
}

static void cpus_sample(struct cell_run *runs, size_t n, const struct sample_opts *o)
{
	struct cpus_cell *cells = mem_alloc(n, sizeof(*cells));
	size_t most = (size_t)o->loads * o->blocks;
	unsigned int crowd = 0;
	struct crew crew = { .n = 0 };
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		cells[i] = (struct cpus_cell){ .run = &runs[i],
					       .n = cpus_number(&runs[i].cell),
					       .with = mem_alloc(most, sizeof(double)),
					       .base = mem_alloc(most, sizeof(double)),
					       .added = mem_alloc(most, sizeof(double)) };
		if (cpus_ready(&cells[i]) && cells[i].n > crowd)
			crowd = cells[i].n;
	}
	/* Before anything is attached that the processes would inherit. */
	if (crowd)
		err = crew_start(&crew, crowd, runs[0].cell.workload);
	for (size_t i = 0; i < n && err; i++)
		cpus_fail(&cells[i], err, "starting a process on every CPU");
	if (crowd && !err)
		cpus_measure(cells, n, o, &crew);
	crew_stop(&crew);
	for (size_t i = 0; i < n; i++) {
		if (!run_signal())
			cpus_record(&cells[i]);
		free(cells[i].with);
		free(cells[i].base);
		free(cells[i].added);
	}
	free(cells);
}

const struct experiment experiment_cpus = {
	.name = CPUS_EXPERIMENT,
	.question = "What does an event cost when all CPUs make events at once?",
	.profile = "exact",
	.keys = cpus_keys,
	.needs = { .root = true },
	.metrics = cpus_metrics,
	.plan = cpus_plan,
	.run = cpus_run,
	.repeats = 1,
	.sampled = true,
	.sample = cpus_sample,
	.chapter = &chapter_cpus,
	.check = cpus_check,
};
