// SPDX-License-Identifier: GPL-2.0-only
/*
 * stacks - do both sides see the same kernel stacks, frame by frame from the probed function down, as often?
 *
 * In one boot a function is at one address, so that frames are held against one another as numbers: the module
 * watches some operations, then the BPF program as many. Above the probed function each interface has
 * frames of its own, which are left out of the comparison and counted.
 *
 * A table that is too small drops on both sides, but not the same stacks, because they hash differently. What must hold on
 * each: no event is neither counted nor dropped, and a stack that is kept is one that the other side, with room, saw as often.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <probebench/stack.h>

#include "anatomy/symbols.h"
#include "backend.h"
#include "cell.h"
#include "files.h"
#include "measure.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "stacks/sight.h"
#include "stacks/works.h"

#define STACKS_OPS 211
#define STACKS_TURN 53 /* operations of a work that waits for a tick first: over well before the next */

static const struct metric stacks_metrics[] = {
	{ "stacks", "stacks", "different stacks, from the probed function down", METRIC_EXACT, METRIC_NEITHER },
	{ "frames", "frames", "of the deepest of them", METRIC_EXACT, METRIC_NEITHER },
	{ "frames_above_kmod", "frames", "above the probed function, as the module sees it", METRIC_EXACT,
	  METRIC_LOWER },
	{ "frames_above_ebpf", "frames", "the same as the BPF program sees it", METRIC_EXACT, METRIC_LOWER },
	{ "differing", "events", "events whose stacks the other side did not see", METRIC_EXACT, METRIC_LOWER },
	{ "cut_kmod", "events", "events of the module whose stack has all frames that are kept", METRIC_EXACT, METRIC_NEITHER },
	{ "cut_ebpf", "events", "the same of the BPF program", METRIC_EXACT, METRIC_NEITHER },
	{ "kept_kmod", "stacks", "in the module's full table", METRIC_EXACT, METRIC_NEITHER },
	{ "kept_ebpf", "stacks", "in the BPF program's full table", METRIC_EXACT, METRIC_NEITHER },
	{ "dropped_kmod", "events", "that found another stack at their place, module", METRIC_EXACT, METRIC_NEITHER },
	{ "dropped_ebpf", "events", "the same of the BPF program", METRIC_EXACT, METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const stacks_keys[] = { "work", "hook", NULL };

extern const struct experiment experiment_stacks;

/* The pair of mechanisms at @hook that the collector has. */
static const struct mech_pair *stacks_pair(const struct hook *hook)
{
	const struct collector *c = collector_find("stack");

	for (const struct mech_pair *p = mech_pairs; p->hook; p++)
		if (hook && !strcmp(p->hook, hook->name) && collector_has_mech(c, p->kmod) &&
		    collector_has_mech(c, p->ebpf))
			return p;
	return NULL;
}

static void stacks_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_stacks, .kernel = kernel };

	for (const struct stacks_work *w = stacks_works; w->name; w++)
		for (const struct hook *h = hooks; h->name; h++) {
			cell_set_word(&c, "work", w->name);
			c.hook = h;
			if (stacks_pair(h))
				add(&c, ctx);
		}
}

static char *stacks_check(const struct cell *c)
{
	if (!stacks_work_find(cell_word(c, "work")))
		return str_fmt("work=%s: there is no such work", cell_word(c, "work"));
	return stacks_pair(c->hook) ? NULL : str_dup("the collector stack has no pair of mechanisms at this hook");
}

static int stacks_cut_all(struct cell_run *run, struct sight *s, const char *func)
{
	struct symbols symbols = { 0 };
	const struct stack_count *without;
	const struct symbol *symbol;
	u64 from, to;
	char *text;
	size_t len;
	int err = file_read("/proc/kallsyms", &text, &len);

	if (!err)
		err = symbols_kallsyms(&symbols, text, len);
	if (err)
		return cell_end(run, OUTCOME_BROKEN, "/proc/kallsyms: %s", strerror(-err));
	from = symbols_address(&symbols, func);
	symbols_sort(&symbols);
	symbol = symbols_find(&symbols, from);
	to = symbol ? from + symbols_size(&symbols, symbol) : 0;
	symbols_free(&symbols);
	free(text);
	without = sight_cut(s, from, to);
	return without ? cell_end(run, OUTCOME_FAIL, "%s is not in a stack that %s saw %llu times", func,
				  run->cell.backend->name, (unsigned long long)without->count) : 0;
}

static int stacks_look(struct cell_run *run, struct sight *s)
{
	int n = run->cell.backend->stacks(run, s->stack, SIGHT_MAX);

	s->n = n < 0 ? 0 : (size_t)n;
	return n < 0 ? n : 0;
}

