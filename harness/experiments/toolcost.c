// SPDX-License-Identifier: GPL-2.0-only
/*
 * toolcost - what an operation costs while a real tool watches.
 *
 * Measured like a collector, with one thing more: the tool's channel is emptied before each block, outside
 * of the clock, as a reader that keeps up does; and one operation follows, so that no record of the block is the
 * one that wakes the reader. A block makes fewer records than the channel holds. What the reader does with
 * them is not part of the figure.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "measure.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "stats.h"
#include "trace/source.h"

#define COST_ROUNDS	  12  /* of blocks, until two in a row have the same minimum */
#define COST_WAVER_ROUNDS 4   /* for workloads whose cost does not repeat */
#define COST_ATTEMPTS	  4   /* then the baselines before and after must agree */
#define COST_MOST_OPS	  499 /* their records fill no more than half of a channel */

static const char *const cost_keys[] = { "workload", "tool", "arm", NULL };

static const struct metric cost_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, tool attached", METRIC_EXACT, METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same without it", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_op", "insn", "what the tool adds to an operation", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_toolcost;

static void cost_plan_tool(const char *kernel, const struct tool *t, void (*add)(const struct cell *, void *),
			   void *ctx)
{
	for (const char *const *w = t->costs; w && *w; w++)
		for (const struct backend *const *b = backends; *b; b++) {
			struct cell c = { .experiment = &experiment_toolcost,
					  .kernel = kernel,
					  .workload = workload_find(*w),
					  .backend = *b };

			if (!source_side((*b)->name) || !c.workload)
				continue;
			cell_set_word(&c, "tool", t->name);
			add(&c, ctx);
		}
}

static void cost_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct tool *const *t = tools; *t; t++)
		cost_plan_tool(kernel, *t, add, ctx);
}

static char *cost_check(const struct cell *c)
{
	const char *tool = cell_word(c, "tool");

	if (tool && tool_find(tool) && source_side(c->backend->name) && c->workload)
		return NULL;
	return str_fmt("tool=%s: there is no such tool on that arm", tool ? tool : "");
}

struct cost {
	struct cell_run *run;
	const struct workload *w;
	struct worker worker;
	struct source source; /* attached while its priv is set */
	u64 ops, empty;
	struct block_set before, treat, after;
};

static void cost_discard(const struct pb_tool_head *record, void *ctx)
{
}

static int cost_block(struct cost *c, u64 *insns)
{
	int err = 0;

	if (c->source.priv) {
		err = c->source.side->take(&c->source);
		source_give(&c->source, UINT64_MAX, cost_discard, NULL);
	}
	if (!err)
		err = c->w->run(&c->worker, 1);
	return err ? err : measure_block(c->w, &c->worker, c->ops, insns);
}

/* Rounds of blocks until they repeat; the last is what counts. */
static int cost_set(struct cost *c, struct block_set *set)
{
	unsigned int n = c->run->measure->blocks;
	u64 last = 0;
	int err = 0;

	set->ops = c->ops;
	for (set->settle_rounds = 1; set->settle_rounds <= COST_ROUNDS; set->settle_rounds++) {
		for (unsigned int i = 0; i < n && !err; i++)
			err = cost_block(c, &set->blocks[i]);
		if (err)
			return err;
		set->stats = stats_blocks(set->blocks, n);
		if (set->stats.min == last || (c->w->wavers && set->settle_rounds >= COST_WAVER_ROUNDS))
			return 0;
		last = set->stats.min;
	}
	return -ETIMEDOUT;
}

static int cost_phase(struct cost *c, struct block_set *set, const char *what)
{
	int err = cost_set(c, set);

	if (err)
		cell_end(c->run, OUTCOME_BROKEN, "%s: %s", what,
			 err == -ETIMEDOUT ? "the block minima do not repeat" :
			 c->source.why     ? c->source.why :
					     strerror(-err));
	return err;
}

