// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy - where every instruction of an event goes, function by function.
 *
 * The cell measures what one operation costs with its collector attached, as `overhead` does. Then it
 * has one more operation traced by the host, which steps this guest through it (anatomy/stepper.c) and
 * hands back the functions that ran. Both counts are of the same attachment and must be the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "anatomy/box.h"
#include "anatomy/trace.h"
#include "backend.h"
#include "clock.h"
#include "record.h"

#define ANATOMY_WARM_OPS  311	    /* run before the trace, so that nothing lazy is in it */
#define ANATOMY_SHORT	  32	    /* blocks of one operation, of which the cheapest counts */
#define ANATOMY_ATTEMPTS  3	    /* at a trace that agrees with the measurement */
#define ANATOMY_MAX_STEPS 20000
#define ANATOMY_REPLY	  (1u << 20)

struct anatomy_box anatomy_box = { .magic = BOX_MAGIC };

/* Where the host stops this guest. They differ, so that no linker takes them for one function. */
__attribute__((noinline, noclone)) void anatomy_mark_start(void)
{
	__asm__ volatile("nop" ::: "memory");
}

__attribute__((noinline, noclone)) void anatomy_mark_end(void)
{
	__asm__ volatile("nop; nop" ::: "memory");
}

static void anatomy_no_mark(void)
{
}

static const struct metric anatomy_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, measured", METRIC_EXACT, METRIC_LOWER },
	{ "traced_insn_per_op", "insn", "the same, counted by stepping", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_anatomy;

static void anatomy_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct workload *const *w = workloads; *w; w++) {
		struct cell c = { .experiment = &experiment_anatomy,
				  .kernel = kernel,
				  .workload = *w,
				  .backend = backend_find("none") };

		/* A trace follows one CPU through one task, and an event that varies has no one anatomy. */
		if ((*w)->many_tasks || (*w)->wavers)
			continue;
		add(&c, ctx);
		for (const struct collector *const *col = collectors; *col; col++)
			for (const struct mech *m = mechs; m->name; m++) {
				c.hook = hook_find(m->hook);
				c.collector = *col;
				c.backend = backend_find(m->arm);
				c.mech = m;
				if ((*w)->events[c.hook->event] && collector_has_mech(*col, m->name))
					add(&c, ctx);
			}
	}
}

struct anatomy {
	struct cell_run *run;
	const struct workload *w;
	u64 ops, empty;
	struct block_set set;
	char *kallsyms;
	char *reply;
};

/* What measure_block() does, between two marks; the marks lie outside the readings of the clock. */
static int anatomy_block(struct anatomy *a, u64 ops, void (*const marks[2])(void), u64 *insns)
{
	const struct timespec idle = { .tv_nsec = 20 * 1000 * 1000 };
	u64 start;
	int err;

	nanosleep(&idle, NULL);
	marks[0]();
	start = clock_read();
	err = a->w->run(a->run->worker, ops);
	*insns = clock_read() - start;
	marks[1]();
	return err;
}

/* The cheapest of some blocks of @ops. */
static int anatomy_short(struct anatomy *a, u64 ops, u64 *min)
{
	static void (*const marks[])(void) = { anatomy_no_mark, anatomy_no_mark };

	*min = UINT64_MAX;
	for (int i = 0; i < ANATOMY_SHORT; i++) {
		u64 insns;
		int err = anatomy_block(a, ops, marks, &insns);

		if (err)
			return err;
		if (insns < *min)
			*min = insns;
	}
	return 0;
}

static int anatomy_step(struct anatomy *a, int err, const char *step)
{
	if (!err)
		return 0;
	if (err == -ETIMEDOUT)
		return cell_end(a->run, OUTCOME_BROKEN, "%s: the block minima keep falling", step);
	return cell_end(a->run, OUTCOME_BROKEN, "%s: %s failed: %s", step, a->w->name, strerror(-err));
}

