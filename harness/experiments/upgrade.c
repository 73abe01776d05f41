// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade - a collector is replaced while numbered events come: what is missed, doubled, or
 * recorded by the wrong version, strategy by strategy.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "cell.h"
#include "measure.h"
#include "report/upgrade.h"
#include "strategy.h"
#include "upgrade/on_host.h"
#include "upgrade/outcome.h"
#include "upgrade/series.h"
#include "upgrade/words.h"
#include "vm/qemu.h"

#define UPGRADE_PATIENCE 4

/* Twice the blocks of a measurement: 30, or 14 in a hurry. */
#define UPGRADE_ROUNDS_A_BLOCK 2

extern const struct experiment experiment_upgrade;

static void upgrade_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	words_plan(&experiment_upgrade, kernel, false, add, ctx);
}

/*
 * One clock for both CPUs, which an instruction of either moves on. A live patch takes too many of them, and so does what
 * patches the entry of a function: it waits for grace periods of thousands of millions. That is worth it where a
 * blackout is to be told in them, and a stub does not patch.
 */
static bool upgrade_counted(const struct cell *c)
{
	const struct strategy *s = words_strategy(c);
	bool entry = c->hook && !strcmp(c->hook->name, "entry");

	return !s->slow && (!entry || s->gap || s->stub);
}

static void upgrade_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = UPGRADE_MEMORY_MIB;
	spec->cpu = UPGRADE_CPU;
	if (upgrade_counted(c))
		spec->accel = ACCEL_ICOUNT;
	/* A live patch takes seconds, thirty times. */
	spec->quiet_seconds *= UPGRADE_PATIENCE;
}

static void upgrade_run(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	struct series s = { .wanted = UPGRADE_ROUNDS_A_BLOCK * run->measure->blocks,
			    .seed = run->measure->seed + (u64)run->repeat,
			    .cpu = SERIES_CPU,
			    .gen_cpu = SERIES_GEN_CPU,
			    .counted = upgrade_counted(c) };
	struct upgrade u = { .strategy = words_strategy(c),
			     .mech = c->mech,
			     .function = UPGRADE_FUNCTION,
			     .from = 1,
			     .to = 2 };

	outcome_record(run, &u, &s, series_run(&s, &u));
	series_free(&s);
}

const struct experiment experiment_upgrade = {
	.name = "upgrade",
	.question = "What is lost, doubled or mixed up when a collector is replaced under load?",
	.profile = "pair",
	.keys = words_keys,
	.needs = { .root = true, .cpus = 2 },
	.metrics = outcome_metrics,
	.plan = upgrade_plan,
	.run = upgrade_run,
	.repeats = 1,
	.modules = "upgrade",
	.chapter = &chapter_upgrade,
	.check = words_check,
	.cell_needs = words_needs,
	.guest = upgrade_guest,
	.sampled = true,
	.samples = on_host_samples,
	.sample = on_host_sample,
};
