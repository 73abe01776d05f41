// SPDX-License-Identifier: GPL-2.0-only
/*
 * tasks - do both sides of the hash keep the same events and bytes of the same tasks, when the table is
 * full and after evictions too?
 *
 * Which tasks run beside a workload is the kernel's affair. Here both sides get the same recorded events,
 * of more tasks than there is room for, and are held against the contract, computed place by place.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <probebench/hash.h>

#include "backend.h"
#include "record.h"
#include "report/chapter.h"
#include "stats.h"

#define TASKS_FIRST   (1u << 22) /* above every real task: PID_MAX_LIMIT */
#define TASKS_BEFORE  16000 /* of random numbers: enough that rows of places are full here and there */
#define TASKS_AFTER   600 /* that come after the evictions: some fit, some do not */
#define TASKS_EVICTED 300
#define TASKS_AGAIN   3000 /* events of tasks drawn from all of them */
#define TASKS_ALL     (TASKS_BEFORE + TASKS_AFTER)

static const struct metric tasks_metrics[] = {
	{ "events", "events", "recorded events that were fed", METRIC_EXACT, METRIC_NEITHER },
	{ "tasks", "tasks", "tasks in the table at the end", METRIC_EXACT, METRIC_NEITHER },
	{ "dropped", "events", "of those fed, dropped for want of room", METRIC_EXACT, METRIC_NEITHER },
	{ "wrong", "tasks", "tasks whose numbers are not what the contract says", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_tasks;

static void tasks_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_tasks,
			  .kernel = kernel,
			  .workload = workload_find("getppid"),
			  .hook = hook_find("kprobe"),
			  .collector = collector_find("hash") };

	for (const struct backend *const *b = backends; *b; b++) {
		c.backend = *b;
		c.mech = mech_find((*b)->name, "kprobe", "kprobe");
		if ((*b)->tasks && c.mech)
			add(&c, ctx);
	}
}

/* The contract, place by place, by somebody who is in no hurry. */
struct tasks_model {
	u32 pid[TASKS_ALL];
	struct {
		enum { TASKS_NOBODY, TASKS_GONE, TASKS_HERE } who;
		u32 pid;
		u64 events, bytes;
	} place[PB_HASH_PLACES];
	u64 live, dropped, evicted; /* tasks, events, events */
	u64 *feed; /* what is fed next */
	size_t nr_feed, fed;
};

static int tasks_place(const struct tasks_model *m, u32 pid)
{
	for (u32 n = 0; n < PB_HASH_PROBES; n++) {
		u32 at = (PB_HASH_AT(pid) + n) % PB_HASH_PLACES;

		if (m->place[at].who == TASKS_HERE && m->place[at].pid == pid)
			return (int)at;
	}
	return -1;
}

static int tasks_free_place(const struct tasks_model *m, u32 pid)
{
	for (u32 n = 0; n < PB_HASH_PROBES; n++) {
		u32 at = (PB_HASH_AT(pid) + n) % PB_HASH_PLACES;

		if (m->place[at].who != TASKS_HERE)
			return (int)at;
	}
	return -1;
}

static void tasks_event(struct tasks_model *m, u32 pid, u32 bytes)
{
	int at = tasks_place(m, pid);

	m->feed = mem_grow(m->feed, m->nr_feed + 1, sizeof(*m->feed));
	m->feed[m->nr_feed++] = (u64)pid << 32 | bytes;
	if (at < 0) {
		at = tasks_free_place(m, pid);
		if (at < 0) {
			m->dropped++;
			return;
		}
		m->place[at].who = TASKS_HERE;
		m->place[at].pid = pid;
		m->live++;
	}
	m->place[at].events++;
	m->place[at].bytes += bytes;
}

static int tasks_feed(struct cell_run *run, struct tasks_model *m)
{
	int err = run->cell.backend->feed(run, m->feed, m->nr_feed);

	m->fed += m->nr_feed;
	m->nr_feed = 0;
	return err;
}

/* Tasks from @from up to @to once, then any of those up to @to. */
static int tasks_run_events(struct cell_run *run, struct tasks_model *m, size_t from, size_t to, u64 *state)
{
	for (size_t i = from; i < to; i++) {
		m->pid[i] = TASKS_FIRST + (u32)(stats_random(state) % (PB_HASH_LIVE - TASKS_FIRST));
		tasks_event(m, m->pid[i], (u32)(1 + stats_random(state) % 4096));
	}
	for (int i = 0; i < TASKS_AGAIN; i++)
		tasks_event(m, m->pid[stats_random(state) % to], (u32)(stats_random(state) % 65536));
	return tasks_feed(run, m);
}

