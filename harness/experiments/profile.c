// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile - what a sample costs, and whether each side's samples say what happened.
 *
 * Where an instruction is a nanosecond, a sampler by the clock takes one sample every so many instructions, and the
 * clock knows how many there must be. A block of known work is measured without the sampler and with it. It ends half a
 * period behind its last sample, so that none can fall just outside of what is measured; what is left over the number
 * of samples is the cost of one. Then three parts of the work are done in one function and one part in another one, or in
 * another task, and the samples of each are held against the clock.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "profile/sampler.h"
#include "profile/split.h"
#include "record.h"
#include "registry.h"
#include "report/profile.h"

#define PROFILE_BLOCK	 1500000 /* instructions of a block: far below the period of the kernel's own tick */
#define PROFILE_ATTEMPTS 4	 /* in one of them the baselines before and after must agree */
#define PROFILE_TUNINGS	 8
#define PROFILE_PERIODS	 16 /* of the second part, a quarter of the whole */

static const struct metric profile_metrics[] = {
	{ "insn_per_op", "insn", "instructions per turn of the work, sampled", METRIC_EXACT, METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same without the sampler", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_event", "insn", "what one sample adds", METRIC_EXACT, METRIC_LOWER },
	{ "samples", "samples", "of the work with known shares", METRIC_EXACT, METRIC_NEITHER },
	{ "samples_by_clock", "samples", "that there must be, by the clock", METRIC_EXACT, METRIC_NEITHER },
	{ "first", "samples", "of its first part", METRIC_EXACT, METRIC_NEITHER },
	{ "first_by_clock", "samples", "that there must be", METRIC_EXACT, METRIC_NEITHER },
	{ "second", "samples", "of its second part", METRIC_EXACT, METRIC_NEITHER },
	{ "second_by_clock", "samples", "that there must be", METRIC_EXACT, METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const profile_keys[] = { "event", "period", "body", "arm", "mech", NULL };
static const char *const profile_periods[] = { "50us", "500us", NULL };
#define PROFILE_HARDWARE_PERIOD "100k"

#define KCONFIG(...) .kconfig = (const char *const[]){ __VA_ARGS__, NULL }

static const struct mech profile_mechs[] = {
	{ "perf_event", "kmod", "sample", "overflow", NULL, "perf_event_create_kernel_counter() for every CPU",
	  { .root = true, .modules = true, KCONFIG("CONFIG_PERF_EVENTS=y") } },
	{ "hrtimer", "kmod", "sample", "timer", NULL, "a timer of every CPU, without perf",
	  { .root = true, .modules = true, KCONFIG("CONFIG_HIGH_RES_TIMERS=y") } },
	{ "perf_event", "ebpf", "sample", "overflow", NULL, "SEC(\"perf_event\"), a perf event of every CPU",
	  { .root = true, KCONFIG("CONFIG_BPF_SYSCALL=y", "CONFIG_BPF_EVENTS=y", "CONFIG_PERF_EVENTS=y") } },
	{ .name = NULL },
};

extern const struct experiment experiment_profile;

/* "50us", "100k": nanoseconds, or events, of a sample; 0: neither. */
static u64 profile_period(const char *word)
{
	char *end;
	u64 n = word ? strtoull(word, &end, 10) : 0;

	return n && n < 1000000 && (!strcmp(end, "us") || !strcmp(end, "k")) ? n * 1000 : 0;
}

static bool profile_by_timer(const struct mech *m)
{
	return m && !strcmp(m->name, "hrtimer");
}

static void profile_add(struct cell *c, const char *period, const char *body, void (*add)(const struct cell *, void *),
			void *ctx)
{
	for (const struct mech *m = profile_mechs; m->name; m++) {
		if (profile_by_timer(m) && sampler_event_find(cell_word(c, "event"))->hardware)
			continue;
		c->backend = backend_find(m->arm);
		c->mech = m;
		cell_set_word(c, "period", period);
		cell_set_word(c, "body", body);
		add(c, ctx);
	}
}

static void profile_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_profile, .kernel = kernel };

	for (const struct sampler_event *e = sampler_events; e->name; e++) {
		cell_set_word(&c, "event", e->name);
		if (e->hardware)
			profile_add(&c, PROFILE_HARDWARE_PERIOD, sampler_bodies[PB_PROFILE_COUNT], add, ctx);
		for (const char *const *p = profile_periods; *p && !e->hardware; p++)
			for (size_t b = 0; b < PB_NR_PROFILE_BODIES; b++)
				profile_add(&c, *p, sampler_bodies[b], add, ctx);
	}
}

