// SPDX-License-Identifier: GPL-2.0-only
/*
 * scaling - one handler at 1, 10, 100 and 1000 functions: what an event costs then, what functions cost that
 * are attached and not hit, and what it takes to attach and detach.
 *
 * Relevant: the workload's function is one of those attached. Two handlers are attached one after the other: one
 * counts events, and its cost is that of an event; the other one counts them by function, which proves that
 * every function was hit as often as it must be, and shows what telling functions apart adds. Irrelevant: it
 * is not, and nothing that is attached is hit: then a sum of zero says so for every function, and the workload
 * should not notice.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "scaling/attach_cost.h"
#include "vm/qemu.h"

#define SCALING_WORKLOAD   "getppid"
#define SCALING_FUNCTIONS  1000
#define SCALING_ATTEMPTS   4   /* then the baselines before and after must agree, and the counts be right */
#define SCALING_EXPENSIVE  100 /* objects, each of its own attachment: then it is timed once a boot */
#define SCALING_ALONE	   100 /* the most functions of mechanisms that attach to one after the other */
#define SCALING_FILES      4096 /* descriptors: two a function where it has an object of its own */
#define SCALING_MEMORY_MIB 448
#define SCALING_QUIET	   300 /* seconds: a thousand objects take their time under an emulator */

