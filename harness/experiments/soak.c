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
#include "upgrade/memory.h"
#include "upgrade/outcome.h"
#include "upgrade/series.h"
#include "upgrade/words.h"
#include "vm/qemu.h"

#define SOAK_UPGRADES  1000
#define SOAK_QUICK     100
#define SOAK_BLOCKS    15 /* of a run that is not in a hurry */
#define SOAK_WARM_PART 5  /* a fifth of the upgrades fill caches and pools, and are not looked at */
#define SOAK_PAGE	4096
#define SOAK_SECONDS   1800
#define SOAK_LEAK_PART                                                                             \
	0.9 /* of an object an upgrade in any one cache: sizes alone waver by pages */

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

	words_plan(&experiment_soak, kernel, soak_add, &p);
}

static void soak_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = UPGRADE_MEMORY_MIB;
	spec->cpu = UPGRADE_CPU;
	spec->quiet_seconds = SOAK_SECONDS;
}

static s64 soak_growth(u64 first, u64 last)
{
	return (s64)last - (s64)first;
}

static void soak_record(struct cell_run *run, const struct series *s)
{
	s64 objects = soak_growth(s->first.objects, s->last.objects);
	char cache[64];
	u64 slab =
		memory_slab_growth(s->first.slabinfo ? s->first.slabinfo : "",
				   s->last.slabinfo ? s->last.slabinfo : "", cache, sizeof(cache));

	outcome_exact(run->record, "objects_grown", objects);
	outcome_exact(run->record, "slab_objects_grown", (s64)slab);
	outcome_exact(run->record, "slab_grown", soak_growth(s->first.slab, s->last.slab));
	outcome_exact(run->record, "vmalloc_grown", soak_growth(s->first.vmalloc, s->last.vmalloc));
	outcome_exact(run->record, "percpu_grown", soak_growth(s->first.percpu, s->last.percpu));
	if (objects > 0)
		cell_end(run, OUTCOME_FAIL,
			 "%lld kernel objects more after %u upgrades than after %u",
			 (long long)objects, s->done, s->warm);
	if (!s->last.slabinfo)
		cell_end(run, OUTCOME_BROKEN, "the kernel has no /proc/slabinfo");
	/* A page is the least that vmalloc gives. */
	if ((double)soak_growth(s->first.vmalloc, s->last.vmalloc) >
	    SOAK_LEAK_PART * SOAK_PAGE * (s->done - s->warm))
		cell_end(run, OUTCOME_FAIL, "a page of vmalloc more for every upgrade");
	if ((double)slab > SOAK_LEAK_PART * (s->done - s->warm))
		cell_end(run, OUTCOME_FAIL,
			 "slab cache %s has %llu objects more after %u upgrades than after %u",
			 cache, (unsigned long long)slab, s->done, s->warm);
}

static void soak_run(struct cell_run *run)
{
	unsigned int wanted = run->measure->blocks < SOAK_BLOCKS ? SOAK_QUICK : SOAK_UPGRADES;
	struct series s = { .wanted = wanted,
			    .warm = wanted / SOAK_WARM_PART,
			    .seed = run->measure->seed };
	struct upgrade u = { .strategy = words_strategy(&run->cell),
			     .mech = run->cell.mech,
			     .function = UPGRADE_FUNCTION,
			     .from = 1,
			     .to = 2 };
	int err = series_run(&s, &u);

	outcome_totals(run, &u, &s, err);
	if (s.done == s.wanted)
		soak_record(run, &s);
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