static int profile_body(const char *word)
{
	for (int b = 0; b < PB_NR_PROFILE_BODIES; b++)
		if (word && !strcmp(word, sampler_bodies[b]))
			return b;
	return -1;
}

static char *profile_check(const struct cell *c)
{
	const struct sampler_event *e = sampler_event_find(cell_word(c, "event"));

	if (!e)
		return str_fmt("event=%s: there is no such event", cell_word(c, "event"));
	if (!profile_period(cell_word(c, "period")))
		return str_fmt("period=%s: microseconds of a clock as 50us, thousands of others as 100k", cell_word(c, "period"));
	if (profile_body(cell_word(c, "body")) < 0)
		return str_fmt("body=%s: count, task or address", cell_word(c, "body"));
	if (!c->mech)
		return str_dup("something must sample: mech=none is no mechanism");
	return profile_by_timer(c->mech) && e->hardware ? str_fmt("a timer does not count %s", e->name) : NULL;
}

struct profile {
	struct cell_run *run;
	const struct sampler_side *side;
	struct sampler sampler;
	struct split split;
	bool sampling;
	u64 turns; /* of a block */
	u64 per_block; /* samples in the block that counts */
	u64 expected, seen, dropped; /* in all measured blocks */
	struct block_set before, treat, after;
	struct split_times times; /* of the shares */
	struct pb_profile_counts a, z;
};

static int profile_fail(struct profile *p, int err, const char *what)
{
	if (err == -ETIMEDOUT)
		return cell_end(p->run, OUTCOME_BROKEN, "%s: the block minima keep falling", what);
	return err ? cell_end(p->run, OUTCOME_FAIL, "%s: %s", what, strerror(-err)) : 0;
}

/* A block is of this task alone, whatever the shares are of. */
static int profile_block(void *ctx, u64 *insns)
{
	struct profile *p = ctx;
	struct split alone = { .apart = false };
	struct split_times t = { 0 };
	int err = 0;

	measure_idle();
	if (p->sampling)
		err = p->side->start(&p->sampler);
	if (!err)
		err = split_run(&alone, p->turns - p->turns / 4, p->turns / 4, &t);
	if (p->sampling && !err)
		err = p->side->stop(&p->sampler);
	*insns = t.end - t.start;
	return err;
}

static int profile_phase(struct profile *p, struct block_set *set, const char *what)
{
	unsigned int n = p->run->measure->blocks;
	int err = measure_settle_turns(profile_block, p, &set->settle_rounds);

	set->ops = p->turns;
	for (unsigned int i = 0; i < n && !err; i++)
		err = profile_block(p, &set->blocks[i]);
	if (!err)
		set->stats = stats_blocks(set->blocks, n);
	return profile_fail(p, err, what);
}

static int profile_open(struct profile *p)
{
	const struct sampler_event *e = p->sampler.event;
	int err = p->side->open(&p->sampler);

	if (err && e->hardware && (err == -ENOENT || err == -ENODEV || err == -EOPNOTSUPP))
		return cell_end(p->run, OUTCOME_SKIP, "no CPU here counts %s", e->name);
	if (!err && e->hardware)
		return cell_end(p->run, OUTCOME_SKIP, "this CPU counts %s, and the clock that samples are held against here "
				"does not know them", e->name);
	return err ? cell_end(p->run, OUTCOME_FAIL, "cannot attach: %s", strerror(-err)) : 0;
}