/*
 * A tick that comes while a datagram is on its way delivers it from the end of the interrupt: a stack like any other, but
 * not the one that the other side sees. Such a work goes in turns, each right behind a tick.
 */
static int stacks_operate(struct cell_run *run)
{
	const struct stacks_work *work = stacks_work_find(cell_word(&run->cell, "work"));
	u64 turn = work->ticks ? STACKS_TURN : STACKS_OPS, left = STACKS_OPS;
	int err = 0;

	while (left && !err) {
		u64 n = left < turn ? left : turn;

		if (work->ticks)
			measure_idle();
		err = run->cell.workload->run(run->worker, n);
		left -= n;
	}
	return err;
}

/*
 * Looking makes events too, where it has to open and read a file. Between the first two looks nothing else
 * happens, between the last two the operations do: the difference of differences is theirs alone.
 */
static int stacks_watch(struct cell_run *run, struct sight *s)
{
	const struct workload *w = run->cell.workload;
	struct sight *looks = mem_alloc(2, sizeof(*looks));
	struct counters c = { 0 };
	int err = stacks_look(run, &looks[0]);

	if (!err)
		err = w->run(run->worker, 0);
	if (!err)
		err = stacks_look(run, &looks[1]);
	if (!err)
		err = stacks_operate(run);
	if (!err)
		err = stacks_look(run, s);
	if (!err)
		err = run->cell.backend->read(run, &c);
	sight_between(s, &looks[0], &looks[1]);
	s->lost = c.lost;
	free(looks);
	return err ? cell_end(run, OUTCOME_BROKEN, "watching %s: %s", w->name, strerror(-err)) : 0;
}

/* The module with few places is one of its own (kmod/stacks/small.c); what it is told and asked is the same. */
static const struct collector stacks_small = {
	.name = "stack_small",
	.summary = "stack with few places",
	.counts = true,
	.drops = true,
};

/* The same for the BPF program, before it is loaded. */
static int stacks_small_map(struct cell_run *run, struct bpf_object *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, "stack_traces");
	int err = map ? bpf_map__set_max_entries(map, PB_STACK_SMALL) : -ENOENT;

	return err ? cell_reason(run, err, "giving stack_traces %d places: %s", PB_STACK_SMALL, strerror(-err)) : 0;
}

/* What the side @arm sees of the workload by @mech, with a table that has room or one that has not. */
static int stacks_see(struct cell_run *run, const char *arm, const char *mech, bool small, struct sight *s)
{
	bool kmod = !strcmp(arm, "kmod");
	int err;

	run->cell.collector = small && kmod ? &stacks_small : collector_find("stack");
	run->opened = small && !kmod ? stacks_small_map : NULL;
	run->cell.backend = backend_find(arm);
	run->cell.mech = mech_find(arm, run->cell.hook->name, mech);
	if (run->cell.backend->attach(run))
		err = cell_end(run, OUTCOME_FAIL, "cannot attach %s of %s", mech, arm);
	else
		err = stacks_watch(run, s);
	if (run->cell.backend->detach(run))
		err = cell_end(run, OUTCOME_FAIL, "cannot detach %s of %s", mech, arm);
	run->opened = NULL;
	run->cell.collector = collector_find("stack");
	return err ? err : stacks_cut_all(run, s, run->cell.workload->func);
}

