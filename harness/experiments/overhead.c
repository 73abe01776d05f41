// SPDX-License-Identifier: GPL-2.0-only
/*
 * overhead - what one event costs, in instructions, on top of the same workload without a collector.
 *
 * Every cell carries its own baseline, measured before the collector is attached and again after it
 * is gone: were only one taken, whatever the kernel changed meanwhile would be blamed on the
 * collector. The cell without a collector goes the same way and must find zero.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "env.h"
#include "files.h"
#include "overhead/account.h"
#include "plan.h"
#include "record.h"
#include "report/chapter.h"

#define OVERHEAD_ATTEMPTS 4 /* then the baselines before and after must agree */
/* A baseline that wavers need not agree: a second round would throw the first away for nothing. */
#define OVERHEAD_WAVER_ATTEMPTS 1
#define OVERHEAD_LONG  1500000 /* instructions of a block with the collector; twice that is still below a tick */
#define OVERHEAD_SHORT 1000000

static const struct metric overhead_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, collector attached", METRIC_EXACT,
	  METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same without the collector", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_event", "insn", "what one event adds", METRIC_EXACT, METRIC_LOWER },
	{ "added_insn_per_op", "insn", "baseline against itself (A/A)", METRIC_EXACT, METRIC_NEITHER },
	{ "linearity_insn", "insn", "what 2N operations add beyond twice what N add", METRIC_EXACT,
	  METRIC_NEITHER },
	{ "base_linearity_insn", "insn", "what 2N operations cost beyond twice N, without the collector",
	  METRIC_EXACT, METRIC_NEITHER },
	{ "ns_per_op", "ns", "time per operation, collector attached", METRIC_SAMPLED, METRIC_LOWER },
	{ "base_ns_per_op", "ns", "the same without the collector", METRIC_SAMPLED, METRIC_NEITHER },
	{ "added_ns_per_event", "ns", "what one event adds", METRIC_SAMPLED, METRIC_LOWER },
	{ "aa_ns", "ns", "baseline against itself (A/A), per event: the noise floor", METRIC_SAMPLED,
	  METRIC_NEITHER },
	{ "ratio_to_kprobe", "x", "added time over that of the module by kprobe", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "ratio_to_kretprobe", "x", "added time over that of the module by kretprobe", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "ratio_to_tracepoint", "x", "added time over that of the module by tracepoint", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "ratio_to_ftrace_ops", "x", "added time over that of the module by ftrace_ops", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "ratio_to_ftrace_direct", "x", "added time over that of the module by ftrace_direct", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "ratio_to_fprobe", "x", "added time over that of the module by fprobe", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "added_cycles_per_event", "cycles", "what one event adds, by the PMU", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ "added_pmu_insn_per_event", "insn", "what one event adds, by the PMU", METRIC_SAMPLED,
	  METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_overhead;

static void overhead_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct workload *const *w = workloads; *w; w++)
		plan_arms(&experiment_overhead, kernel, *w, add, ctx);
}

static int overhead_phase(struct overhead *o, struct block_set *set, const char *step)
{
	struct worker *worker = o->run->worker;
	int err = measure_settle(o->w, worker, o->ops, &set->settle_rounds);

	if (!err)
		err = measure_set(o->w, worker, o->ops, o->run->measure->blocks, set);
	return overhead_step(o, err, step);
}

static int overhead_treat(struct overhead *o, const struct backend *b)
{
	struct counters self = { 0 }, all = { 0 };
	struct block_set scratch;
	int err = measure_settle(o->w, o->run->worker, o->ops, &o->treat.settle_rounds);

	if (overhead_step(o, err, "settling with the collector"))
		return -EIO;
	err = overhead_bracket(o, b, 0, &scratch, &self);
	if (!err)
		err = overhead_bracket(o, b, o->ops, &o->treat, &all);
	if (overhead_step(o, err, "measuring with the collector"))
		return -EIO;
	o->seen.seen = all.seen - self.seen;
	o->seen.lost = all.lost - self.lost;
	o->seen.bytes = all.bytes - self.bytes;
	err = measure_agreed(o->w, o->run->worker, 2 * o->ops, &o->treat_twice);
	return overhead_step(o, err, "measuring twice the operations");
}

/* What 2N operations cost beyond twice N. */
static s64 overhead_linear(const struct overhead *o, u64 twice, u64 once)
{
	return (s64)(twice - o->empty) - 2 * (s64)(once - o->empty);
}

/*
 * A workload need not be linear itself (every so many operations an allocator refills); that is its
 * resolution, and the cell without a collector records it. What a collector adds must be linear.
 */
static void overhead_metrics_record(struct overhead *o)
{
	json_t *r = o->run->record;
	s64 delta = (s64)(o->treat.stats.min - o->before.stats.min);
	s64 base_linear = overhead_linear(o, o->before_twice, o->before.stats.min);
	s64 linear = overhead_linear(o, o->treat_twice, o->treat.stats.min);

	record_blocks(r, "insn_per_op", &o->treat, o->empty);
	record_blocks(r, "base_insn_per_op", &o->before, o->empty);
	if (o->run->cell.collector)
		record_delta(r, "added_insn_per_event", delta, "events", o->ops * o->events_per_op);
	else
		record_delta(r, "added_insn_per_op", delta, "ops", o->ops);
	record_integer(r, "base_linearity_insn", base_linear, o->ops);
	record_integer(r, "linearity_insn", o->run->cell.collector ? linear - base_linear : base_linear,
		       o->ops);
}

