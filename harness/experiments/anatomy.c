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
#include "anatomy/layers.h"
#include "anatomy/stepper.h"
#include "backend.h"
#include "clock.h"
#include "plan.h"
#include "record.h"
#include "report/chapter.h"
#include "vm/boot.h"

#define ANATOMY_WARM_OPS  311	    /* run before the trace, so that nothing lazy is in it */
#define ANATOMY_SHORT	  32	    /* blocks of one operation, of which the cheapest counts */
#define ANATOMY_ATTEMPTS  3	    /* at a trace that agrees with the measurement */
#define ANATOMY_MAX_STEPS 20000
#define ANATOMY_REPLY	  (1u << 20)
#define ANATOMY_WAIT_INSNS 5000000000ull /* for the host to come; it looks up twenty times a second */
#define ANATOMY_AGREE_PERCENT 1

struct anatomy_box anatomy_box = { .magic = BOX_MAGIC };

/* Where the host stops this guest. They differ, so that no linker takes them for one function. */
__attribute__((noinline)) void anatomy_mark_wait(void)
{
	__asm__ volatile("pause" ::: "memory");
}

__attribute__((noinline)) void anatomy_mark_start(void)
{
	__asm__ volatile("nop" ::: "memory");
}

__attribute__((noinline)) void anatomy_mark_end(void)
{
	__asm__ volatile("nop; nop" ::: "memory");
}

static void anatomy_no_mark(void)
{
}

static const struct metric anatomy_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, measured", METRIC_EXACT, METRIC_LOWER },
	{ "traced_insn_per_op", "insn", "the same, counted by stepping", METRIC_EXACT, METRIC_LOWER },
	{ "layer_entry_insn", "insn", "of these: kernel entry", METRIC_EXACT, METRIC_LOWER },
	{ "layer_hook_insn", "insn", "hook dispatch", METRIC_EXACT, METRIC_LOWER },
	{ "layer_glue_insn", "insn", "glue", METRIC_EXACT, METRIC_LOWER },
	{ "layer_body_insn", "insn", "program body", METRIC_EXACT, METRIC_LOWER },
	{ "layer_helpers_insn", "insn", "helpers and maps", METRIC_EXACT, METRIC_LOWER },
	{ "layer_workload_insn", "insn", "workload", METRIC_EXACT, METRIC_NEITHER },
	{ "layer_return_insn", "insn", "return", METRIC_EXACT, METRIC_LOWER },
	{ "layer_unclassified_insn", "insn", "functions that the table does not know", METRIC_EXACT,
	  METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_anatomy;

static void anatomy_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	/*
	 * A trace follows one CPU through one task, and an event that varies has no one anatomy. Probes of user
	 * space are exceptions, whose steps nobody has held against the measurement yet.
	 */
	for (const struct workload *const *w = workloads; *w; w++)
		if (!(*w)->many_tasks && !(*w)->wavers && !(*w)->own)
			plan_arms(&experiment_anatomy, kernel, *w, add, ctx);
}

struct anatomy {
	struct cell_run *run;
	const struct workload *w;
	u64 ops;
	u64 set_empty; /* cost of the bracket around the blocks of @set */
	u64 empty;     /* of the one around the traced operation */
	struct block_set set;
	char *kallsyms;
	char *reply;
	json_t *code; /* of a BPF program */
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
	int err = measure_bracket(a->w, worker, a->run->measure->target_insns, &a->set_empty,
				  &a->ops);

