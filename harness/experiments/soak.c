// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak - a thousand upgrades in a row: is every event accounted for, and does anything pile up?
 */
#include <string.h>

#include "cell.h"
#include "measure.h"
#include "registry.h"
#include "report/upgrade.h"
#include "strategy.h"
#include "upgrade/outcome.h"
#include "upgrade/series.h"
#include "upgrade/slabs.h"
#include "upgrade/words.h"
#include "vm/qemu.h"

#define SOAK_UPGRADES  1000
#define SOAK_QUICK     100
#define SOAK_BLOCKS    15 /* of a run that is not in a hurry */
#define SOAK_WARM_PART 5  /* a fifth of the upgrades fill caches and pools, and are not looked at */
#define SOAK_PAGE	4096
#define SOAK_SECONDS   1800
#define SOAK_LEAK_PART 0.1  /* of an object, or of a page, an upgrade: less is not in step with them */
#define SOAK_GROWN     5    /* caches that the record names */

extern const struct experiment experiment_soak;

/* Hooks that stand for the others: where an upgrade is fastest. */
static bool soak_planned(const struct cell *c)
{
	return c->mech &&
	       (!strcmp(c->mech->name, "tracepoint") || !strcmp(c->mech->name, "raw_tp"));
}

struct soak_plan {
	void (*add)(const struct cell *, void *);
	void *ctx;
};

static void soak_add(const struct cell *c, void *ctx)
{
	const struct soak_plan *p = ctx;

	if (soak_planned(c))
		p->add(c, p->ctx);
}

static void soak_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct soak_plan p = { add, ctx };

	words_plan(&experiment_soak, kernel, true, soak_add, &p);
}

static void soak_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = UPGRADE_MEMORY_MIB;
	spec->cpu = UPGRADE_CPU;
	spec->quiet_seconds = SOAK_SECONDS;
}

/* Growth in the half in which it grew less, and in both. */
struct soak_growth {
	s64 steady, all;
};

static struct soak_growth soak_growth(const struct series *s, u64 (*of)(const struct series_held *h))
{
	s64 a = (s64)of(&s->held[1]) - (s64)of(&s->held[0]), b = (s64)of(&s->held[2]) - (s64)of(&s->held[1]);

	return (struct soak_growth){ .steady = a < b ? a : b, .all = a + b };
}

/* Kind by kind: one more of these and one less of those is a leak as well. */
static s64 soak_objects(const struct series *s)
{
	s64 grown = 0;

	for (int kind = 0; kind < KOBJ_KINDS; kind++) {
		u64 before = s->held[0].objects[kind], after = s->held[2].objects[kind];

		grown += after > before ? (s64)(after - before) : 0;
	}
	return grown;
}
static u64 soak_slab(const struct series_held *h)
{
	return h->slab;
}
static u64 soak_vmalloc(const struct series_held *h)
{
	return h->vmalloc;
}
static u64 soak_percpu(const struct series_held *h)
{
	return h->percpu;
}

/* In both halves more than so many units for every upgrade? */
static bool soak_in_step(const struct series *s, s64 steady, double unit)
{
	unsigned int a = s->held_at[1] - s->held_at[0], b = s->held_at[2] - s->held_at[1];

	return (double)steady >= SOAK_LEAK_PART * unit * (a > b ? a : b);
}

/* What grew, with names; and a sentence about a cache that grew in step with the upgrades, caller frees, or NULL. */
static char *soak_slabs(struct cell_run *run, const struct series *s)
{
	const char *const texts[] = { s->held[0].slabinfo, s->held[1].slabinfo, s->held[2].slabinfo };
	struct slab_growth v[256];
	size_t n = slabs_grown(texts, v, ARRAY_SIZE(v)), worst = 0;
	json_t *grown = json_array();
	char *leak = NULL;

	for (size_t i = 0; i < n; i++) {
		if (i < SOAK_GROWN)
			json_array_append_new(grown, json_pack("{s:s, s:[I, I], s:I}", "cache", v[i].name, "objects",
							       (json_int_t)v[i].objects[0], (json_int_t)v[i].objects[1],
							       "bytes", (json_int_t)v[i].bytes));
		if (slab_steady(&v[i]) > slab_steady(&v[worst]))
			worst = i;
	}
	json_object_set_new(run->record, "grown", grown);
	outcome_exact(run->record, "slab_objects_grown", n ? v[worst].objects[0] + v[worst].objects[1] : 0);
	outcome_exact(run->record, "slab_objects_steady", n && slab_steady(&v[worst]) > 0 ? slab_steady(&v[worst]) : 0);
	if (n && soak_in_step(s, slab_steady(&v[worst]), 1))
		leak = str_fmt("slab cache %s grows in step with upgrades: %lld objects in the first half, %lld in the second",
			       v[worst].name, (long long)v[worst].objects[0], (long long)v[worst].objects[1]);
	return leak;
}

