// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample_batch - one batch of operations against the clock: attach, run, count, prove, detach.
 *
 * Everything that is checked lies outside the two readings of the clock.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "env.h"
#include "registry.h"
#include "sample_batch.h"

/* A new attachment's code is cold: one part in so many of a batch runs untimed first. */
#define BATCH_LEAD_IN 16

int batch_hold(const struct workload *w)
{
	/* Those that need several tasks hold the CPU all the time, in all of them: see worker.c. */
	if (w->many_tasks)
		return 0;
	return sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 }) ?
		       -errno : 0;
}

void batch_release(const struct workload *w)
{
	if (!w->many_tasks)
		sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 0 });
}

/*
 * As before a block of the exact class: what the kernel has put off (freed objects, RCU, its own
 * threads) is done now rather than in the batch. It also keeps the batches below the share of a CPU
 * that the kernel grants to real-time tasks.
 */
static void batch_idle(const struct sampler *s)
{
	const struct timespec t = { .tv_nsec = (long)s->idle_ns };

	nanosleep(&t, NULL);
}

int batch_baseline(const struct sampler *s, u64 *ns)
{
	u64 start;
	int err;

	batch_idle(s);
	batch_hold(s->workload);
	start = clock_ns();
	err = s->workload->run(s->worker, s->ops);
	*ns = clock_ns() - start;
	batch_release(s->workload);
	return err;
}

/* @ops timed operations between two readings of the collector's counters. */
static int batch_bracket(const struct sampler *s, struct cell_run *run, u64 ops, struct batch *b,
			 bool *switched)
{
	const struct backend *backend = run->cell.backend;
	struct rusage before, after;
	struct counters from, to;
	u64 start;
	int err = backend->read(run, &from), err2;

	if (err)
		return err;
	getrusage(RUSAGE_THREAD, &before);
	pmu_start(&s->pmu);
	start = clock_ns();
	err = s->workload->run(s->worker, ops);
	b->ns = clock_ns() - start;
	pmu_stop(&s->pmu, &b->pmu);
	getrusage(RUSAGE_THREAD, &after);
	err2 = backend->read(run, &to);
	b->at_ns = start - s->epoch_ns;
	b->seen = to.seen - from.seen;
	b->lost = to.lost - from.lost;
	*switched = after.ru_nivcsw != before.ru_nivcsw;
	return err ? err : err2;
}

/* Reading counters and clocks makes events too: a bracket of no operations shows how many. */
static enum batch_end batch_time(const struct sampler *s, struct cell_run *run, struct batch *b)
{
	const struct cell *c = &run->cell;
	struct batch self = { 0 };
	bool switched, self_switched;
	int err;

	batch_idle(s);
	batch_hold(s->workload);
	err = s->workload->run(s->worker, s->ops / BATCH_LEAD_IN + 1);
	if (!err)
		err = batch_bracket(s, run, 0, &self, &self_switched);
	if (!err)
		err = batch_bracket(s, run, s->ops, b, &switched);
	batch_release(s->workload);
	if (err) {
		cell_reason(run, err, "running %s: %s", s->workload->name, strerror(-err));
		return BATCH_FAILED;
	}
	b->seen -= self.seen;
	b->lost -= self.lost;
	/* Of a filter that looks for nobody: no events match. */
	if (c->hook && !c->collector->match_param)
		b->expected = s->ops * c->workload->events[c->hook->event];
	if (switched || self_switched)
		return BATCH_SWITCHED;
	if (c->collector && c->collector->counts && b->seen + b->lost != b->expected) {
		cell_reason(run, -EIO, "%llu events expected, %llu seen, %llu lost",
			    (unsigned long long)b->expected, (unsigned long long)b->seen,
			    (unsigned long long)b->lost);
		return BATCH_MISCOUNTED;
	}
	return BATCH_KEPT;
}

static enum batch_end batch_prove(struct cell_run *run, struct batch *b)
{
	struct proof *p = &b->proof;
	int err;

	if (!run->cell.collector)
		return BATCH_KEPT;
	err = proof_take(run, p);
	if (err == -EOPNOTSUPP && !p->how) {
		cell_reason(run, err, "nothing here can prove that the handler ran: this machine has no "
			    "hardware breakpoint for kernel code, and the kernel does not count for a "
			    "module");
		return BATCH_UNPROVEN;
	}
	if (err) {
		cell_reason(run, err, "counting hits: %s", strerror(-err));
		return BATCH_FAILED;
	}
	if (p->hits != p->expected) {
		/* The kernel's count is of all tasks: too many says nothing, too few says something. */
		b->crowded = p->hits > p->expected && !strcmp(p->how, "run_cnt");
		cell_reason(run, -EIO, "%d operations must run the handler %llu times, it ran %llu times "
			    "(%s)%s", PROOF_OPS, (unsigned long long)p->expected,
			    (unsigned long long)p->hits, p->how,
			    b->crowded ? ", which counts other tasks too; `--resume` it when they are quieter" :
					 "");
		return BATCH_MISCOUNTED;
	}
	return BATCH_KEPT;
}