static int tasks_evict(struct cell_run *run, struct tasks_model *m, u64 *state)
{
	for (int gone = 0; gone < TASKS_EVICTED;) {
		u32 pid = m->pid[stats_random(state) % TASKS_BEFORE];
		int at = tasks_place(m, pid);

		if (at < 0)
			continue;
		if (run->cell.backend->evict(run, pid))
			return -EIO;
		m->evicted += m->place[at].events;
		m->place[at].who = TASKS_GONE;
		m->place[at].events = m->place[at].bytes = 0;
		m->live--;
		gone++;
	}
	return 0;
}

/* How many tasks of the table are not as the contract says, or are missing; -1: it cannot be read. */
static s64 tasks_compare(struct cell_run *run, const struct tasks_model *m)
{
	struct task_count *got = mem_alloc(PB_HASH_PLACES, sizeof(*got));
	int n = run->cell.backend->tasks(run, got, PB_HASH_PLACES);
	s64 right = 0, others = 0;

	for (int i = 0; i < n; i++) {
		int at = tasks_place(m, got[i].pid);

		if (at >= 0 && m->place[at].events == got[i].events && m->place[at].bytes == got[i].bytes)
			right++;
		else
			others++;
	}
	free(got);
	return n < 0 ? -1 : (s64)m->live - right + others;
}

static void tasks_judge(struct cell_run *run, struct tasks_model *m)
{
	struct counters c = { 0 };
	json_t *events = json_object_get(run->record, "events");
	u64 state = 1;
	s64 wrong, first;
	int err = tasks_run_events(run, m, 0, TASKS_BEFORE, &state);

	first = err ? -1 : tasks_compare(run, m);
	if (!err)
		err = tasks_evict(run, m, &state);
	if (!err)
		err = tasks_run_events(run, m, TASKS_BEFORE, TASKS_ALL, &state);
	if (!err)
		err = run->cell.backend->read(run, &c);
	wrong = err ? -1 : tasks_compare(run, m);
	if (first < 0 || wrong < 0) {
		cell_end(run, OUTCOME_BROKEN, "feeding recorded events");
		return;
	}
	wrong = wrong > first ? wrong : first;
	record_count(run->record, "events", (s64)m->fed, "events");
	record_count(run->record, "tasks", (s64)m->live, "tasks");
	record_count(run->record, "dropped", (s64)c.lost, "events");
	record_count(run->record, "wrong", wrong, "tasks");
	json_object_set_new(events, "expected", json_integer((json_int_t)(m->fed - m->evicted)));
	json_object_set_new(events, "seen", json_integer((json_int_t)c.seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)c.lost));
	if (wrong)
		cell_end(run, OUTCOME_FAIL, "%lld tasks are not in the table as the contract says",
			 (long long)wrong);
	if (c.lost != m->dropped || c.seen + c.lost != m->fed - m->evicted)
		cell_end(run, OUTCOME_FAIL, "%llu events fed, %llu of them evicted, %llu in the table, %llu dropped, "
			 "where %llu should be", (unsigned long long)m->fed, (unsigned long long)m->evicted,
			 (unsigned long long)c.seen, (unsigned long long)c.lost,
			 (unsigned long long)m->dropped);
}

static void tasks_run(struct cell_run *run)
{
	struct tasks_model *m = mem_alloc(1, sizeof(*m));

	run->feeds = true;
	if (run->cell.backend->attach(run))
		cell_end(run, OUTCOME_FAIL, "cannot attach");
	else
		tasks_judge(run, m);
	if (run->cell.backend->detach(run))
		cell_end(run, OUTCOME_FAIL, "cannot detach");
	free(m->feed);
	free(m);
}

const struct experiment experiment_tasks = {
	.name = "tasks",
	.question = "Do both sides of the hash keep the same events and bytes of the same tasks?",
	.profile = "exact",
	.metrics = tasks_metrics,
	.chapter = &chapter_plain,
	.plan = tasks_plan,
	.run = tasks_run,
};
