// SPDX-License-Identifier: GPL-2.0-only
/*
 * model - is the cost of an event the sum of its parts: hook, body, channel?
 *
 * The parts are measured alone, each on one workload: a hook with an empty body; a body and a channel at one
 * hook. All else is a combination, whose cost the sum predicts: a body at another hook, a channel at another
 * hook, either of them on another workload. What is left over is the answer, and the report prints it. Every
 * cell, part or combination, is measured in the same way.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "channel/channel.h"
#include "measure.h"
#include "record.h"
#include "registry.h"
#include "report/model.h"

#define MODEL_ROUNDS 4	 /* in one of them the baselines before and after must agree */
#define MODEL_EVENTS 256 /* of a block: far below a timer's period, and what any channel has room for */
#define MODEL_BYTES  64	 /* of a record */

static const struct metric model_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, collector attached", METRIC_EXACT, METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same without the collector", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_event", "insn", "what one event adds", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const model_keys[] = { "workload", "hook", "body", "channel", "arm", "mech", NULL };
static const char *const model_workloads[] = { MODEL_WORKLOAD, "stat", NULL };

extern const struct experiment experiment_model;

/* A reader that makes system calls would be observed where all system calls are, without an end. */
static bool model_reads_quietly(const struct channel *ch, const struct hook *h)
{
	return h->event != PB_EV_SYSCALL || (ch->id != PB_STREAM_READ && ch->id != PB_STREAM_RELAY);
}

struct model_plan {
	struct cell cell;
	void (*add)(const struct cell *, void *);
	void *ctx;
};

static void model_plan_body(struct model_plan *p, const struct collector *col)
{
	cell_set_word(&p->cell, "body", col->name);
	cell_set_word(&p->cell, "channel", "none");
	p->add(&p->cell, p->ctx);
	for (const struct channel *ch = channels; ch->name && col->streams; ch++) {
		if (strcmp(ch->arm, p->cell.backend->name) || ch->id == PB_STREAM_NONE ||
		    !model_reads_quietly(ch, p->cell.hook))
			continue;
		cell_set_word(&p->cell, "channel", ch->name);
		p->add(&p->cell, p->ctx);
	}
}

static void model_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct model_plan p = { .cell = { .experiment = &experiment_model, .kernel = kernel }, .add = add, .ctx = ctx };

	for (const char *const *w = model_workloads; *w; w++)
		for (const struct mech *m = mechs; m->name; m++) {
			p.cell.workload = workload_find(*w);
			p.cell.hook = hook_find(m->hook);
			p.cell.backend = backend_find(m->arm);
			p.cell.mech = m;
			if (p.cell.backend->optional || !mech_is_general(m))
				continue;
			for (const struct collector *const *col = collectors; *col; col++)
				/* A pair's body is in two places at once: no sum of one hook and one body. */
				if (!(*col)->pair && collector_has_mech(*col, m->name) &&
				    backend_has_collector(p.cell.backend, *col))
					model_plan_body(&p, *col);
		}
}

static char *model_check(const struct cell *c)
{
	const char *body = cell_word(c, "body"), *name = cell_word(c, "channel");
	const struct collector *col = collector_find(body);
	const struct channel *ch = channel_find(c->backend->name, name);

	if (!col)
		return str_fmt("there is no collector %s to be a body", body);
	if (col->pair)
		return str_fmt("%s observes two places at once, and is no sum of one hook and one body", body);
	if (!c->mech || !collector_has_mech(col, c->mech->name))
		return str_fmt("%s does not observe by %s", body, c->mech ? c->mech->name : "none");
	if (!ch)
		return str_fmt("arm %s has no channel %s", c->backend->name, name);
	if (ch->id != PB_STREAM_NONE && !col->streams)
		return str_fmt("%s hands no records to channel=%s", body, name);
	if (!model_reads_quietly(ch, c->hook))
		return str_fmt("a reader of channel=%s makes system calls, and hook=%s observes them", name, c->hook->name);
	return NULL;
}

struct model {
	struct cell_run *run;
	const struct collector *body;
	struct reader reader; /* of a body that streams */
	u64 ops, events;      /* of a block */
	struct block_set before, treat, after;
	u64 seen, lost;	      /* events of the measured blocks, as the collector says */
	u64 taken, missed;    /* records of them, as the reader says */
};

static int model_step(struct model *m, int err, const char *step)
{
	if (!err)
		return 0;
	if (err == -ETIMEDOUT)
		return cell_end(m->run, OUTCOME_BROKEN, "%s: the block minima keep falling", step);
	return cell_end(m->run, OUTCOME_BROKEN, "%s: %s", step, strerror(-err));
}

static int model_base(struct model *m, struct block_set *set)
{
	struct cell_run *run = m->run;
	int err = measure_settle(run->cell.workload, run->worker, m->ops, &set->settle_rounds);

	if (!err)
		err = measure_set(run->cell.workload, run->worker, m->ops, run->measure->blocks, set);
	return model_step(m, err, "measuring without the collector");
}

/* A block, and then the reader's turn, which is not measured. */
static int model_block(struct model *m, u64 ops, u64 *insns)
{
	int err = measure_block(m->run->cell.workload, m->run->worker, ops, insns);

	return err || !m->body->streams ? err : reader_drain(&m->reader, READER_ALL);
}

static int model_turn(void *ctx, u64 *insns)
{
	struct model *m = ctx;

	return model_block(m, m->ops, insns);
}

static int model_settle(struct model *m)
{
	if (m->body->streams)
		return measure_settle_turns(model_turn, m, &m->treat.settle_rounds);
	return measure_settle(m->run->cell.workload, m->run->worker, m->ops, &m->treat.settle_rounds);
}

