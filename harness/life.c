// SPDX-License-Identifier: GPL-2.0-only
/*
 * life - one collector from nothing to nothing: loaded, attached, asked, detached, unloaded.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "channel/channel.h"
#include "clock.h"
#include "footprint.h"
#include "life.h"
#include "proc.h"
#include "registry.h"
#include "tracer.h"

#define LIFE_OPS       53
#define LIFE_RECORD    64 /* bytes, of a collector that streams */
#define LIFE_WINDOW_NS (100 * 1000 * 1000) /* in which the kernel finishes what it has put off */
#define LIFE_LOG_BYTES 65536
#define LIFE_SECONDS   60

const char *const life_events[] = { "sched:sched_switch", "initcall:initcall_start",
				    "initcall:initcall_finish", "module:module_free", NULL };

const char *life_step_name(enum life_step step)
{
	static const char *const names[LIFE_STEPS] = {
		[LIFE_OPEN] = "load",	[LIFE_LOAD] = "load",	  [LIFE_ATTACH] = "attach",
		[LIFE_ASK] = "ask",	[LIFE_DETACH] = "detach", [LIFE_UNLOAD] = "unload",
	};

	return names[step];
}

/* One life as its child leads it. There is one per process, so that step() can find it. */
struct life {
	const struct cell_run *run;
	enum life_purpose purpose;
	struct life_log *log;
	volatile u32 *phase; /* of the tracer: index of the mark in the making, from 1; or NULL */
	u64 since, cpu_since;
	char *verifier_log;
};
static struct life *life_now;

static void life_on_step(struct cell_run *run, enum life_step step)
{
	struct life *l = life_now;
	u64 now = clock_read();

	if (l->log->nr < LIFE_MAX_MARKS)
		l->log->marks[l->log->nr++] = (struct life_mark){ step, l->since, now, 0 };
	if (l->phase)
		*l->phase = l->log->nr + 1;
	l->since = clock_read();
}

static u64 life_cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* The same in time. The clocks are read outside of what they measure. */
static void life_on_timed_step(struct cell_run *run, enum life_step step)
{
	struct life *l = life_now;
	u64 now = clock_ns(), cpu = life_cpu_ns();

	if (l->log->nr < LIFE_MAX_MARKS)
		l->log->marks[l->log->nr++] =
			(struct life_mark){ step, l->since, now, cpu - l->cpu_since };
	l->cpu_since = life_cpu_ns();
	l->since = clock_ns();
}

/* Another task on this CPU would make events of its own; for one who is not allowed to, it may. */
static void life_alone(const struct life *l, bool alone)
{
	if (l->purpose == LIFE_SAMPLED)
		sched_setscheduler(0, alone ? SCHED_FIFO : SCHED_OTHER,
				   &(struct sched_param){ .sched_priority = alone });
}

/* Nothing goes on for a while; what other tasks do in it is what they always do, or what is left to do. */
static u64 life_window(void)
{
	const struct timespec t = { .tv_nsec = LIFE_WINDOW_NS };

	nanosleep(&t, NULL);
	return clock_read();
}