/* The first sign of a leak as a sentence, caller frees; NULL: there is none. */
static char *soak_leak(struct cell_run *run, const struct series *s)
{
	struct soak_growth slab = soak_growth(s, soak_slab);
	struct soak_growth vmalloc = soak_growth(s, soak_vmalloc), percpu = soak_growth(s, soak_percpu);
	char *leak = soak_slabs(run, s);
	s64 objects = soak_objects(s);

	outcome_exact(run->record, "objects_grown", objects);
	outcome_exact(run->record, "slab_grown", slab.all);
	outcome_exact(run->record, "vmalloc_grown", vmalloc.all);
	outcome_exact(run->record, "percpu_grown", percpu.all);
	if (objects > 0) {
		free(leak);
		return str_fmt("%lld kernel objects more after %u upgrades than after %u", (long long)objects,
			       s->held_at[2], s->held_at[0]);
	}
	/* A page is the least that vmalloc gives. */
	if (!leak && soak_in_step(s, vmalloc.steady, SOAK_PAGE))
		leak = str_fmt("vmalloc grows in step with upgrades: %lld bytes", (long long)vmalloc.all);
	if (!leak && soak_in_step(s, percpu.steady, 1))
		leak = str_fmt("per-CPU memory grows in step with upgrades: %lld bytes", (long long)percpu.all);
	return leak;
}

static void soak_record(struct cell_run *run, const struct upgrade *u, const struct series *s)
{
	char *leak;

	for (size_t i = 0; i < SERIES_HELD; i++)
		if (!s->held[i].slabinfo || !s->held[i].settled) {
			cell_end(run, OUTCOME_BROKEN, "the kernel has no %s",
				 s->held[i].slabinfo ? "/sys/kernel/slab/*/shrink" : "/proc/slabinfo");
			return;
		}
	leak = soak_leak(run, s);
	if (leak)
		json_object_set_new(run->record, "leak", json_string(leak));
	/* The control of the experiment: if this leak is not found, nobody's absence of one means anything. */
	if (u->strategy->leaks && !leak)
		cell_end(run, OUTCOME_BROKEN, "this strategy leaks an object in every upgrade, and it was not noticed");
	else if (leak && !u->strategy->leaks)
		cell_end(run, OUTCOME_FAIL, "%s", leak);
	free(leak);
}

static void soak_run(struct cell_run *run)
{
	unsigned int wanted = run->measure->blocks < SOAK_BLOCKS ? SOAK_QUICK : SOAK_UPGRADES;
	struct series s = { .wanted = wanted,
			    .warm = wanted / SOAK_WARM_PART,
			    .seed = run->measure->seed,
			    .cpu = SERIES_CPU,
			    .gen_cpu = SERIES_GEN_CPU };
	struct upgrade u = { .strategy = words_strategy(&run->cell),
			     .mech = run->cell.mech,
			     .function = UPGRADE_FUNCTION,
			     .from = 1,
			     .to = 2 };
	int err = series_run(&s, &u);

	outcome_totals(run, &u, &s, err);
	if (s.done == s.wanted)
		soak_record(run, &u, &s);
	series_free(&s);
}

const struct experiment experiment_soak = {
	.name = "soak",
	.question =
		"Does anything pile up when a collector is replaced a thousand times under load?",
	.profile = "pair",
	.keys = words_keys,
	.needs = { .root = true, .vm = true, .cpus = 2 },
	.metrics = outcome_metrics,
	.plan = soak_plan,
	.run = soak_run,
	.repeats = 1,
	.modules = "upgrade",
	.chapter = &chapter_soak,
	.check = words_check,
	.cell_needs = words_needs,
	.guest = soak_guest,
};