static int anatomy_measure(struct anatomy *a)
{
	struct worker *worker = a->run->worker;
	u64 one, two;
	int err = measure_bracket(a->w, worker, a->run->measure->target_insns, &a->empty, &a->ops);

	if (!err)
		err = measure_settle(a->w, worker, a->ops, &a->set.settle_rounds);
	if (!err)
		err = measure_set(a->w, worker, a->ops, a->run->measure->blocks, &a->set);
	if (anatomy_step(a, err, "measuring"))
		return -EIO;
	record_blocks(a->run->record, "insn_per_op", &a->set, a->empty);
	/* The traced bracket is another function than measure_block(), and has a cost of its own. */
	err = anatomy_short(a, 1, &one);
	if (!err)
		err = anatomy_short(a, 2, &two);
	if (anatomy_step(a, err, "measuring the bracket"))
		return -EIO;
	a->empty = 2 * one > two ? 2 * one - two : 0;
	return 0;
}

/* All of /proc/kallsyms, which says no size. */
static int anatomy_kallsyms(struct anatomy *a)
{
	int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	size_t len = 0, size = 0;
	ssize_t n = -1;

	while (fd >= 0) {
		if (size - len < 1 << 16)
			a->kallsyms = mem_grow(a->kallsyms, size += 1 << 20, 1);
		n = read(fd, a->kallsyms + len, size - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	anatomy_box.kallsyms = (u64)(uintptr_t)a->kallsyms;
	anatomy_box.kallsyms_len = len;
	return n ? cell_end(a->run, OUTCOME_BROKEN, "/proc/kallsyms: %s", strerror(errno)) : 0;
}

/* One traced operation: its cost by the guest's own clock, and the host's answer. */
static int anatomy_trace_once(struct anatomy *a, u64 *clock, json_t **answer)
{
	static void (*const marks[])(void) = { anatomy_mark_start, anatomy_mark_end };
	const char *why;
	int err;

	anatomy_box.reply_len = 0;
	err = a->w->run(a->run->worker, ANATOMY_WARM_OPS);
	if (!err)
		err = anatomy_block(a, 1, marks, clock);
	if (anatomy_step(a, err, "tracing"))
		return -EIO;
	*answer = json_loadb(a->reply, *(volatile u64 *)&anatomy_box.reply_len, 0, NULL);
	why = json_string_value(json_object_get(*answer, "error"));
	if (*answer && !why)
		return 0;
	cell_end(a->run, OUTCOME_BROKEN, "tracing: %s", why ?: "nobody traced this guest");
	json_decref(*answer);
	return -EIO;
}

static int anatomy_trace(struct anatomy *a)
{
	json_t *answer;
	u64 clock = 0;

	if (anatomy_kallsyms(a))
		return -EIO;
	a->reply = mem_alloc(ANATOMY_REPLY, 1);
	memset(a->reply, 1, ANATOMY_REPLY); /* pages that are not there yet cannot be written from outside */
	anatomy_box.reply = (u64)(uintptr_t)a->reply;
	anatomy_box.reply_size = ANATOMY_REPLY;
	anatomy_box.max_steps = ANATOMY_MAX_STEPS;
	anatomy_box.body = a->run->cell.backend->handler ? a->run->cell.backend->handler(a->run) : 0;
	if (anatomy_trace_once(a, &clock, &answer))
		return -EIO;
	json_object_set_new(answer, "clock", json_integer(clock));
	json_object_set_new(answer, "empty", json_integer(a->empty));
	json_object_set_new(a->run->record, "anatomy", answer);
	return 0;
}

static void anatomy_attached(struct anatomy *a, const struct backend *b)
{
	if (b->attach(a->run)) {
		cell_end(a->run, OUTCOME_FAIL, "cannot attach");
		return;
	}
	if (b->describe)
		b->describe(a->run);
	if (!anatomy_measure(a))
		anatomy_trace(a);
}

static void anatomy_run(struct cell_run *run)
{
	struct worker worker = { .fd = -1 };
	struct anatomy a = { .run = run, .w = run->cell.workload };
	int err = a.w->setup ? a.w->setup(&worker) : 0;

	run->worker = &worker;
	if (err) {
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", a.w->name, strerror(-err));
	} else {
		anatomy_attached(&a, run->cell.backend);
		if (run->cell.backend->detach(run))
			cell_end(run, OUTCOME_FAIL, "cannot detach");
	}
	if (a.w->teardown)
		a.w->teardown(&worker);
	free(a.kallsyms);
	free(a.reply);
}

const struct experiment experiment_anatomy = {
	.name = "anatomy",
	.question = "Where does every instruction of an event go?",
	.profile = "exact",
	.metrics = anatomy_metrics,
	.plan = anatomy_plan,
	.run = anatomy_run,
};