static const struct metric scaling_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, attached", METRIC_EXACT, METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same with nothing attached", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_event", "insn", "relevant: what one event adds", METRIC_EXACT, METRIC_LOWER },
	{ "added_insn_per_op", "insn", "irrelevant: what functions that are not hit add to an operation", METRIC_EXACT,
	  METRIC_LOWER },
	{ "by_function_insn_per_event", "insn", "relevant: what one event adds if events are counted by function",
	  METRIC_EXACT, METRIC_LOWER },
	{ "attach_insn", "insn", "attaching to all: instructions of the caller and of the kernel on its behalf",
	  METRIC_EXACT, METRIC_LOWER },
	{ "attach_others_insn", "insn", "of other tasks while it waited", METRIC_EXACT, METRIC_LOWER },
	{ "attach_waits", "waits", "times that it gave up the CPU", METRIC_EXACT, METRIC_LOWER },
	{ "detach_insn", "insn", "detaching from all: instructions of the caller and of the kernel on its behalf",
	  METRIC_EXACT, METRIC_LOWER },
	{ "detach_others_insn", "insn", "of other tasks while it waited", METRIC_EXACT, METRIC_LOWER },
	{ "detach_waits", "waits", "times that it gave up the CPU", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const scaling_keys[] = { "attached", "relevance", "arm", "mech", NULL };
static const char *const scaling_attached[] = { "1", "10", "100", "1000", NULL };
static const char *const scaling_relevance[] = { "relevant", "irrelevant", NULL };

#define KCONFIG(...) .kconfig = (const char *const[]){ __VA_ARGS__, NULL }

static const struct mech scaling_mechs[] = {
	{ "ftrace_ops", "kmod", "many", "entry", NULL, "one ftrace_ops with a filter",
	  { .root = true, .modules = true, KCONFIG("CONFIG_DYNAMIC_FTRACE=y") } },
	{ "fprobe", "kmod", "many", "fprobe", NULL, "register_fprobe_ips",
	  { .root = true, .modules = true, KCONFIG("CONFIG_FPROBE=y") } },
	{ "kprobe", "kmod", "many", "kprobe", NULL, "register_kprobes: one a function",
	  { .root = true, .modules = true, KCONFIG("CONFIG_KPROBES=y") } },
	{ "kprobe.multi", "ebpf", "many", "multi", NULL, "SEC(\"kprobe.multi\"), one link",
	  { .root = true, KCONFIG("CONFIG_BPF_SYSCALL=y", "CONFIG_BPF_EVENTS=y", "CONFIG_FPROBE=y") } },
	{ "kprobe", "ebpf", "many", "kprobe", NULL, "SEC(\"kprobe\"): a perf event a function",
	  { .root = true, KCONFIG("CONFIG_BPF_SYSCALL=y", "CONFIG_KPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") } },
	{ "fentry", "ebpf", "many", "entry", NULL, "SEC(\"fentry\"): a program and a trampoline a function",
	  { .root = true, .btf = true,
	    KCONFIG("CONFIG_BPF_SYSCALL=y", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y") } },
	{ .name = NULL },
};

extern const struct experiment experiment_scaling;

/*
 * Whatever stands on ftrace has the kernel look at all of its forty thousand places each time: ten million
 * instructions. Who does that for one function after the other needs twenty thousand million for a thousand
 * and back, an hour under an emulator.
 */
static bool scaling_one_by_one(const struct mech *m)
{
	return !strcmp(m->name, "kprobe") || !strcmp(m->name, "fentry");
}

static void scaling_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_scaling, .kernel = kernel };

	for (const struct mech *m = scaling_mechs; m->name; m++)
		for (const char *const *n = scaling_attached; *n; n++)
			for (const char *const *r = scaling_relevance; *r; r++) {
				if (scaling_one_by_one(m) && strtol(*n, NULL, 10) > SCALING_ALONE)
					continue;
				c.backend = backend_find(m->arm);
				c.mech = m;
				cell_set_word(&c, "attached", *n);
				cell_set_word(&c, "relevance", *r);
				add(&c, ctx);
			}
}

static bool scaling_word(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (word && !strcmp(*words, word))
			return true;
	return false;
}

static char *scaling_check(const struct cell *c)
{
	if (!c->mech)
		return str_dup("something must be attached: mech=none is no mechanism");
	if (!scaling_word(scaling_attached, cell_word(c, "attached")))
		return str_fmt("attached=%s: 1, 10, 100 or 1000", cell_word(c, "attached"));
	if (!scaling_word(scaling_relevance, cell_word(c, "relevance")))
		return str_fmt("relevance=%s: relevant or irrelevant", cell_word(c, "relevance"));
	return NULL;
}

static void scaling_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = SCALING_MEMORY_MIB;
	if (spec->quiet_seconds < SCALING_QUIET)
		spec->quiet_seconds = SCALING_QUIET;
}

/* One cell's working state. */
struct scaling {
	struct cell_run *run;
	const struct workload *w;
	const struct many_side *side;
	struct many many;
	bool relevant;
	u64 ops, empty;
	struct block_set before, treat, by_function, after;
	struct attach_cost cost;
	struct pb_many_counts seen, hits; /* of the blocks, by either handler */
};

static int scaling_step(struct scaling *s, int err, const char *step)
{
	return err ? cell_end(s->run, OUTCOME_BROKEN, "%s: %s", step, strerror(-err)) : 0;
}

static int scaling_blocks(struct scaling *s, u64 ops, struct block_set *set)
{
	return measure_set(s->w, s->run->worker, ops, s->run->measure->blocks, set);
}

static int scaling_phase(struct scaling *s, struct block_set *set, const char *step)
{
	int err = measure_settle(s->w, s->run->worker, s->ops, &set->settle_rounds);

	if (!err)
		err = scaling_blocks(s, s->ops, set);
	return scaling_step(s, err, step);
}

/* What @c counts in blocks of @ops operations, by what is attached. */
static int scaling_bracket(struct scaling *s, u64 ops, struct block_set *set, struct pb_many_counts *c)
{
	struct pb_many_counts *a = mem_alloc(2, sizeof(*a)), *z = a + 1;
	int err = s->side->read(&s->many, a);

	if (!err)
		err = scaling_blocks(s, ops, set);
	if (!err)
		err = s->side->read(&s->many, z);
	c->events = z->events - a->events;
	c->lost = z->lost - a->lost;
	for (size_t i = 0; i < s->many.n; i++)
		c->hits[i] = z->hits[i] - a->hits[i];
	free(a);
	return err;
}

/* Less what the same bracket counts around blocks of no operations: reading is no workload. */
static int scaling_counted(struct scaling *s, struct block_set *set, struct pb_many_counts *c)
{
	struct pb_many_counts *self = mem_alloc(1, sizeof(*self));
	struct block_set *scratch = mem_alloc(1, sizeof(*scratch));
	int err = measure_settle(s->w, s->run->worker, s->ops, &set->settle_rounds);

	if (!err)
		err = scaling_bracket(s, 0, scratch, self);
	if (!err)
		err = scaling_bracket(s, s->ops, set, c);
	c->events -= self->events;
	c->lost -= self->lost;
	for (size_t i = 0; i < s->many.n; i++)
		c->hits[i] -= self->hits[i];
	free(scratch);
	free(self);
	return scaling_step(s, err, "measuring with the functions attached");
}

static int scaling_attached_one(struct scaling *s, bool by_function, struct block_set *set, struct pb_many_counts *c)
{
	int err;

	if (s->side->attach(&s->many, by_function))
		return cell_end(s->run, OUTCOME_FAIL, "cannot attach");
	err = scaling_counted(s, set, c);
	if (s->side->detach(&s->many))
		return cell_end(s->run, OUTCOME_FAIL, "cannot detach");
	return err;
}

static int scaling_treat(struct scaling *s)
{
	bool expensive = s->many.n >= SCALING_EXPENSIVE && scaling_one_by_one(s->run->cell.mech);
	int err = 0;

	if (s->side->open(&s->many))
		err = cell_end(s->run, OUTCOME_FAIL, "cannot load");
	if (!err && s->relevant && !s->cost.n &&
	    attach_cost(&s->many, s->side, expensive ? 1 : ATTACH_TIMES, &s->cost))
		err = cell_end(s->run, OUTCOME_FAIL, "cannot attach and detach");
	if (!err)
		err = scaling_attached_one(s, false, &s->treat, &s->seen);
	if (!err && s->relevant)
		err = scaling_attached_one(s, true, &s->by_function, &s->hits);
	if (s->side->close(&s->many))
		err = cell_end(s->run, OUTCOME_FAIL, "cannot unload");
	return err;
}

static bool scaling_moved(const struct scaling *s)
{
	return s->after.stats.min != s->before.stats.min;
}

static void scaling_event(struct scaling *s, const char *key, u64 value)
{
	json_object_set_new(json_object_get(s->run->record, "events"), key, json_integer((json_int_t)value));
}

/* Every event is seen, at the function that it belongs to, and none anywhere else: what should be and what was. */
struct scaling_tally {
	u64 made, own, stray;
	const char *where; /* the last of the functions with a stray hit */
};

static struct scaling_tally scaling_tally(const struct scaling *s)
{
	struct scaling_tally t = { .where = "" };

	t.made = s->relevant ? s->treat.stats.n * s->ops * s->w->events[PB_EV_CALL] : 0;
	for (size_t i = 0; i < s->many.n; i++) {
		if (!strcmp(s->many.functions[i].name, s->w->func)) {
			t.own = s->hits.hits[i];
		} else if (s->hits.hits[i]) {
			t.stray += s->hits.hits[i];
			t.where = s->many.functions[i].name;
		}
	}
	return t;
}

/*
 * The kernel has business of its own, and may call one of a thousand functions once where the draw's survey never
 * saw it. Then a round is done again; a side that loses or doubles events does so every time.
 */
static bool scaling_miscounted(const struct scaling *s)
{
	struct scaling_tally t = scaling_tally(s);

	return s->seen.events + s->seen.lost != t.made || (s->relevant && (t.own + s->hits.lost != t.made || t.stray));
}

static void scaling_events(struct scaling *s)
{
	struct scaling_tally t = scaling_tally(s);

	scaling_event(s, "expected", t.made);
	scaling_event(s, "seen", s->seen.events);
	scaling_event(s, "lost", s->seen.lost);
	if (s->relevant) {
		scaling_event(s, "hits", t.own);
		scaling_event(s, "hits_expected", t.made);
		scaling_event(s, "stray", t.stray);
	}
	if (scaling_miscounted(s))
		cell_end(s->run, OUTCOME_FAIL, "in each of %d rounds: %llu events expected, %llu seen, %llu lost; by "
			 "function, %llu at the workload's and %llu at others%s%s", SCALING_ATTEMPTS,
			 (unsigned long long)t.made, (unsigned long long)s->seen.events,
			 (unsigned long long)s->seen.lost, (unsigned long long)t.own, (unsigned long long)t.stray,
			 *t.where ? ", the last of them " : "", t.where);
}

static void scaling_record(struct scaling *s)
{
	json_t *r = s->run->record;
	u64 base = s->before.stats.min;
	s64 delta = (s64)(s->treat.stats.min - base);

	record_blocks(r, "insn_per_op", &s->treat, s->empty);
	record_blocks(r, "base_insn_per_op", &s->before, s->empty);
	if (s->relevant) {
		record_delta(r, "added_insn_per_event", delta, "events", s->ops * s->w->events[PB_EV_CALL]);
		record_delta(r, "by_function_insn_per_event", (s64)(s->by_function.stats.min - base), "events",
			     s->ops * s->w->events[PB_EV_CALL]);
	} else {
		record_delta(r, "added_insn_per_op", delta, "ops", s->ops);
	}
	if (s->relevant)
		attach_record(r, &s->cost);
}

static void scaling_measure(struct scaling *s)
{
	int attempts = 0;
	int err = measure_bracket(s->w, s->run->worker, s->run->measure->target_insns, &s->empty, &s->ops);

	if (scaling_step(s, err, "sizing the blocks"))
		return;
	do {
		if (scaling_phase(s, &s->before, "baseline before") || scaling_treat(s) ||
		    scaling_phase(s, &s->after, "baseline after"))
			return;
	} while ((scaling_moved(s) || scaling_miscounted(s)) && ++attempts < SCALING_ATTEMPTS);
	scaling_record(s);
	json_object_set_new(s->run->record, "rounds", json_integer(attempts + (attempts < SCALING_ATTEMPTS)));
	if (scaling_moved(s))
		cell_end(s->run, OUTCOME_BROKEN, "the baseline moved from %llu to %llu instructions a block in each of "
			 "%d rounds", (unsigned long long)s->before.stats.min,
			 (unsigned long long)s->after.stats.min, SCALING_ATTEMPTS);
	else
		scaling_events(s);
}

/* How the functions came to be these: recorded with every cell, because a boot may be asked for one alone. */
static void scaling_picked(struct scaling *s, const struct pick *p)
{
	const struct rlimit files = { SCALING_FILES, SCALING_FILES };

	json_object_set_new(s->run->record, "picked",
			    json_pack("{s:i, s:i, s:i, s:i, s:s, s:s}", "traceable", (int)p->traceable, "denied",
				      (int)p->denied, "unfit", (int)p->unfit, "hit", (int)p->hit, "first",
				      s->many.functions[0].name, "last", s->many.functions[s->many.n - 1].name));
	setrlimit(RLIMIT_NOFILE, &files);
}

static void scaling_run(struct cell_run *run)
{
	struct worker worker = { .fd = -1 };
	struct scaling *s = mem_alloc(1, sizeof(*s));
	struct pick_function *functions = NULL;
	const struct pick *pick;
	char *why = NULL;

	run->worker = &worker;
	s->run = run;
	s->w = workload_find(SCALING_WORKLOAD);
	s->side = !strcmp(run->cell.backend->name, "kmod") ? &many_kmod : &many_ebpf;
	s->relevant = !strcmp(cell_word(&run->cell, "relevance"), "relevant");
	if (pick_functions(run->measure->seed, SCALING_FUNCTIONS, s->w, &worker, &pick, &why)) {
		cell_end(run, OUTCOME_BROKEN, "%s", why);
	} else {
		s->many.run = run;
		s->many.n = strtoul(cell_word(&run->cell, "attached"), NULL, 10);
		s->many.functions = functions = pick_first(pick, s->many.n, s->relevant);
		scaling_picked(s, pick);
		scaling_measure(s);
	}
	free(functions);
	free(why);
	free(s);
}

const struct experiment experiment_scaling = {
	.name = "scaling",
	.question = "What does an event cost when a handler is attached to a thousand functions, and what do those that "
		    "are not hit?",
	.profile = "exact",
	.keys = scaling_keys,
	.mechs = scaling_mechs,
	.needs = { .root = true, .vm = true, .btf = true },
	.metrics = scaling_metrics,
	.plan = scaling_plan,
	.run = scaling_run,
	.modules = "scaling",
	.chapter = &chapter_scaling,
	.check = scaling_check,
	.guest = scaling_guest,
};
