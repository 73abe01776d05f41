// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives_sample - lives of collectors on the kernel that runs: what each step takes in time.
 *
 * Two figures a step. Elapsed time is what whoever waits for the step sees, grace periods included;
 * processor time is what it takes away from others, apart from what the kernel does in threads of
 * its own. A life is thrown away for a cause alone: events that do not add up.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "life.h"
#include "lives_sample.h"
#include "record.h"
#include "registry.h"
#include "run.h"
#include "sample_stats.h"

#define LIVES_WORKLOAD "getppid"

/* One mechanism and all lives that it led. */
struct lives_arm {
	struct cell_run *first; /* a cell of it */
	size_t kept, miscounted;
	double *elapsed, *cpu; /* kept lives x LIFE_STEPS, in ns */
	u64 expected, seen, lost;
	enum outcome outcome;
	char *why;
};

bool lives_sampled(const struct cell *c)
{
	return c->mech && strcmp(cell_word(c, "step"), "hold");
}

static void lives_arm_end(struct lives_arm *a, enum outcome o, const char *why)
{
	a->outcome = o;
	a->why = str_dup(why);
}

static bool lives_balanced(const struct cell *c, const struct life_log *log)
{
	/* One that looks for a process is not told for which. */
	return !c->collector->counts ||
	       log->seen + log->lost == (c->collector->match_param ? 0 : log->expected);
}

static void lives_keep(struct lives_arm *a, const struct life_log *log)
{
	double *elapsed = a->elapsed + a->kept * LIFE_STEPS, *cpu = a->cpu + a->kept * LIFE_STEPS;

	for (u32 i = 0; i < log->nr; i++) {
		elapsed[log->marks[i].step] += (double)(log->marks[i].to - log->marks[i].from);
		cpu[log->marks[i].step] += (double)log->marks[i].cpu_ns;
	}
	a->kept++;
	a->expected += log->expected;
	a->seen += log->seen;
	a->lost += log->lost;
}

/* @first: what the kernel refuses now it will always refuse; this life's figures do not count. */
static void lives_lead_one(struct lives_arm *a, const struct sample_opts *o, bool first)
{
	struct worker worker = { .fd = -1 };
	struct cell_run run = {
		.cell = a->first->cell, .worker = &worker, .one_cpu = true, .cpu = o->cpu
	};
	struct life_log log;
	int err;

	run.cell.workload = workload_find(LIVES_WORKLOAD);
	err = life_lead(&run, LIFE_SAMPLED, &log, NULL);
	if (err) {
		/* A program went with its process; a module did not. */
		backend_sweep_modules();
		lives_arm_end(a, OUTCOME_BROKEN,
			      "a life was not led to its end: it was killed, or took too long");
	} else if (log.failed) {
		lives_arm_end(a, first ? OUTCOME_SKIP : OUTCOME_FAIL,
			      *log.reason ? log.reason : "the life ended early");
	} else if (!lives_balanced(&run.cell, &log)) {
		a->miscounted++;
	} else if (!first) {
		lives_keep(a, &log);
	}
}

static size_t lives_arms(struct cell_run *runs, size_t n, const struct sample_opts *o,
			 struct lives_arm *arms)
{
	size_t nr = 0, most = (size_t)o->loads * o->blocks * LIFE_STEPS;

	for (size_t i = 0; i < n; i++) {
		size_t a = 0;

		while (a < nr && arms[a].first->cell.mech != runs[i].cell.mech)
			a++;
		if (a < nr || runs[i].outcome != OUTCOME_OK)
			continue;
		arms[nr++] = (struct lives_arm){ .first = &runs[i],
						 .elapsed = mem_alloc(most + 1, sizeof(double)),
						 .cpu = mem_alloc(most + 1, sizeof(double)) };
	}
	return nr;
}

static bool lives_step_has(const char *step, int s)
{
	return s != LIFE_ASK && !strcmp(life_step_name((enum life_step)s), step);
}

/* The sum of the steps that the cell's step stands for, life by life. */
static void lives_record_time(struct cell_run *run, const struct lives_arm *a, const char *metric,
			      const double *times)
{
	const char *step = cell_word(&run->cell, "step");
	double *v = mem_alloc(a->kept, sizeof(*v));

	for (size_t i = 0; i < a->kept; i++)
		for (int s = 0; s < LIFE_STEPS; s++)
			if (lives_step_has(step, s))
				v[i] += times[i * LIFE_STEPS + (size_t)s];
	record_samples(run->record, metric, v, a->kept, "ns");
	free(v);
}

static void lives_record(struct cell_run *run, const struct lives_arm *a,
			 const struct sample_opts *o)
{
	json_t *events = json_object_get(run->record, "events");
	const char *step = cell_word(&run->cell, "step");

	if (a->why) {
		cell_end(run, a->outcome, "%s", a->why);
		return;
	}
	if (a->kept < SAMPLE_FLOOR) {
		cell_end(run, OUTCOME_BROKEN,
			 "events added up in %zu lives only: no verdict below %d; use a quieter "
			 "machine",
			 a->kept, SAMPLE_FLOOR);
		return;
	}
	/* Both are parts of one system call, which only a guest's instruction stamps tell apart. */
	if (!strcmp(run->cell.backend->name, "kmod") &&
	    (!strcmp(step, "attach") || !strcmp(step, "detach"))) {
		cell_end(
			run, OUTCOME_SKIP,
			"a module is attached by the call that loads it and detached by the one that "
			"unloads it: on a running kernel those steps hold both");
		return;
	}
	json_object_set_new(events, "expected", json_integer((json_int_t)a->expected));
	if (run->cell.collector->counts)
		json_object_set_new(events, "seen", json_integer((json_int_t)a->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)a->lost));
	lives_record_time(run, a, "elapsed_ns", a->elapsed);
	lives_record_time(run, a, "cpu_ns", a->cpu);
	json_object_set_new(run->record, "lives",
			    json_pack("{s:I, s:I, s:I}", "kept", (json_int_t)a->kept, "miscounted",
				      (json_int_t)a->miscounted, "cpu", (json_int_t)o->cpu));
}

void lives_sample(struct cell_run *runs, size_t n, const struct sample_opts *o)
{
	struct lives_arm arms[SAMPLE_MAX_ARMS];
	size_t nr = lives_arms(runs, n, o, arms);
	u32 order[SAMPLE_MAX_ARMS];

	for (size_t a = 0; a < nr && !run_signal(); a++)
		lives_lead_one(&arms[a], o, true);
	for (unsigned int l = 0; l < o->loads; l++)
		for (unsigned int b = 0; b < o->blocks; b++) {
			sample_order(order, nr, o->seed, l, b);
			for (size_t i = 0; i < nr && !run_signal(); i++)
				if (!arms[order[i]].why)
					lives_lead_one(&arms[order[i]], o, false);
		}
	for (size_t i = 0; i < n && !run_signal(); i++)
		for (size_t a = 0; a < nr; a++)
			if (runs[i].outcome == OUTCOME_OK &&
			    arms[a].first->cell.mech == runs[i].cell.mech)
				lives_record(&runs[i], &arms[a], o);
	for (size_t a = 0; a < nr; a++) {
		free(arms[a].elapsed);
		free(arms[a].cpu);
		free(arms[a].why);
	}
}
