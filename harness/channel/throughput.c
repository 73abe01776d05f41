// SPDX-License-Identifier: GPL-2.0-only
/*
 * throughput - records a second that reach a reader on a kernel that runs, and the share that is lost.
 *
 * A batch is thrown away for a cause alone: numbers that do not add up. Another task's signal may come after the
 * reader's last look, so the counters bound what the reader saw, and need not equal it.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/throughput.h"
#include "channel/trial.h"
#include "channel/waiter.h"
#include "clock.h"
#include "record.h"
#include "registry.h"
#include "run.h"
#include "sample_stats.h"

#define RATE_SIGNALS 100 /* between two looks at the clock */

struct rate_arm {
	struct cell_run *run;
	struct reader reader; /* blank: what the cell's name says */
	size_t kept, unaccounted;
	double *rate, *lost; /* a batch */
	u64 made, dropped;
};

bool throughput_sampled(const struct cell *c)
{
	const struct consumer *consumer = consumer_find(cell_word(c, "consumer"));

	return consumer && !consumer->loses && strcmp(cell_word(c, "channel"), "none");
}

static int rate_pin(unsigned int cpu, bool there)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (long i = 0; i < sysconf(_SC_NPROCESSORS_ONLN); i++)
		if ((i == cpu) == there)
			CPU_SET((size_t)i, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

/* Events as fast as they come, for @ns; how many records the reader took in how long. */
static int rate_produce(const struct cell_run *run, struct reader *r, u64 ns, u64 *taken, u64 *elapsed)
{
	u64 start = clock_ns(), before = __atomic_load_n(&r->taken, __ATOMIC_RELAXED);
	int err = 0;

	do {
		err = run->cell.workload->run(run->worker, RATE_SIGNALS);
		*elapsed = clock_ns() - start;
	} while (!err && *elapsed < ns);
	*taken = __atomic_load_n(&r->taken, __ATOMIC_RELAXED) - before;
	return err;
}

static int rate_attached(struct rate_arm *a, struct reader *r, const struct sample_opts *o, bool count)
{
	struct waiter w;
	u64 taken = 0, elapsed = 1, made = 0, dropped = 0;
	int err = rate_pin(o->cpu, false), stop;

	/* The reader inherits the CPUs that the producer leaves. */
	if (!err)
		err = waiter_start(&w, r, !strcmp(cell_word(&a->run->cell, "consumer"), "polls"));
	else
		return err;
	if (!err)
		err = rate_pin(o->cpu, true);
	if (!err)
		err = rate_produce(a->run, r, count ? o->batch_ns : o->warmup_ns, &taken, &elapsed);
	stop = waiter_stop(&w);
	err = err ? err : stop;
	if (!err)
		err = channel_counts(a->run, r, &made, &dropped);
	if (err || !count)
		return err;
	a->made += made;
	a->dropped += dropped;
	if (r->wrong || r->late || r->missed > dropped || r->taken + r->missed > made || !r->taken) {
		a->unaccounted++;
		return 0;
	}
	a->rate[a->kept] = (double)taken * 1e9 / (double)elapsed;
	a->lost[a->kept++] = 100.0 * (double)r->missed / (double)(r->taken + r->missed);
	return 0;
}

/* A first batch is not counted: what the kernel refuses now it will always refuse. */
static void rate_batch(struct rate_arm *a, const struct sample_opts *o, bool count)
{
	struct reader *r = mem_alloc(1, sizeof(*r));
	int err;

	*r = a->reader;
	if (channel_attach(a->run, r))
		cell_end(a->run, count ? OUTCOME_FAIL : OUTCOME_SKIP, "cannot attach");
	else if ((err = rate_attached(a, r, o, count)))
		cell_end(a->run, OUTCOME_BROKEN, "a batch: %s", strerror(-err));
	if (channel_detach(a->run, r))
		cell_end(a->run, OUTCOME_FAIL, "cannot detach");
	free(r);
}

static void rate_record(struct rate_arm *a)
{
	json_t *record = a->run->record, *events = json_object_get(record, "events");

	if (a->run->outcome != OUTCOME_OK)
		return;
	if (a->kept < SAMPLE_FLOOR) {
		cell_end(a->run, OUTCOME_BROKEN, "records added up in %zu batches only: no verdict below %d", a->kept,
			 SAMPLE_FLOOR);
		return;
	}
	json_object_set_new(events, "expected", json_integer((json_int_t)a->made));
	json_object_set_new(events, "lost", json_integer((json_int_t)a->dropped));
	json_object_set_new(events, "seen", json_integer((json_int_t)(a->made - a->dropped)));
	record_samples(record, "records_per_s", a->rate, a->kept, "records/s");
	record_samples(record, "lost_share", a->lost, a->kept, "%");
	record_count(record, "unaccounted", (s64)a->unaccounted, "batches");
}

static void rate_prepare(struct rate_arm *a, struct cell_run *run, struct worker *worker, size_t most)
{
	const char *arm = run->cell.backend->name;

	*a = (struct rate_arm){ .run = run, .rate = mem_alloc(most, sizeof(double)), .lost = mem_alloc(most, sizeof(double)) };
	trial_name(&run->cell, &a->reader);
	run->worker = worker;
	run->cell.workload = workload_find("signal");
	run->cell.hook = hook_find("event");
	run->cell.mech = mech_find(arm, "event", strcmp(arm, "kmod") ? "raw_tp" : "tracepoint");
}

void throughput_sample(struct cell_run *runs, size_t n, const struct sample_opts *o)
{
	struct rate_arm *arms = mem_alloc(n, sizeof(*arms));
	const struct workload *w = workload_find("signal");
	struct worker worker = { .fd = -1 };
	u32 *order = mem_alloc(n, sizeof(*order));
	int err = w->setup(&worker);
	cpu_set_t before;

	sched_getaffinity(0, sizeof(before), &before);
	for (size_t i = 0; i < n; i++) {
		rate_prepare(&arms[i], &runs[i], &worker, (size_t)o->loads * o->blocks);
		if (err)
			cell_end(&runs[i], OUTCOME_BROKEN, "setting up signals: %s", strerror(-err));
		if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
			cell_end(&runs[i], OUTCOME_SKIP, "producer and reader need a CPU each, and there is one");
		if (runs[i].outcome == OUTCOME_OK && !run_signal())
			rate_batch(&arms[i], o, false);
	}
	for (unsigned int l = 0; l < o->loads; l++)
		for (unsigned int b = 0; b < o->blocks; b++) {
			sample_order(order, n, o->seed, l, b);
			for (size_t i = 0; i < n && !run_signal(); i++)
				if (runs[order[i]].outcome == OUTCOME_OK)
					rate_batch(&arms[order[i]], o, true);
		}
	sched_setaffinity(0, sizeof(before), &before);
	for (size_t i = 0; i < n; i++) {
		if (!run_signal())
			rate_record(&arms[i]);
		/* A cell's name has neither. */
		runs[i].cell.workload = NULL;
		runs[i].cell.hook = NULL;
		runs[i].cell.mech = NULL;
		free(arms[i].rate);
		free(arms[i].lost);
	}
	w->teardown(&worker);
	free(order);
	free(arms);
}