	if (!err)
		err = measure_settle(a->w, worker, a->ops, &a->set.settle_rounds);
	if (!err)
		err = measure_set(a->w, worker, a->ops, a->run->measure->blocks, &a->set);
	if (anatomy_step(a, err, "measuring"))
		return -EIO;
	record_blocks(a->run->record, "insn_per_op", &a->set, a->set_empty);
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

/* Call the host, and wait until it is there. */
static void anatomy_call_host(struct anatomy *a)
{
	u64 since = clock_read();

	anatomy_box.reply_len = anatomy_box.go = 0;
	cell_note(a->run, json_pack("{s:b}", "trace", true));
	while (!*(volatile u64 *)&anatomy_box.go && clock_read() - since < ANATOMY_WAIT_INSNS)
		anatomy_mark_wait();
}

/* One traced operation: its cost by the guest's own clock, and the host's answer. */
static int anatomy_trace_once(struct anatomy *a, u64 *clock, json_t **answer)
{
	static void (*const marks[])(void) = { anatomy_mark_start, anatomy_mark_end };
	const char *why;
	int err;

	anatomy_call_host(a);
	err = a->w->run(a->run->worker, ANATOMY_WARM_OPS);
	if (!err)
		err = anatomy_block(a, 1, marks, clock);
	if (anatomy_step(a, err, "tracing"))
		return -EIO;
	*answer = json_loadb(a->reply, *(volatile u64 *)&anatomy_box.reply_len, 0, NULL);
	why = json_string_value(json_object_get(*answer, "error"));
	if (*answer && !why)
		return 0;
	cell_end(a->run, OUTCOME_BROKEN, "tracing: %s", why ?: "the host did not answer");
	json_decref(*answer);
	return -EIO;
}

/* By how much the trace differs from the measurement, in hundredths of a per cent of the latter. */
static u64 anatomy_differs(const struct anatomy *a, u64 traced)
{
	u64 measured = a->set.stats.min - a->set_empty, all = traced * a->ops;

	return measured ? 10000 * (all > measured ? all - measured : measured - all) / measured : 10000;
}

/*
 * A trace is done again if it differs: an event that found something left over to do is not the event
 * that was measured. What is wrong every time is wrong.
 */
static int anatomy_trace_agreed(struct anatomy *a, json_t **answer, u64 *traced)
{
	u64 clock = 0, steps, off;

	for (int i = 1;; i++) {
		if (anatomy_trace_once(a, &clock, answer))
			return -EIO;
		steps = (u64)json_integer_value(json_object_get(*answer, "steps"));
		*traced = steps > a->empty ? steps - a->empty : 0;
		off = anatomy_differs(a, *traced);
		json_object_set_new(*answer, "attempts", json_integer(i));
		if (clock == steps && off <= 100 * ANATOMY_AGREE_PERCENT)
			return 0;
		if (i == ANATOMY_ATTEMPTS)
			break;
		json_decref(*answer);
	}
	json_decref(*answer);
	if (clock != steps)
		return cell_end(a->run, OUTCOME_BROKEN, "the trace has %llu instructions, the guest's "
				"clock counted %llu", (unsigned long long)steps, (unsigned long long)clock);
	return cell_end(a->run, OUTCOME_BROKEN, "an operation was traced as %llu instructions and "
			"measured as %llu: they differ by %llu.%02llu %%, more than %d %%",
			(unsigned long long)*traced,
			(unsigned long long)((a->set.stats.min - a->set_empty) / a->ops),
			(unsigned long long)off / 100, (unsigned long long)off % 100,
			ANATOMY_AGREE_PERCENT);
}

/* Sums by layer. The bracket around the event is code of ours, like the loop around it. */
static int anatomy_layers(struct anatomy *a, const json_t *answer)
{
	u64 sums[NR_LAYERS];
	struct trace t;

	if (trace_parse(&t, json_object_get(answer, "trace")))
		return cell_end(a->run, OUTCOME_BROKEN, "the host's answer holds no trace");
	layers_sum(&t, sums);
	trace_free(&t);
	sums[LAYER_WORKLOAD] -= a->empty < sums[LAYER_WORKLOAD] ? a->empty : sums[LAYER_WORKLOAD];
	for (int l = 0; l < NR_LAYERS; l++) {
		char *metric = str_fmt("layer_%s_insn", layer_infos[l].name);

		record_integer(a->run->record, metric, (s64)sums[l], 1);
		free(metric);
	}
	return 0;
}

static void anatomy_box_fill(struct anatomy *a)
{
	const struct backend *b = a->run->cell.backend;

	a->reply = mem_alloc(ANATOMY_REPLY, 1);
	/* A page that is not there yet cannot be written to from outside. */
	memset(a->reply, 1, ANATOMY_REPLY);
	anatomy_box.reply = (u64)(uintptr_t)a->reply;
	anatomy_box.reply_size = ANATOMY_REPLY;
	anatomy_box.max_steps = ANATOMY_MAX_STEPS;
	anatomy_box.body = b->handler ? b->handler(a->run) : 0;
	a->code = b->code ? b->code(a->run) : NULL;
	anatomy_box.body_len = (u64)json_integer_value(json_object_get(a->code, "jited_bytes"));
}

/* The handler must have run once for each event: how often its first instruction did. */
static int anatomy_hits(struct anatomy *a, const json_t *listing)
{
	const struct cell *c = &a->run->cell;
	json_t *events = json_object_get(a->run->record, "events");
	s64 want = c->hook ? a->w->events[c->hook->event] : 0, hits;

	if (!json_array_size(listing))
		return 0;
	hits = json_integer_value(json_array_get(json_array_get(listing, 0), 1));
	json_object_set_new(events, "hits", json_integer(hits));
	json_object_set_new(events, "hits_expected", json_integer(want));
	if (hits == want)
		return 0;
	return cell_end(a->run, OUTCOME_FAIL, "an operation must run the handler %lld times, it ran %lld "
			"times", (long long)want, (long long)hits);
}

static int anatomy_trace(struct anatomy *a)
{
	json_t *answer, *anatomy;
	u64 traced;

	if (anatomy_kallsyms(a))
		return -EIO;
	anatomy_box_fill(a);
	if (anatomy_trace_agreed(a, &answer, &traced))
		return -EIO;
	record_integer(a->run->record, "traced_insn_per_op", (s64)traced, 1);
	anatomy = json_pack("{s:I, s:O, s:O}", "empty", (json_int_t)a->empty, "attempts",
			    json_object_get(answer, "attempts"), "trace",
			    json_object_get(answer, "trace"));
	if (json_is_array(json_object_get(answer, "listing")))
		json_object_set(anatomy, "machine_code", json_object_get(answer, "listing"));
	if (a->code)
		json_object_update_missing(anatomy, a->code);
	json_object_set_new(a->run->record, "anatomy", anatomy);
	if (!anatomy_layers(a, answer))
		anatomy_hits(a, json_object_get(answer, "listing"));
	json_decref(answer);
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
	json_decref(a.code);
}

static void anatomy_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->qemu_extra = str_dup("-gdb unix:$SOCKET,server=on,wait=off");
}

static void anatomy_on_note(struct boot *b, const char *cell, const json_t *note)
{
	char *socket;

	if (!json_is_true(json_object_get(note, "trace")))
		return;
	socket = guest_socket(&b->spec);
	stepper_serve(socket, boot_init_path());
	free(socket);
}

const struct experiment experiment_anatomy = {
	.name = "anatomy",
	.question = "Where does every instruction of an event go?",
	.profile = "exact",
	.metrics = anatomy_metrics,
	.plan = anatomy_plan,
	.run = anatomy_run,
	.repeats = 1,
	.chapter = &chapter_anatomy,
	.guest = anatomy_guest,
	.on_note = anatomy_on_note,
};
