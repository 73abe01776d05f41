// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample - one load of the sampled class: a process that measures blocks and reports them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "env.h"
#include "registry.h"
#include "sample.h"
#include "sample_batch.h"
#include "sample_stats.h"
#include "stats.h"

#define SAMPLE_ATTEMPTS 8 /* at a batch; then the block goes without it */
#define SAMPLE_PILOT	16 /* batches that decide whether a batch is long enough */
#define SAMPLE_DOUBLED	2 /* at most so often */
#define SAMPLE_ARM_TRIES 3 /* at proving an arm before it is measured */

struct load {
	const struct sample_group *g;
	const struct sample_opts *o;
	struct sampler s;
	unsigned int number;
	int fd;
};

static void load_send(const struct load *l, json_t *msg)
{
	char *text = json_dumps(msg, JSON_COMPACT | JSON_REAL_PRECISION(12));
	char *line = str_fmt("%s\n", text);
	size_t left = strlen(line);

	for (char *p = line; left;) {
		ssize_t n = write(l->fd, p, left);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			p += n;
			left -= (size_t)n;
		}
	}
	free(line);
	free(text);
	json_decref(msg);
}

static int load_broken(const struct load *l, const char *doing, const char *why)
{
	char *reason = str_fmt("%s: %s", doing, why);

	load_send(l, json_pack("{s:s, s:s}", "msg", "broken", "reason", reason));
	free(reason);
	return -EIO;
}

/*
 * An error of attaching that says what this kernel offers, rather than that something is wrong. The
 * verifier's refusals (EACCES, E2BIG) and want of memory are none.
 */
static bool load_not_offered(int err)
{
	return err != -EACCES && err != -E2BIG && err != -ENOMEM && err != -EMFILE;
}

/* Attach each arm once and prove its handler: what cannot be had here is known before measuring. */
static bool load_probe(struct load *l, size_t arm)
{
	enum batch_end end = BATCH_MISCOUNTED;
	json_t *msg = json_pack("{s:s, s:i}", "msg", "arm", "arm", (int)arm);
	struct batch b = { 0 };

	for (int i = 0; i < SAMPLE_ARM_TRIES && end == BATCH_MISCOUNTED; i++) {
		batch_free(&b);
		end = batch_probe(&l->s, &l->g->arms[arm], &b);
	}
	json_object_set(msg, "describe", b.describe);
	if (b.matched)
		json_object_set_new(msg, "matched", json_integer((json_int_t)b.matched));
	if (end != BATCH_KEPT) {
		bool skip = end == BATCH_UNPROVEN || (end == BATCH_REFUSED && load_not_offered(b.err));
		char *lockdown = b.err == -EPERM ? env_lockdown() : NULL;
		char *reason = str_fmt("%s%s%s%s", b.reason ? b.reason : strerror(-b.err),
				       lockdown ? "; the kernel is locked down (" : "",
				       lockdown ? lockdown : "", lockdown ? ")" : "");

		json_object_set_new(msg, "outcome", json_string(outcome_name(
			skip ? OUTCOME_SKIP : b.crowded ? OUTCOME_BROKEN : OUTCOME_FAIL)));
		json_object_set_new(msg, "reason", json_string(reason));
		free(reason);
		free(lockdown);
	}
	batch_free(&b);
	load_send(l, msg);
	return end == BATCH_KEPT;
}

/* Operations that make a baseline batch of at least the wanted length. */
static int load_size(struct load *l)
{
	u64 ops = 1, ns = 0;

	for (; ns < l->o->batch_ns / 10; ops *= 2) {
		l->s.ops = ops;
		if (batch_baseline(&l->s, &ns))
			return load_broken(l, "sizing the batches", "the workload failed");
	}
	ops /= 2;
	/* A tenth more: a batch that happens to be fast is still long enough. */
	l->s.ops = stats_prime_near((u64)((double)ops * 1.1 * (double)l->o->batch_ns / (double)ns));
	return 0;
}

static int load_warm_up(struct load *l)
{
	u64 until = clock_ns() + l->o->warmup_ns;

	while (clock_ns() < until)
		if (l->s.workload->run(l->s.worker, l->s.ops / 8 + 1))
			return load_broken(l, "warming up", "the workload failed");
	return 0;
}