/* Both sides with a table that has room for all. */
static void stacks_compare(struct cell_run *run, const struct stacks_work *w, struct sight *kmod, struct sight *ebpf,
			   u64 expected)
{
	/* What one side keeps below its frames above the function, the other has to keep as well. */
	u32 frames = PB_STACK_FRAMES - (kmod->above > ebpf->above ? kmod->above : ebpf->above);
	u64 a, b, differing;

	sight_fold(kmod, frames);
	sight_fold(ebpf, frames);
	a = sight_lacking(kmod, ebpf);
	b = sight_lacking(ebpf, kmod);
	differing = a > b ? a : b;
	record_count(run->record, "stacks", (s64)kmod->n, "stacks");
	record_count(run->record, "frames", sight_depth(kmod), "frames");
	record_count(run->record, "frames_above_kmod", kmod->above, "frames");
	record_count(run->record, "frames_above_ebpf", ebpf->above, "frames");
	record_count(run->record, "differing", (s64)differing, "events");
	record_count(run->record, "cut_kmod", (s64)kmod->cut, "events");
	record_count(run->record, "cut_ebpf", (s64)ebpf->cut, "events");
	if (kmod->n < w->distinct || sight_depth(kmod) < w->deep)
		cell_end(run, OUTCOME_FAIL, "%zu different stacks of up to %u frames, expected at least %u and %u", kmod->n,
			 sight_depth(kmod), w->distinct, w->deep);
	if (differing)
		cell_end(run, OUTCOME_FAIL, "%llu of %llu events have stacks that the other side did not see",
			 (unsigned long long)differing, (unsigned long long)expected);
	if (kmod->cut < STACKS_OPS * (u64)w->beyond || ebpf->cut < STACKS_OPS * (u64)w->beyond)
		cell_end(run, OUTCOME_FAIL, "%u stacks an operation should be deeper than %d frames; the module cut %llu of %llu, eBPF %llu",
			 w->beyond, PB_STACK_FRAMES, (unsigned long long)kmod->cut, (unsigned long long)expected,
			 (unsigned long long)ebpf->cut);
	if (kmod->seen != expected || kmod->lost || ebpf->seen != expected || ebpf->lost)
		cell_end(run, OUTCOME_FAIL, "%llu events expected, module: %llu seen and %llu lost, eBPF: %llu and %llu",
			 (unsigned long long)expected, (unsigned long long)kmod->seen,
			 (unsigned long long)kmod->lost, (unsigned long long)ebpf->seen,
			 (unsigned long long)ebpf->lost);
}

/* One side with a table that has not: held against what the other side, @whole, saw with room. */
static void stacks_full(struct cell_run *run, const struct stacks_work *w, const char *arm, struct sight *small,
			const struct sight *whole, u64 expected)
{
	char *kept = str_fmt("kept_%s", arm), *dropped = str_fmt("dropped_%s", arm), *wrong;

	sight_fold(small, PB_STACK_FRAMES - (small->above > whole->above ? small->above : whole->above));
	wrong = sight_full_check(small, whole, w->places, expected);
	record_count(run->record, kept, (s64)small->n, "stacks");
	record_count(run->record, dropped, (s64)small->lost, "events");
	if (wrong)
		cell_end(run, OUTCOME_FAIL, "%s with %u places: %s", arm, w->places, wrong);
	free(wrong);
	free(dropped);
	free(kept);
}

/* Attach one after the other, the small ones last. */
static void stacks_sides(struct cell_run *run, const struct stacks_work *w)
{
	const struct mech_pair *pair = stacks_pair(run->cell.hook);
	struct sight *s = mem_alloc(4, sizeof(*s)), *kmod = &s[0], *ebpf = &s[1], *seen = ebpf;
	u64 expected = STACKS_OPS * (u64)run->cell.workload->events[run->cell.hook->event];
	json_t *events = json_object_get(run->record, "events");
	int err = stacks_see(run, "kmod", pair->kmod, false, kmod);

	if (!err)
		err = stacks_see(run, "ebpf", pair->ebpf, false, ebpf);
	if (!err)
		stacks_compare(run, w, kmod, ebpf, expected);
	if (!err && w->places)
		err = stacks_see(run, "kmod", pair->kmod, true, &s[2]);
	if (!err && w->places)
		err = stacks_see(run, "ebpf", pair->ebpf, true, &s[3]);
	if (!err && w->places) {
		stacks_full(run, w, "kmod", &s[2], ebpf, expected);
		stacks_full(run, w, "ebpf", &s[3], kmod, expected);
		seen = &s[3];
	}
	if (!err) {
		json_object_set_new(events, "expected", json_integer((json_int_t)expected));
		json_object_set_new(events, "seen", json_integer((json_int_t)seen->seen));
		json_object_set_new(events, "lost", json_integer((json_int_t)seen->lost));
	}
	free(s);
}

static void stacks_run(struct cell_run *run)
{
	const struct stacks_work *work = stacks_work_find(cell_word(&run->cell, "work"));
	const struct workload made = stacks_workload(work), *w = &made;
	struct worker worker = { .fd = -1 };
	int err = w->setup ? w->setup(&worker) : 0;

	run->worker = &worker;
	run->cell.workload = w;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", w->name, strerror(-err));
	else
		stacks_sides(run, work);
	if (w->teardown)
		w->teardown(&worker);
	run->cell.workload = NULL; /* its name has none */
}

const struct experiment experiment_stacks = {
	.name = "stacks",
	.question = "Do both sides see the same kernel stacks, from the probed function down?",
	.profile = "exact",
	.modules = "stacks",
	.keys = stacks_keys,
	.needs = { .root = true, .modules = true, .btf = true },
	.metrics = stacks_metrics,
	.chapter = &chapter_plain,
	.plan = stacks_plan,
	.run = stacks_run,
	.check = stacks_check,
};