static int batch_seen(struct cell_run *run, u64 ops, u64 *seen)
{
	struct counters from, to;
	int err = run->cell.backend->read(run, &from);

	if (!err)
		err = run->cell.workload->run(run->worker, ops);
	if (!err)
		err = run->cell.backend->read(run, &to);
	*seen = err ? 0 : to.seen - from.seen;
	return err;
}

/*
 * A collector that looks for one process looks for nobody while it is timed. Once, untimed, it looks
 * for us and must count every event of ours.
 */
static enum batch_end batch_match(struct cell_run *run, struct batch *b)
{
	const struct cell *c = &run->cell;
	const char *param = c->collector ? c->collector->match_param : NULL;
	u64 want = param ? PROOF_OPS * (u64)c->workload->events[c->hook->event] : 0, self, all;

	if (!param || c->workload->many_tasks || !c->backend->set)
		return BATCH_KEPT;
	if (c->backend->set(run, param, getpid()) || batch_seen(run, 0, &self) ||
	    batch_seen(run, PROOF_OPS, &all)) {
		cell_reason(run, -EIO, "counting matching events failed");
		return BATCH_FAILED;
	}
	b->matched = all - self;
	if (b->matched == want)
		return BATCH_KEPT;
	cell_reason(run, -EIO, "%llu events match, %llu were counted", (unsigned long long)want,
		    (unsigned long long)b->matched);
	return BATCH_MISCOUNTED;
}

static void batch_describe(struct cell_run *run)
{
	/* int3, jump and ftrace probes are all called "kprobe", and cost very different things. */
	const char *flavour = run->cell.hook && str_ends(run->cell.hook->name, "probe") ?
				      env_kprobe_flavour() : NULL;

	if (run->cell.backend->describe)
		run->cell.backend->describe(run);
	if (flavour)
		json_object_set_new(run->record, "flavour", json_string(flavour));
}

static enum batch_end batch_take(const struct sampler *s, const struct cell *cell, bool timed,
				 struct batch *b)
{
	struct cell_run run = { .cell = *cell, .worker = s->worker, .one_cpu = true, .cpu = s->cpu,
				.record = json_object() };
	const struct backend *backend = cell->backend;
	enum batch_end end = BATCH_KEPT;

	*b = (struct batch){ .err = backend->attach(&run) };
	if (b->err)
		end = BATCH_REFUSED;
	if (end == BATCH_KEPT && timed)
		end = batch_time(s, &run, b);
	if (end == BATCH_KEPT)
		end = batch_prove(&run, b);
	if (end == BATCH_KEPT && !timed) {
		batch_describe(&run);
		end = batch_match(&run, b);
	}
	if (backend->detach(&run))
		end = BATCH_FAILED;
	b->reason = run.reason;
	b->describe = run.record;
	return end;
}

enum batch_end batch_probe(const struct sampler *s, const struct cell *cell, struct batch *b)
{
	return batch_take(s, cell, false, b);
}

enum batch_end batch_measure(const struct sampler *s, const struct cell *cell, struct batch *b)
{
	return batch_take(s, cell, true, b);
}

void batch_free(struct batch *b)
{
	free(b->reason);
	json_decref(b->describe);
	b->reason = NULL;
	b->describe = NULL;
}

json_t *batch_json(const struct batch *b)
{
	json_t *o = json_pack("{s:I, s:I, s:I, s:I, s:I}", "at", (json_int_t)b->at_ns, "ns",
			      (json_int_t)b->ns, "expected", (json_int_t)b->expected, "seen",
			      (json_int_t)b->seen, "lost", (json_int_t)b->lost);

	if (b->proof.how) {
		json_object_set_new(o, "proof", json_string(b->proof.how));
		json_object_set_new(o, "hits", json_integer((json_int_t)b->proof.hits));
		json_object_set_new(o, "hits_expected", json_integer((json_int_t)b->proof.expected));
	}
	if (b->pmu.valid) {
		json_object_set_new(o, "cycles", json_integer((json_int_t)b->pmu.cycles));
		json_object_set_new(o, "insns", json_integer((json_int_t)b->pmu.insns));
	}
	return o;
}
