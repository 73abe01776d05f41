// SPDX-License-Identifier: GPL-2.0-only
/*
 * stacks - do both sides see the same kernel stacks, frame by frame from the probed function down, as often?
 *
 * In one boot a function is at one address, so that frames are held against one another as numbers: the module
 * watches some operations, then the BPF program as many. Above the probed function each interface has
 * frames of its own, which are left out of the comparison and counted.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/symbols.h"
#include "backend.h"
#include "cell.h"
#include "files.h"
#include "record.h"
#include "registry.h"
#include "stacks/works.h"

#define STACKS_OPS 211
#define STACKS_MAX 64 /* different stacks of one workload; a few are usual */

static const struct metric stacks_metrics[] = {
	{ "stacks", "stacks", "different stacks, from the probed function down", METRIC_EXACT, METRIC_NEITHER },
	{ "frames", "frames", "of the deepest of them", METRIC_EXACT, METRIC_NEITHER },
	{ "frames_above_kmod", "frames", "above the probed function, as the module sees it", METRIC_EXACT,
	  METRIC_LOWER },
	{ "frames_above_ebpf", "frames", "the same as the BPF program sees it", METRIC_EXACT, METRIC_LOWER },
	{ "differing", "events", "events whose stacks the other side did not see", METRIC_EXACT, METRIC_LOWER },
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

/* What one side saw. */
struct sight {
	struct stack_count stack[STACKS_MAX];
	size_t n;
	u64 seen, lost;
	u32 above; /* frames above the probed function, the most */
};

/* Cut off what is above the function at [@from, @to); false if it is not in the stack. */
static bool stacks_cut(struct stack_count *s, u64 from, u64 to, u32 *above)
{
	u32 at = 0;

	while (at < PB_STACK_FRAMES && (s->frames[at] < from || s->frames[at] >= to))
		at++;
	if (at == PB_STACK_FRAMES)
		return false;
	*above = at > *above ? at : *above;
	memmove(s->frames, &s->frames[at], (PB_STACK_FRAMES - at) * sizeof(*s->frames));
	memset(&s->frames[PB_STACK_FRAMES - at], 0, at * sizeof(*s->frames));
	/* Where in its first instructions the function was stopped is up to the interface. */
	s->frames[0] = from;
	return true;
}

/* Stacks that are now alike become one. */
static void stacks_fold(struct sight *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		size_t same = 0;

		while (same < n && memcmp(s->stack[same].frames, s->stack[i].frames, sizeof(s->stack[i].frames)))
			same++;
		if (same < n)
			s->stack[same].count += s->stack[i].count;
		else
			s->stack[n++] = s->stack[i];
	}
	s->n = n;
}

static int stacks_cut_all(struct cell_run *run, struct sight *s, const char *func)
{
	struct symbols symbols = { 0 };
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
	for (size_t i = 0; i < s->n; i++)
		if (!stacks_cut(&s->stack[i], from, to, &s->above))
			return cell_end(run, OUTCOME_FAIL, "%s is not in a stack that %s saw %llu times", func,
					run->cell.backend->name, (unsigned long long)s->stack[i].count);
	stacks_fold(s);
	return 0;
}

static u64 stacks_times(const struct sight *s, const struct stack_count *stack)
{
	for (size_t i = 0; i < s->n; i++)
		if (!memcmp(s->stack[i].frames, stack->frames, sizeof(stack->frames)))
			return s->stack[i].count;
	return 0;
}

static int stacks_look(struct cell_run *run, struct sight *s)
{
	int n = run->cell.backend->stacks(run, s->stack, STACKS_MAX);

	s->n = n < 0 ? 0 : (size_t)n;
	return n < 0 ? n : 0;
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
	size_t n = 0;
	int err = stacks_look(run, &looks[0]);

	if (!err)
		err = w->run(run->worker, 0);
	if (!err)
		err = stacks_look(run, &looks[1]);
	if (!err)
		err = w->run(run->worker, STACKS_OPS);
	if (!err)
		err = stacks_look(run, s);
	if (!err)
		err = run->cell.backend->read(run, &c);
	for (size_t i = 0; i < s->n; i++) {
		u64 times = s->stack[i].count - 2 * stacks_times(&looks[1], &s->stack[i]) +
			    stacks_times(&looks[0], &s->stack[i]);

		if (!times)
			continue;
		s->stack[n] = s->stack[i];
		s->stack[n++].count = times;
		s->seen += times;
	}
	s->n = n;
	s->lost = c.lost;
	free(looks);
	return err ? cell_end(run, OUTCOME_BROKEN, "watching %s: %s", w->name, strerror(-err)) : 0;
}

