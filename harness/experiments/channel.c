// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel - what it costs to tell user space of every event, and what is lost when nobody listens.
 *
 * One hook, one collector; what varies is the way of its records. Every record is numbered, so loss is
 * counted twice: by the side that had no room for a record, and by the reader who misses its number. The
 * two must agree.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/throughput.h"
#include "channel/trial.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"

#define CHANNEL_BLOCK_BYTES (PB_STREAM_BYTES / 2) /* of records, so that no block fills a buffer */
#define CHANNEL_BLOCK_MOST  512			    /* records: well under a timer's period */
#define CHANNEL_LOSS_SIZE   "64"   /* bytes of a record where the consumer's speed is varied */

static const struct metric channel_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, collector attached", METRIC_EXACT, METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same with an empty handler at the same hook", METRIC_EXACT,
	  METRIC_NEITHER },
	{ "added_insn_per_event", "insn",
	  "what a record adds: of consumer=waits with waking, switching and reading, else on the producer's side alone",
	  METRIC_EXACT, METRIC_LOWER },
	{ "consume_insn_per_record", "insn", "what taking a record costs a reader that polls", METRIC_EXACT,
	  METRIC_LOWER },
	{ "records", "records", "handed to a reader that waits, in the measured blocks", METRIC_EXACT, METRIC_NEITHER },
	{ "wakeups", "wakeups", "times that it was woken for them", METRIC_EXACT, METRIC_LOWER },
	{ "idle_wakeups", "wakeups", "times that it was woken for nothing", METRIC_EXACT, METRIC_LOWER },
	{ "offered", "records", "made for a reader that is too slow", METRIC_EXACT, METRIC_NEITHER },
	{ "dropped", "records", "of these, counted as dropped by the collector", METRIC_EXACT, METRIC_LOWER },
	{ "capacity", "records", "that the channel holds for a reader that has stopped", METRIC_EXACT, METRIC_HIGHER },
	{ "missed", "records", "numbers that never reached the reader, in all", METRIC_EXACT, METRIC_NEITHER },
	{ "uncounted", "records", "of these, not counted as dropped", METRIC_EXACT, METRIC_LOWER },
	{ "wrong", "records", "that came twice, out of order or with other contents", METRIC_EXACT, METRIC_LOWER },
	{ "records_per_s", "records/s", "that reach a reader with a CPU of its own", METRIC_SAMPLED, METRIC_HIGHER },
	{ "lost_share", "%", "of the records that were dropped meanwhile", METRIC_SAMPLED, METRIC_LOWER },
	{ "unaccounted", "batches", "thrown away because their numbers do not add up", METRIC_EXACT, METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const channel_keys[] = { "channel", "size", "policy", "consumer", "arm", NULL };
static const char *const channel_sizes[] = { "16", "64", "256", "1024", "4096", NULL };

extern const struct experiment experiment_channel;

struct channel_plan {
	struct cell cell;
	void (*add)(const struct cell *, void *);
	void *ctx;
};

static void channel_add(struct channel_plan *p, const char *size, const char *policy, const char *consumer)
{
	cell_set_word(&p->cell, "size", size);
	cell_set_word(&p->cell, "policy", policy);
	cell_set_word(&p->cell, "consumer", consumer);
	p->add(&p->cell, p->ctx);
}

static void channel_plan_one(struct channel_plan *p, const struct channel *ch)
{
	cell_set_word(&p->cell, "channel", ch->name);
	p->cell.backend = backend_find(ch->arm);
	for (const char *const *size = channel_sizes; *size; size++) {
		channel_add(p, *size, "none", "polls");
		for (const char *const *policy = ch->policies; *policy; policy++)
			channel_add(p, *size, *policy, "waits");
		for (const struct consumer *c = consumers; c->name; c++)
			if (c->loses && ch->id != PB_STREAM_NONE && (!c->percent || !strcmp(*size, CHANNEL_LOSS_SIZE)))
				channel_add(p, *size, "none", c->name);
	}
}

static void channel_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct channel_plan p = { .cell = { .experiment = &experiment_channel, .kernel = kernel },
				  .add = add,
				  .ctx = ctx };

	for (const struct channel *ch = channels; ch->name; ch++)
		channel_plan_one(&p, ch);
}

static bool channel_has_policy(const struct channel *ch, const char *policy)
{
	for (const char *const *p = ch->policies; *p; p++)
		if (!strcmp(*p, policy))
			return true;
	return false;
}

static char *channel_check(const struct cell *c)
{
	const char *name = cell_word(c, "channel"), *policy = cell_word(c, "policy");
	const struct channel *ch = channel_find(c->backend->name, name);
	const struct consumer *consumer = consumer_find(cell_word(c, "consumer"));

	if (!ch)
		return str_fmt("arm %s has no channel %s", c->backend->name, name);
	if (!channel_bytes(cell_word(c, "size")))
		return str_fmt("size=%s is no power of two from %d to %d", cell_word(c, "size"), PB_STREAM_MIN,
			       PB_STREAM_MAX);
	if (!consumer)
		return str_fmt("there is no consumer %s", cell_word(c, "consumer"));
	if (consumer->loses && ch->id == PB_STREAM_NONE)
		return str_dup("what is handed to nobody cannot be lost");
	if (consumer->waits ? !channel_has_policy(ch, policy) : channel_wake(policy) != PB_STREAM_WAKE_NEVER)
		return str_fmt("policy=%s does not fit consumer=%s of channel %s", policy, consumer->name, name);
	return NULL;
}