/* "processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 1 peak_states 1 mark_read 0" */
static void life_verifier(const char *log, json_t *held)
{
	static const struct { const char *before, *key; } numbers[] = {
		{ "total_states ", "verifier_states" },
		{ "stack depth ", "stack_bytes" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		json_int_t sum = 0;

		for (const char *at = log; (at = strstr(at, numbers[i].before));) {
			at += strlen(numbers[i].before);
			sum += strtol(at, NULL, 10);
		}
		if (sum)
			json_object_set_new(held, numbers[i].key, json_integer(sum));
	}
}

static int life_use(struct cell_run *run, struct life_log *log)
{
	const struct workload *w = run->cell.workload;
	struct counters c[3] = { 0 };
	int err = 0;

	/* Reading counters is a system call or more, and a hook may see those: an empty bracket says how many. */
	for (int i = 0; i < 3 && !err; i++) {
		if (i == 2)
			err = w->run(run->worker, LIFE_OPS);
		if (!err)
			err = run->cell.backend->read(run, &c[i]);
	}
	log->expected = LIFE_OPS * w->events[run->cell.hook->event];
	log->seen = c[2].seen - c[1].seen - (c[1].seen - c[0].seen);
	log->lost = c[2].lost - c[1].lost - (c[1].lost - c[0].lost);
	return err;
}

static void life_ask(struct life *l, struct cell_run *run, struct footprint *f)
{
	if (l->purpose == LIFE_HELD) {
		json_t *held = footprint_end(f);
		char *text;

		if (l->verifier_log)
			life_verifier(l->verifier_log, held);
		text = json_dumps(held, JSON_COMPACT);
		snprintf(l->log->held, sizeof(l->log->held), "%s", text ? text : "");
		free(text);
		json_decref(held);
	}
	life_alone(l, true);
	if (life_use(run, l->log))
		l->log->failed = true;
	life_alone(l, false);
}

/* The first events fit into its channel, so nobody needs to read them. */
static int life_attach(struct cell_run *run)
{
	struct reader r = { .channel = channel_first(run->cell.backend->name),
			    .bytes = LIFE_RECORD,
			    .wake = PB_STREAM_WAKE_NEVER };

	return run->cell.collector->streams ? channel_load(run, &r) : run->cell.backend->attach(run);
}

static int life_body(void *ctx, volatile u32 *phase)
{
	struct life *l = ctx;
	struct cell_run run = *l->run;
	struct footprint f;

	life_now = l;
	l->log->pid = (int)getpid();
	run.record = json_object();
	run.reason = NULL;
	run.step = l->purpose == LIFE_SAMPLED ? life_on_timed_step : life_on_step;
	if (l->purpose == LIFE_HELD) {
		footprint_begin(&f);
		if (!strcmp(run.cell.backend->name, "ebpf")) {
			run.verifier_log = l->verifier_log = mem_alloc(LIFE_LOG_BYTES, 1);
			run.verifier_log_size = LIFE_LOG_BYTES;
		}
	}
	if (l->purpose == LIFE_TIMED) {
		l->log->idle_from = clock_read();
		l->log->idle_to = life_window();
	}
	if (phase) {
		l->phase = phase;
		*phase = 1;
	}
	l->cpu_since = l->purpose == LIFE_SAMPLED ? life_cpu_ns() : 0;
	l->since = l->purpose == LIFE_SAMPLED ? clock_ns() : clock_read();
	l->log->failed = life_attach(&run) != 0;
	if (phase)
		*phase = 0;
	l->phase = NULL;
	if (!l->log->failed)
		life_ask(l, &run, &f);
	/* The first mark of the way down ends what the harness did with it; its calls do not count. */
	l->phase = phase;
	if (run.cell.backend->detach(&run))
		l->log->failed = true;
	if (phase)
		*phase = 0;
	if (l->purpose == LIFE_TIMED)
		l->log->settled = life_window();
	if (run.reason)
		snprintf(l->log->reason, sizeof(l->log->reason), "%s", run.reason);
	return 0;
}

/* What a guest needs not: other CPUs, and nobody who watches over the time. */
static void life_on_host(const struct cell_run *run)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(run->cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	alarm(LIFE_SECONDS);
}

/* In a child that nobody traces. */
static int life_fork(struct life *l)
{
	pid_t parent = getpid(), pid = fork();
	int wstatus;

	if (pid < 0)
		return -errno;
	if (!pid) {
		proc_child_setup(parent);
		if (l->purpose == LIFE_SAMPLED)
			life_on_host(l->run);
		_exit(life_body(l, NULL));
	}
	while (waitpid(pid, &wstatus, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(wstatus) && !WEXITSTATUS(wstatus) ? 0 : -ECHILD;
}

static int life_trace(struct life *l, struct life_calls *calls)
{
	struct tracer t = { .body = life_body, .ctx = l, .seconds = LIFE_SECONDS };
	int err = tracer_run(&t);

	memset(calls, 0, sizeof(*calls));
	if (!err && t.status)
		err = -ECHILD;
	for (size_t i = 0; i < t.nr_calls; i++) {
		u32 mark = t.calls[i].phase - 1;

		if (mark < l->log->nr)
			calls->n[l->log->marks[mark].step]++;
		calls->bpf += t.calls[i].nr == SYS_bpf;
	}
	tracer_free(&t);
	return err;
}

int life_lead(const struct cell_run *run, enum life_purpose purpose, struct life_log *log,
	      struct life_calls *calls)
{
	struct life l = { .run = run, .purpose = purpose };
	int err;

	memset(log, 0, sizeof(*log));
	l.log = mmap(NULL, sizeof(*l.log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (l.log == MAP_FAILED)
		return -errno;
	memset(l.log, 0, sizeof(*l.log)); /* now, so that the child's first write is no page fault */
	err = purpose == LIFE_TRACED ? life_trace(&l, calls) : life_fork(&l);
	*log = *l.log;
	munmap(l.log, sizeof(*l.log));
	return err;
}

static void life_add(struct life_cost *cost, enum life_step step, struct span span)
{
	cost->has[step] = true;
	cost->step[step].own += span.own;
	cost->step[step].others += span.others;
	cost->step[step].waits += span.waits;
}

/* finit_module(): what is before and after init() loads, init() attaches. */
static int life_cost_module(const struct life_log *log, const struct life_mark *m, const struct stamps *s,
			    struct life_cost *cost)
{
	const struct stamp *start = stamps_find(s, "initcall_start", m->from, m->to);
	const struct stamp *end = stamps_find(s, "initcall_finish", m->from, m->to);

	if (!start || !end)
		return -EPROTO;
	life_add(cost, LIFE_LOAD, stamps_span(s, log->pid, m->from, start->at));
	life_add(cost, LIFE_ATTACH, stamps_span(s, log->pid, start->at, end->at));
	life_add(cost, LIFE_LOAD, stamps_span(s, log->pid, end->at, m->to));
	return 0;
}

/* delete_module(): exit() has run when the module's memory is about to go. */
static int life_cost_exit(const struct life_log *log, const struct life_mark *m, const struct stamps *s,
			  struct life_cost *cost)
{
	const struct stamp *freed = stamps_find(s, "module_free", m->from, m->to);

	if (!freed)
		return -EPROTO;
	life_add(cost, LIFE_DETACH, stamps_span(s, log->pid, m->from, freed->at));
	life_add(cost, LIFE_UNLOAD, stamps_span(s, log->pid, freed->at, m->to));
	return 0;
}

int life_cost(const struct life_log *log, const struct stamps *s, struct life_cost *cost)
{
	u64 unloading = 0, idle;
	bool attaches = false, detaches = false;
	int err = 0;

	*cost = (struct life_cost){ 0 };
	for (u32 i = 0; i < log->nr; i++) {
		attaches |= log->marks[i].step == LIFE_ATTACH;
		detaches |= log->marks[i].step == LIFE_DETACH;
	}
	for (u32 i = 0; i < log->nr && !err; i++) {
		const struct life_mark *m = &log->marks[i];

		if (m->step == LIFE_LOAD && !attaches)
			err = life_cost_module(log, m, s, cost);
		else if (m->step == LIFE_UNLOAD && !detaches)
			err = life_cost_exit(log, m, s, cost);
		else
			life_add(cost, m->step, stamps_span(s, log->pid, m->from, m->to));
		if (m->step == LIFE_UNLOAD)
			unloading = m->from;
	}
	if (!unloading || !log->settled)
		return err;
	cost->deferred = stamps_span(s, log->pid, unloading, log->settled).others;
	idle = stamps_span(s, log->pid, log->idle_from, log->idle_to).others;
	cost->deferred -= idle < cost->deferred ? idle : cost->deferred;
	return err;
}