/* What the side @arm sees of the workload by @mech. */
static int stacks_see(struct cell_run *run, const char *arm, const char *mech, struct sight *s)
{
	int err;

	run->cell.collector = collector_find("stack");
	run->cell.backend = backend_find(arm);
	run->cell.mech = mech_find(arm, run->cell.hook->name, mech);
	if (run->cell.backend->attach(run))
		err = cell_end(run, OUTCOME_FAIL, "cannot attach %s of %s", mech, arm);
	else
		err = stacks_watch(run, s);
	if (run->cell.backend->detach(run))
		err = cell_end(run, OUTCOME_FAIL, "cannot detach %s of %s", mech, arm);
	return err ? err : stacks_cut_all(run, s, run->cell.workload->func);
}

/* Events of @a whose stacks @b did not see, or not as often. */
static u64 stacks_lacking(const struct sight *a, const struct sight *b)
{
	u64 lacking = 0;

	for (size_t i = 0; i < a->n; i++) {
		u64 other = 0;

		for (size_t j = 0; j < b->n; j++)
			if (!memcmp(a->stack[i].frames, b->stack[j].frames, sizeof(a->stack[i].frames)))
				other = b->stack[j].count;
		lacking += a->stack[i].count > other ? a->stack[i].count - other : 0;
	}
	return lacking;
}

static u32 stacks_depth(const struct sight *s)
{
	u32 deepest = 0, depth;

	for (size_t i = 0; i < s->n; i++) {
		for (depth = 0; depth < PB_STACK_FRAMES && s->stack[i].frames[depth]; depth++)
			;
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest;
}

static void stacks_compare(struct cell_run *run, const struct stacks_work *w, const struct sight *kmod,
			   const struct sight *ebpf)
{
	json_t *events = json_object_get(run->record, "events");
	u64 expected = STACKS_OPS * (u64)run->cell.workload->events[run->cell.hook->event];
	u64 a = stacks_lacking(kmod, ebpf), b = stacks_lacking(ebpf, kmod), differing = a > b ? a : b;

	record_count(run->record, "stacks", (s64)kmod->n, "stacks");
	record_count(run->record, "frames", stacks_depth(kmod), "frames");
	record_count(run->record, "frames_above_kmod", kmod->above, "frames");
	record_count(run->record, "frames_above_ebpf", ebpf->above, "frames");
	record_count(run->record, "differing", (s64)differing, "events");
	json_object_set_new(events, "expected", json_integer((json_int_t)expected));
	json_object_set_new(events, "seen", json_integer((json_int_t)ebpf->seen));
	json_object_set_new(events, "lost", json_integer((json_int_t)ebpf->lost));
	if (kmod->n < w->distinct || stacks_depth(kmod) < w->deep)
		cell_end(run, OUTCOME_FAIL, "%zu different stacks of up to %u frames, expected at least %u and %u", kmod->n,
			 stacks_depth(kmod), w->distinct, w->deep);
	if (differing)
		cell_end(run, OUTCOME_FAIL, "%llu of %llu events have stacks that the other side did not see",
			 (unsigned long long)differing, (unsigned long long)expected);
	if (kmod->seen != expected || kmod->lost || ebpf->seen != expected || ebpf->lost)
		cell_end(run, OUTCOME_FAIL, "%llu events expected, module: %llu seen and %llu lost, eBPF: %llu and %llu",
			 (unsigned long long)expected, (unsigned long long)kmod->seen,
			 (unsigned long long)kmod->lost, (unsigned long long)ebpf->seen,
			 (unsigned long long)ebpf->lost);
}

static void stacks_run(struct cell_run *run)
{
	const struct mech_pair *pair = stacks_pair(run->cell.hook);
	const struct stacks_work *work = stacks_work_find(cell_word(&run->cell, "work"));
	const struct workload made = stacks_workload(work), *w = &made;
	struct sight *kmod = mem_alloc(1, sizeof(*kmod)), *ebpf = mem_alloc(1, sizeof(*ebpf));
	struct worker worker = { .fd = -1 };
	int err = w->setup ? w->setup(&worker) : 0;

	run->worker = &worker;
	run->cell.workload = w;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", w->name, strerror(-err));
	else if (!stacks_see(run, "kmod", pair->kmod, kmod) && !stacks_see(run, "ebpf", pair->ebpf, ebpf))
		stacks_compare(run, work, kmod, ebpf);
	if (w->teardown)
		w->teardown(&worker);
	run->cell.workload = NULL; /* its name has none */
	free(ebpf);
	free(kmod);
}

const struct experiment experiment_stacks = {
	.name = "stacks",
	.question = "Do both sides see the same kernel stacks, from the probed function down?",
	.profile = "exact",
	.keys = stacks_keys,
	.needs = { .root = true, .modules = true, .btf = true },
	.metrics = stacks_metrics,
	.plan = stacks_plan,
	.run = stacks_run,
	.check = stacks_check,
};