/* Every event must have been told of: dropping is cheaper. */
static int cost_counts(struct cost *c)
{
	struct source *s = &c->source;
	json_t *events = json_object_get(c->run->record, "events");
	int err = s->side->detach(s);

	if (!err)
		err = s->side->take(s);
	if (!err)
		err = s->side->count(s);
	if (err)
		return cell_end(c->run, OUTCOME_FAIL, "%s", s->why);
	json_object_set_new(events, "expected", json_integer((json_int_t)s->made));
	json_object_set_new(events, "seen", json_integer((json_int_t)(s->made - s->dropped)));
	json_object_set_new(events, "lost", json_integer((json_int_t)(s->dropped + s->missed)));
	if (s->dropped + s->missed)
		return cell_end(c->run, OUTCOME_BROKEN, "%llu events were lost: the figure is too small",
				(unsigned long long)(s->dropped + s->missed));
	return 0;
}

static int cost_treat(struct cost *c)
{
	struct source *s = &c->source;
	int err;

	/* The workload is this process, so nobody is left out. */
	*s = (struct source){ .tool = tool_find(cell_word(&c->run->cell, "tool")),
			      .side = source_side(c->run->cell.backend->name),
			      .fd = -1 };
	err = s->side->open(s);
	if (err)
		cell_end(c->run, OUTCOME_FAIL, "%s", s->why);
	if (!err)
		err = cost_phase(c, &c->treat, "measuring with the tool");
	if (!err)
		err = cost_counts(c);
	if (s->side->close(s) && !err)
		err = cell_end(c->run, OUTCOME_FAIL, "%s", s->why);
	source_free(s);
	return err;
}

static void cost_record(struct cost *c, bool moved)
{
	json_t *record = c->run->record;
	s64 noise = llabs((s64)(c->after.stats.min - c->before.stats.min)), ops = (s64)c->ops;
	static const char *const noisy[] = { "insn_per_op", "added_insn_per_op" };

	record_blocks(record, "insn_per_op", &c->treat, c->empty);
	record_blocks(record, "base_insn_per_op", &c->before, c->empty);
	record_delta(record, "added_insn_per_op", (s64)(c->treat.stats.min - c->before.stats.min), "ops", c->ops);
	for (size_t i = 0; i < ARRAY_SIZE(noisy) && moved; i++)
		json_object_set_new(json_object_get(json_object_get(record, "metrics"), noisy[i]), "noise",
				    json_integer((noise + ops - 1) / ops));
}

static void cost_measure(struct cost *c)
{
	int attempts = 0;
	bool moved = true;
	int err = measure_bracket(c->w, &c->worker, c->run->measure->target_insns, &c->empty, &c->ops);

	if (err) {
		cell_end(c->run, OUTCOME_BROKEN, "sizing the blocks: %s", strerror(-err));
		return;
	}
	if (c->ops > COST_MOST_OPS)
		c->ops = COST_MOST_OPS;
	while (!err && moved && attempts++ < COST_ATTEMPTS) {
		err = cost_phase(c, &c->before, "baseline before");
		if (!err)
			err = cost_treat(c);
		if (!err)
			err = cost_phase(c, &c->after, "baseline after");
		moved = c->before.stats.min != c->after.stats.min;
	}
	if (err)
		return;
	cost_record(c, moved);
	if (moved && !c->w->wavers)
		cell_end(c->run, OUTCOME_BROKEN, "the baseline moved in each of %d rounds", COST_ATTEMPTS);
}

static void cost_run(struct cell_run *run)
{
	struct cost c = { .run = run, .w = run->cell.workload, .worker = { .fd = -1 } };
	int err = c.w->setup ? c.w->setup(&c.worker) : 0;

	run->worker = &c.worker;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", c.w->name, strerror(-err));
	else
		cost_measure(&c);
	if (c.w->teardown)
		c.w->teardown(&c.worker);
}

const struct experiment experiment_toolcost = {
	.name = "toolcost",
	.question = "What does an operation cost while a real tool watches?",
	.profile = "exact",
	.keys = cost_keys,
	.needs = { .root = true },
	.metrics = cost_metrics,
	.plan = cost_plan,
	.run = cost_run,
	.modules = "tools",
	.chapter = &chapter_toolcost,
	.check = cost_check,
};