static void channel_record(struct trial *t)
{
	json_t *r = t->run->record, *events = json_object_get(r, "events");
	const struct reader *in = &t->reader;
	bool costs = t->block.stats.n > 0;

	json_object_set_new(events, "expected", json_integer((json_int_t)t->expected));
	json_object_set_new(events, "lost", json_integer((json_int_t)t->dropped));
	json_object_set_new(events, "seen", json_integer((json_int_t)(t->made - t->dropped)));
	json_object_set_new(events, "duplicated", json_integer((json_int_t)in->repeated));
	if (costs) {
		/* Hundreds of cells: the least block of each, without the others. */
		record_delta(r, "insn_per_op", (s64)t->block.stats.min, "ops", t->ops);
		record_delta(r, "base_insn_per_op", (s64)t->floor.stats.min, "ops", t->ops);
		record_delta(r, "added_insn_per_event", (s64)(t->block.stats.min - t->floor.stats.min), "events", t->ops);
	}
	if (in->channel->id == PB_STREAM_NONE)
		return;
	if (!t->consumer->waits && !t->consumer->loses)
		record_delta(r, "consume_insn_per_record", (s64)t->drain.stats.min, "records", t->ops);
	if (t->consumer->waits) {
		record_count(r, "records", (s64)(t->block.stats.n * t->ops), "records");
		record_count(r, "wakeups", (s64)t->wakeups, "wakeups");
		record_count(r, "idle_wakeups", (s64)t->empty, "wakeups");
	}
	if (t->consumer->loses) {
		record_count(r, "offered", (s64)t->lossy, "records");
		record_count(r, "dropped", (s64)t->lossy_dropped, "records");
		if (!t->consumer->percent)
			record_count(r, "capacity", (s64)(t->lossy - t->lossy_dropped), "records");
	}
	record_count(r, "missed", (s64)(t->made - in->taken), "records");
	record_count(r, "uncounted", (s64)(t->made - in->taken - t->dropped), "records");
	record_count(r, "wrong", (s64)(in->repeated + in->late + in->wrong), "records");
}

/* Every event is numbered; every number has come, once and in order, or is counted as dropped. */
static void channel_judge(struct trial *t)
{
	const struct reader *in = &t->reader;

	if (t->made != t->expected)
		cell_end(t->run, OUTCOME_FAIL, "%llu events happened, the collector numbered %llu",
			 (unsigned long long)t->expected, (unsigned long long)t->made);
	else if (in->channel->id == PB_STREAM_NONE)
		return;
	else if (in->repeated || in->late || in->wrong)
		cell_end(t->run, OUTCOME_FAIL, "%llu records came twice, %llu out of order, %llu are not what the contract says",
			 (unsigned long long)in->repeated, (unsigned long long)in->late, (unsigned long long)in->wrong);
	else if (in->missed != t->dropped || in->taken + t->dropped != t->made)
		cell_end(t->run, OUTCOME_FAIL, "of %llu records %llu came; the reader misses %llu, the collector dropped %llu",
			 (unsigned long long)t->made, (unsigned long long)in->taken, (unsigned long long)in->missed,
			 (unsigned long long)t->dropped);
	else if (t->dropped && !t->consumer->loses)
		cell_end(t->run, OUTCOME_FAIL, "a consumer that keeps up lost %llu records",
			 (unsigned long long)t->dropped);
}

/* Records of a block. Whoever is woken once for a part of a buffer is given whole parts. */
static u64 channel_ops(const struct trial *t)
{
	u64 ops = CHANNEL_BLOCK_BYTES / t->reader.bytes, part = PB_STREAM_BYTES / PB_STREAM_SUBBUFS / t->reader.bytes;

	if (ops > CHANNEL_BLOCK_MOST)
		ops = CHANNEL_BLOCK_MOST;
	return t->consumer->waits && t->reader.channel->id == PB_STREAM_RELAY && ops < part ? part : ops;
}

static void channel_run(struct cell_run *run)
{
	const char *arm = run->cell.backend->name;
	struct worker worker = { .fd = -1 };
	struct trial *t = mem_alloc(1, sizeof(*t));

	t->run = run;
	t->consumer = consumer_find(cell_word(&run->cell, "consumer"));
	trial_name(&run->cell, &t->reader);
	t->ops = channel_ops(t);
	run->worker = &worker;
	run->cell.workload = workload_find("getppid");
	run->cell.hook = hook_find("kprobe");
	run->cell.mech = mech_find(arm, "kprobe", "kprobe");
	if (!trial_run(t)) {
		channel_record(t);
		channel_judge(t);
	}
	free(t);
}

const struct experiment experiment_channel = {
	.name = "channel",
	.question = "What does it cost to tell user space of every event, and what is lost when nobody listens?",
	.profile = "exact",
	.keys = channel_keys,
	.needs = { .root = true },
	.metrics = channel_metrics,
	.plan = channel_plan,
	.run = channel_run,
	.sampled = true,
	.samples = throughput_sampled,
	.sample = throughput_sample,
	.chapter = &chapter_channel,
	.check = channel_check,
};