/*
 * As many blocks as are measured, with the counters' growth and the reader's. The bracket's own events are told by
 * blocks of nothing. Records made while counters were read are not the blocks', so they are taken first.
 */
static int model_bracket(struct model *m, u64 ops, struct counters *grown, u64 *taken)
{
	struct counters a = { 0 }, z = { 0 };
	u64 before;
	int err = m->run->cell.backend->read(m->run, &a);

	if (!err && m->body->streams)
		err = reader_drain(&m->reader, READER_ALL);
	before = m->reader.taken;
	/* A channel that is opened after the first events has missed those, and counted them. */
	m->missed = m->reader.missed;
	m->treat.ops = ops;
	for (unsigned int i = 0; i < m->run->measure->blocks && !err; i++)
		err = model_block(m, ops, &m->treat.blocks[i]);
	if (!err)
		err = m->run->cell.backend->read(m->run, &z);
	m->treat.stats = stats_blocks(m->treat.blocks, m->run->measure->blocks);
	*grown = (struct counters){ .seen = z.seen - a.seen, .lost = z.lost - a.lost };
	*taken = m->reader.taken - before;
	m->missed = m->reader.missed - m->missed;
	return err;
}

static int model_treat(struct model *m)
{
	struct counters self = { 0 }, all = { 0 };
	u64 idle = 0, taken = 0;
	int err = model_settle(m);

	if (!err)
		err = model_bracket(m, 0, &self, &idle);
	if (!err)
		err = model_bracket(m, m->ops, &all, &taken);
	m->seen = all.seen - self.seen;
	m->lost = all.lost - self.lost;
	m->taken = taken - idle;
	return model_step(m, err, "measuring with the collector");
}

static int model_attach(struct model *m)
{
	struct cell_run *run = m->run;

	run->cell.collector = m->body;
	if (!m->body->streams)
		return run->cell.backend->attach(run);
	m->reader = (struct reader){ .channel = channel_find(run->cell.backend->name, cell_word(&run->cell, "channel")),
				     .bytes = MODEL_BYTES,
				     .wake = PB_STREAM_WAKE_NEVER };
	return channel_attach(run, &m->reader);
}

static int model_detach(struct model *m)
{
	return m->body->streams ? channel_detach(m->run, &m->reader) : m->run->cell.backend->detach(m->run);
}

static int model_round(struct model *m)
{
	if (model_base(m, &m->before))
		return -EIO;
	if (model_attach(m))
		cell_end(m->run, OUTCOME_FAIL, "cannot attach");
	else
		model_treat(m);
	if (model_detach(m))
		cell_end(m->run, OUTCOME_FAIL, "cannot detach");
	return m->run->outcome == OUTCOME_OK ? model_base(m, &m->after) : -EIO;
}

static void model_record(struct model *m)
{
	u64 made = m->events * m->run->measure->blocks;
	json_t *r = m->run->record, *events = json_object_get(r, "events");
	bool counts = m->body->counts && !m->body->match_param, reads = m->body->streams && m->reader.channel->id != PB_STREAM_NONE;

	/* Hundreds of cells: the least block of each, without the others. */
	record_delta(r, "insn_per_op", (s64)m->treat.stats.min, "ops", m->ops);
	record_delta(r, "base_insn_per_op", (s64)m->before.stats.min, "ops", m->ops);
	record_delta(r, "added_insn_per_event", (s64)(m->treat.stats.min - m->before.stats.min), "events", m->events);
	json_object_set_new(events, "expected", json_integer((json_int_t)(m->body->match_param ? 0 : made)));
	if (!m->body->counts)
		return;
	json_object_set_new(events, "seen", json_integer((json_int_t)m->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)m->lost));
	if (m->seen != (counts ? made : 0) || m->lost)
		cell_end(m->run, OUTCOME_FAIL, "%llu events expected, %llu seen, %llu lost",
			 (unsigned long long)(counts ? made : 0), (unsigned long long)m->seen, (unsigned long long)m->lost);
	else if (reads && (m->taken != made || m->missed || m->reader.late || m->reader.wrong))
		cell_end(m->run, OUTCOME_FAIL, "of %llu records %llu came; %llu are missing, %llu out of order, %llu damaged",
			 (unsigned long long)made, (unsigned long long)m->taken, (unsigned long long)m->missed,
			 (unsigned long long)m->reader.late, (unsigned long long)m->reader.wrong);
}

static void model_measure(struct model *m)
{
	for (int round = 0; round < MODEL_ROUNDS; round++) {
		if (model_round(m))
			return;
		if (m->before.stats.min == m->after.stats.min) {
			model_record(m);
			return;
		}
	}
	cell_end(m->run, OUTCOME_BROKEN, "the baseline moved from %llu to %llu instructions a block in each of %d rounds",
		 (unsigned long long)m->before.stats.min, (unsigned long long)m->after.stats.min, MODEL_ROUNDS);
}

static void model_run(struct cell_run *run)
{
	const struct workload *w = run->cell.workload;
	struct worker worker = { .fd = -1 };
	struct model m = { .run = run, .body = collector_find(cell_word(&run->cell, "body")) };
	int err;

	run->worker = &worker;
	m.events = MODEL_EVENTS;
	m.ops = MODEL_EVENTS / w->events[run->cell.hook->event];
	err = w->setup ? w->setup(&worker) : 0;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", w->name, strerror(-err));
	else
		model_measure(&m);
	if (w->teardown)
		w->teardown(&worker);
}

const struct experiment experiment_model = {
	.name = "model",
	.question = "Is the cost of an event the sum of its hook, its body and its channel?",
	.profile = "exact",
	.keys = model_keys,
	.needs = { .root = true },
	.metrics = model_metrics,
	.plan = model_plan,
	.run = model_run,
	.chapter = &chapter_model,
	.check = model_check,
};