/*
 * Functions of the kernel are renamed and inlined, tracepoints come and go; that says nothing about a
 * side. Is the cell's function or tracepoint not there?
 */
static bool overhead_missing(const struct cell *c)
{
	const char *target = c->hook ? backend_target(c) : NULL, *name = target ? strchr(target, ':') : NULL;
	char *events;
	bool missing;

	if (!name)
		return target && !env_has_function(target);
	events = str_fmt("/sys/kernel/tracing/events/%.*s/%s", (int)(name - target), target, name + 1);
	missing = file_exists("/sys/kernel/tracing/events") && !file_exists(events);
	free(events);
	return missing;
}

static void overhead_attached(struct overhead *o, const struct backend *b)
{
	const char *flavour;

	if (b->attach(o->run)) {
		if (overhead_missing(&o->run->cell))
			cell_end(o->run, OUTCOME_SKIP, "this kernel has no %s, where %s is observed",
				 backend_target(&o->run->cell), o->w->name);
		else
			cell_end(o->run, OUTCOME_FAIL, "cannot attach");
		return;
	}
	/* int3, jump and ftrace probes are all called "kprobe", and cost very different things. */
	flavour = o->run->cell.hook && str_ends(o->run->cell.hook->name, "probe") && !backend_in_user(&o->run->cell) ?
			  env_kprobe_flavour() : NULL;
	if (b->describe)
		b->describe(o->run);
	if (flavour)
		json_object_set_new(o->run->record, "flavour", json_string(flavour));
	if (!overhead_treat(o, b) && o->run->cell.collector)
		overhead_prove(o);
}

static bool overhead_moved(const struct overhead *o)
{
	return o->after.stats.min != o->before.stats.min;
}

/* Baseline, collector, baseline again. 0 if all of it was measured; the cell has ended otherwise. */
static int overhead_round(struct overhead *o)
{
	const struct backend *b = o->run->cell.backend;
	struct worker *worker = o->run->worker;
	int err;

	if (overhead_phase(o, &o->before, "baseline before"))
		return -EIO;
	err = measure_agreed(o->w, worker, 2 * o->ops, &o->before_twice);
	if (overhead_step(o, err, "measuring twice the operations"))
		return -EIO;
	overhead_attached(o, b);
	if (b->detach(o->run))
		cell_end(o->run, OUTCOME_FAIL, "cannot detach");
	if (o->run->outcome != OUTCOME_OK)
		return -EIO;
	return overhead_phase(o, &o->after, "baseline after");
}

/*
 * Blocks are sized without the collector. One that makes an operation ten times as dear would make them so long that
 * none, and none of twice the operations, is without a tick of the kernel's: then they are made shorter.
 */
static bool overhead_shrink(struct overhead *o)
{
	u64 was = o->ops;

	if (o->treat.stats.min > OVERHEAD_LONG)
		o->ops = stats_prime_near(o->ops * OVERHEAD_SHORT / o->treat.stats.min);
	return o->ops < was;
}

static void overhead_measure(struct overhead *o)
{
	struct worker *worker = o->run->worker;
	int attempts = 0, most = o->w->wavers ? OVERHEAD_WAVER_ATTEMPTS : OVERHEAD_ATTEMPTS;
	int err = measure_bracket(o->w, worker, o->run->measure->target_insns, &o->empty,
						&o->ops);

	if (overhead_step(o, err, "sizing the blocks"))
		return;
	/* The verdict looks at the baseline alone: a round is never thrown away for what it measured. */
	do {
		if (overhead_round(o))
			return;
		if (overhead_shrink(o) && overhead_round(o))
			return;
	} while (overhead_moved(o) && ++attempts < most);
	overhead_metrics_record(o);
	json_object_set_new(o->run->record, "rounds",
			    json_integer(attempts + (attempts < most)));
	/* A workload that wavers moves anyway: the report measures how much and resolves nothing below. */
	if (overhead_moved(o) && !o->w->wavers)
		cell_end(o->run, OUTCOME_BROKEN, "the baseline moved from %llu to %llu instructions a "
			 "block in each of %d rounds", (unsigned long long)o->before.stats.min,
			 (unsigned long long)o->after.stats.min, OVERHEAD_ATTEMPTS);
	else if (!overhead_events(o))
		overhead_bytes(o);
}

static void overhead_run(struct cell_run *run)
{
	struct worker worker = { .fd = -1 };
	struct overhead o = { .run = run, .w = run->cell.workload };
	int err;

	run->worker = &worker;
	o.events_per_op = run->cell.hook ? o.w->events[run->cell.hook->event] : 0;
	err = o.w->setup ? o.w->setup(&worker) : 0;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", o.w->name, strerror(-err));
	else
		overhead_measure(&o);
	if (o.w->teardown)
		o.w->teardown(&worker);
}

const struct experiment experiment_overhead = {
	.name = "overhead",
	.question = "What does one event cost as a kernel module and as eBPF?",
	.profile = "exact",
	.metrics = overhead_metrics,
	.plan = overhead_plan,
	.run = overhead_run,
	.sampled = true,
	.chapter = &chapter_overhead,
};