static int profile_close(struct profile *p)
{
	p->sampling = false;
	return p->side->close(&p->sampler) ? cell_end(p->run, OUTCOME_FAIL, "cannot detach") : 0;
}

/* As many turns as let a block end half a period behind a sample. */
static int profile_tune(struct profile *p)
{
	u64 period = p->sampler.period, periods = PROFILE_BLOCK / period < 3 ? 3 : PROFILE_BLOCK / period;
	u64 aim = periods * period + period / 2, insns;
	s64 off = (s64)aim;
	unsigned int rounds;
	int err = profile_open(p);

	p->sampling = true;
	p->turns = aim / SPLIT_INSNS_A_TURN;
	for (int i = 0; i < PROFILE_TUNINGS && !err && llabs(off) > (s64)period / 16; i++) {
		p->turns = i ? (u64)((s64)p->turns + off / SPLIT_INSNS_A_TURN) : p->turns;
		err = measure_settle_turns(profile_block, p, &rounds);
		for (u64 least = UINT64_MAX, n = 0; n < 8 && !err; n++) {
			err = profile_block(p, &insns);
			least = insns < least ? insns : least;
			off = (s64)(aim - least);
		}
		err = profile_fail(p, err, "sizing the blocks");
	}
	if (profile_close(p) || err)
		return -EIO;
	if (llabs(off) > (s64)period / 8)
		return cell_end(p->run, OUTCOME_BROKEN, "no block ends between two samples");
	p->per_block = periods;
	return 0;
}

static int profile_look(struct profile *p, struct pb_profile_counts *c)
{
	return profile_fail(p, p->side->read(&p->sampler, c), "reading the samples");
}

static int profile_measured(struct profile *p)
{
	int err = profile_look(p, &p->a);

	/* Settling takes samples too, so it is over before the first look. */
	for (unsigned int i = 0; i < p->run->measure->blocks && !err; i++)
		err = profile_fail(p, profile_block(p, &p->treat.blocks[i]), "measuring with the sampler");
	if (!err)
		err = profile_look(p, &p->z);
	if (err)
		return err;
	p->treat.ops = p->turns;
	p->treat.stats = stats_blocks(p->treat.blocks, p->run->measure->blocks);
	p->expected = 0;
	for (unsigned int i = 0; i < p->treat.stats.n; i++)
		p->expected += p->treat.blocks[i] / p->sampler.period;
	p->seen = sampler_kept(&p->z) - sampler_kept(&p->a);
	p->dropped = p->z.dropped - p->a.dropped;
	return 0;
}

/* Three parts here, one part there. */
static int profile_shares(struct profile *p)
{
	u64 part = PROFILE_PERIODS * p->sampler.period / SPLIT_INSNS_A_TURN;
	int err = p->side->read(&p->sampler, &p->a);

	measure_idle();
	if (!err)
		err = p->side->start(&p->sampler);
	if (!err)
		err = split_run(&p->split, 3 * part, part, &p->times);
	if (!err)
		err = p->side->stop(&p->sampler);
	if (!err)
		err = p->side->read(&p->sampler, &p->z);
	return profile_fail(p, err, "work with known shares");
}

/* The number of samples, and that there must be; they may differ by the one that falls on the edge. */
static void profile_compare(struct profile *p, const char *name, u64 samples, u64 insns)
{
	char *by_clock = str_fmt("%s_by_clock", name);
	s64 clock = (s64)(insns / p->sampler.period);

	record_count(p->run->record, name, (s64)samples, "samples");
	record_count(p->run->record, by_clock, clock, "samples");
	if (llabs((s64)samples - clock) > 1)
		cell_end(p->run, OUTCOME_FAIL, "%s: %llu samples, and %lld by the clock", name, (unsigned long long)samples,
			 (long long)clock);
	free(by_clock);
}

