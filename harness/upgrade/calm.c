// SPDX-License-Identifier: GPL-2.0-only
/*
 * calm - the pauses of the workload while nobody upgrades.
 *
 * The longest pause of many events is longer than that of few: timers of all periods come in between. So a pause is
 * compared with one of as many events.
 */
#include <errno.h>
#include <stdlib.h>

#include "upgrade/calm.h"

int calm_watch(struct calm *c, struct upgrade *u, struct gen *g)
{
	int err = gen_go(g);

	/* What this waits by leaves the CPU as little as an upgrader that is busy. */
	if (err || !gen_wait_busy(g, CALM_EVENTS, CALM_TICKS))
		return upgrade_fail(u, -ECHILD, "the generator died");
	c->n = gen_halt(g);
	c->n = c->n > CALM_EVENTS ? CALM_EVENTS : c->n ? c->n - 1 : 0;
	c->pauses = mem_alloc(c->n + 1, sizeof(*c->pauses));
	for (u64 n = 0; n < c->n; n++)
		c->pauses[n] = g->line->stamps[n + 1] - g->line->stamps[n];
	return 0;
}

u64 calm_longest(const struct calm *c, u64 from, u64 n)
{
	u64 most = 0;

	for (u64 i = 0; i < n && i < c->n; i++) {
		u64 pause = c->pauses[(from + i) % c->n];

		most = pause > most ? pause : most;
	}
	return most;
}

void calm_free(struct calm *c)
{
	free(c->pauses);
	*c = (struct calm){ 0 };
}