/* Batches that remember their predecessors are too short: double them. */
static int load_pilot(struct load *l, double *lag1, int *doubled)
{
	double v[SAMPLE_PILOT];
	u64 ns;

	for (*doubled = 0;; ++*doubled) {
		for (size_t i = 0; i < SAMPLE_PILOT; i++) {
			if (batch_baseline(&l->s, &ns))
				return load_broken(l, "looking for autocorrelation",
						   "the workload failed");
			v[i] = (double)ns;
		}
		*lag1 = sample_lag1(v, SAMPLE_PILOT);
		if (*lag1 <= SAMPLE_LAG1_MAX || *doubled == SAMPLE_DOUBLED)
			return 0;
		l->s.ops = stats_prime_near(2 * l->s.ops);
	}
}

/* Attempts that something disturbed, by cause. */
struct disturbed {
	int switched, miscounted;
};

/* One batch, tried again as long as something disturbs it; null if something did every time. */
static json_t *load_batch(struct load *l, size_t arm, struct disturbed *d, char **why)
{
	json_t *kept = NULL;

	for (int i = 0; i < SAMPLE_ATTEMPTS && !kept && !*why; i++) {
		struct batch b;
		enum batch_end end = batch_measure(&l->s, &l->g->arms[arm], &b);

		d->switched += end == BATCH_SWITCHED;
		d->miscounted += end == BATCH_MISCOUNTED;
		if (end == BATCH_KEPT)
			kept = batch_json(&b);
		else if (end != BATCH_SWITCHED && end != BATCH_MISCOUNTED)
			*why = str_dup(b.reason ? b.reason : strerror(-b.err));
		batch_free(&b);
	}
	return kept ? kept : json_null();
}

static int load_block(struct load *l, const bool *live, unsigned int block)
{
	json_t *batches = json_array();
	struct disturbed d = { 0 };
	u32 order[SAMPLE_MAX_ARMS];
	char *why = NULL;

	for (size_t i = 0; i < l->g->n; i++)
		json_array_append_new(batches, json_null());
	sample_order(order, l->g->n, l->o->seed, l->number, block);
	for (size_t i = 0; i < l->g->n && !why; i++)
		if (live[order[i]])
			json_array_set_new(batches, order[i], load_batch(l, order[i], &d, &why));
	if (!why) {
		load_send(l, json_pack("{s:s, s:i, s:o, s:i, s:i}", "msg", "block", "block", (int)block,
				       "batches", batches, "switched", d.switched, "miscounted",
				       d.miscounted));
		return 0;
	}
	load_broken(l, "a batch failed", why);
	json_decref(batches);
	free(why);
	return -EIO;
}

/* 0: ready; 1: no arm can be attached here, so there is nothing to measure; -EIO: reported. */
static int load_prepare(struct load *l, bool *live, u64 ops)
{
	double lag1 = 0;
	int doubled = 0, err = 0;
	bool any = l->g->n <= 2, fifo = !batch_hold(l->s.workload);

	batch_release(l->s.workload);
	for (size_t i = 0; i < l->g->n; i++) {
		live[i] = l->g->live[i];
		if (i >= 2 && live[i] && !l->number)
			live[i] = load_probe(l, i);
		any |= i >= 2 && live[i];
	}
	if (!any)
		return 1;
	l->s.ops = ops;
	if (!ops)
		err = load_size(l);
	if (!err)
		err = load_warm_up(l);
	if (!err && !ops)
		err = load_pilot(l, &lag1, &doubled);
	if (!err)
		load_send(l, json_pack("{s:s, s:I, s:f, s:i, s:s}", "msg", "ready", "ops",
				       (json_int_t)l->s.ops, "lag1", lag1, "doubled", doubled,
				       "scheduling", fifo ? "fifo" : "other"));
	return err;
}

void sample_load(const struct sample_group *g, const struct sample_opts *o, unsigned int load, u64 ops,
		 int fd)
{
	const struct workload *w = g->arms[0].workload;
	struct worker worker = { .fd = -1 };
	struct load l = { .g = g, .o = o, .number = load, .fd = fd,
			  .s = { .worker = &worker, .workload = w, .cpu = o->cpu,
				 .idle_ns = o->batch_ns / 8, .epoch_ns = clock_ns() } };
	bool live[SAMPLE_MAX_ARMS];
	int err = w->setup ? w->setup(&worker) : 0;

	pmu_open(&l.s.pmu);
	if (err)
		load_broken(&l, w->name, strerror(-err));
	else
		err = load_prepare(&l, live, ops);
	for (unsigned int b = 0; b < o->blocks && !err; b++)
		err = load_block(&l, live, b);
	if (err >= 0)
		load_send(&l, json_pack("{s:s}", "msg", "end"));
	pmu_close(&l.s.pmu);
	if (w->teardown)
		w->teardown(&worker);
}