static void profile_judge_shares(struct profile *p)
{
	static const char *const names[] = { "first", "second" };
	const u64 insns[] = { p->times.between - p->times.start, p->times.end - p->times.between };

	profile_compare(p, "samples", sampler_kept(&p->z) - sampler_kept(&p->a) + p->z.dropped - p->a.dropped,
			p->times.end - p->times.start);
	for (int i = 0; i < 2 && p->sampler.body != PB_PROFILE_COUNT; i++) {
		u64 from, to;

		split_keys(&p->split, p->sampler.body, i, &from, &to);
		profile_compare(p, names[i], sampler_between(&p->z, from, to) - sampler_between(&p->a, from, to), insns[i]);
	}
}

static int profile_treat(struct profile *p)
{
	int err = profile_open(p);

	p->sampling = true;
	if (!err)
		err = profile_fail(p, measure_settle_turns(profile_block, p, &p->treat.settle_rounds), "settling");
	if (!err)
		err = profile_measured(p);
	if (!err)
		err = profile_shares(p);
	if (profile_close(p))
		err = -EIO;
	return err;
}

static void profile_record(struct profile *p)
{
	json_t *r = p->run->record, *events = json_object_get(r, "events");

	record_blocks(r, "insn_per_op", &p->treat, 0);
	record_blocks(r, "base_insn_per_op", &p->before, 0);
	record_delta(r, "added_insn_per_event", (s64)(p->treat.stats.min - p->before.stats.min), "events", p->per_block);
	json_object_set_new(events, "expected", json_integer((json_int_t)p->expected));
	json_object_set_new(events, "seen", json_integer((json_int_t)p->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)p->dropped));
	if (p->seen + p->dropped != p->expected)
		cell_end(p->run, OUTCOME_FAIL, "%llu samples expected by the clock, %llu taken and %llu dropped",
			 (unsigned long long)p->expected, (unsigned long long)p->seen, (unsigned long long)p->dropped);
	profile_judge_shares(p);
}

static void profile_run(struct cell_run *run)
{
	struct profile *p = mem_alloc(1, sizeof(*p));
	bool moved = true;
	int err;

	p->run = run;
	p->side = !strcmp(run->cell.backend->name, "kmod") ? &sampler_kmod : &sampler_ebpf;
	p->sampler = (struct sampler){ .run = run,
				       .event = sampler_event_find(cell_word(&run->cell, "event")),
				       .body = (enum pb_profile_body)profile_body(cell_word(&run->cell, "body")),
				       .period = profile_period(cell_word(&run->cell, "period")) };
	/* Before anything is opened that the other task would hold on to. */
	err = profile_fail(p, split_start(&p->split, p->sampler.body == PB_PROFILE_BY_TASK), "a second task");
	if (!err)
		err = profile_tune(p);
	for (int i = 0; i < PROFILE_ATTEMPTS && moved && !err; i++) {
		err = profile_phase(p, &p->before, "baseline before");
		if (!err)
			err = profile_treat(p);
		if (!err)
			err = profile_phase(p, &p->after, "baseline after");
		moved = p->before.stats.min != p->after.stats.min;
	}
	if (!err)
		profile_record(p);
	if (!err && moved)
		cell_end(run, OUTCOME_BROKEN, "the baseline moved in each of %d rounds", PROFILE_ATTEMPTS);
	split_stop(&p->split);
	free(p);
}

const struct experiment experiment_profile = {
	.name = PROFILE_EXPERIMENT,
	.question = "What does a sample of a profiler cost, and does it say where the time went?",
	.profile = "exact",
	.keys = profile_keys,
	.mechs = profile_mechs,
	.needs = { .root = true },
	.metrics = profile_metrics,
	.plan = profile_plan,
	.run = profile_run,
	.modules = "profile",
	.chapter = &chapter_profile,
	.check = profile_check,
};
