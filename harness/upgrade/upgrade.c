// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade - a collector that is replaced by the steps of a strategy.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "registry.h"
#include "strategy.h"
#include "upgrade/memory.h"

const struct strategy *strategy_find(const char *arm, const char *name)
{
	for (const struct strategy *const *s = strategies; *s; s++)
		if (!strcmp((*s)->arm, arm) && !strcmp((*s)->name, name))
			return *s;
	return NULL;
}

bool strategy_has_mech(const struct strategy *s, const char *mech)
{
	for (const char *const *m = s->mechs; m && *m; m++)
		if (!strcmp(*m, mech))
			return true;
	return false;
}

static bool strategy_mech_exists(const struct strategy *s, const char *name)
{
	for (const struct mech *m = mechs; m->name; m++)
		if (!strcmp(m->arm, s->arm) && !strcmp(m->name, name))
			return true;
	return false;
}

static unsigned int strategy_steps(const struct strategy *s)
{
	unsigned int n = 0;

	while (s->steps[n].name)
		n++;
	return n;
}

static bool strategy_swaps(const struct strategy *s)
{
	bool any = false;

	for (unsigned int i = 0; i < strategy_steps(s); i++)
		any |= s->steps[i].swaps;
	return any;
}

char *strategy_check(const struct strategy *s)
{
	if (!s->name || !*s->name)
		return str_dup("a strategy has no name");
	if (!s->summary || !*s->summary)
		return str_fmt("strategy %s: it has no summary", s->name);
	if (!s->arm || !backend_find(s->arm))
		return str_fmt("strategy %s: there is no arm %s", s->name, s->arm ? s->arm : "");
	if (!s->open || !s->close || !s->steps)
		return str_fmt("strategy %s (%s): open, close or steps is missing", s->name,
			       s->arm);
	if (!strategy_steps(s) || strategy_steps(s) > STRATEGY_MAX_STEPS)
		return str_fmt("strategy %s (%s): it has %u steps, it takes 1 to %d", s->name,
			       s->arm, strategy_steps(s), STRATEGY_MAX_STEPS);
	for (unsigned int i = 0; i < strategy_steps(s); i++)
		if (!s->steps[i].run)
			return str_fmt("strategy %s (%s): step \"%s\" does nothing", s->name,
				       s->arm, s->steps[i].name);
	if (!s->mechs && !s->program)
		return str_fmt("strategy %s (%s): it has neither mechs nor a program", s->name,
			       s->arm);
	if (!strategy_swaps(s))
		return str_fmt("strategy %s (%s): no step of it swaps versions", s->name, s->arm);
	for (const char *const *m = s->mechs; m && *m; m++)
		if (!strategy_mech_exists(s, *m))
			return str_fmt("strategy %s: arm %s has no mechanism %s", s->name, s->arm,
				       *m);
	if (strategy_find(s->arm, s->name) && strategy_find(s->arm, s->name) != s)
		return str_fmt("strategy %s (%s): the name is taken twice", s->name, s->arm);
	return NULL;
}

int upgrade_fail(struct upgrade *u, int err, const char *fmt, ...)
{
	va_list ap;

	if (*u->reason)
		return err;
	va_start(ap, fmt);
	vsnprintf(u->reason, sizeof(u->reason), fmt, ap);
	va_end(ap);
	return err;
}

unsigned int upgrade_steps(const struct upgrade *u)
{
	return strategy_steps(u->strategy);
}

void upgrade_swaps(const struct upgrade *u, unsigned int *first, unsigned int *last)
{
	*first = upgrade_steps(u);
	*last = 0;
	for (unsigned int i = 0; i < upgrade_steps(u); i++) {
		if (!u->strategy->steps[i].swaps)
			continue;
		*first = i < *first ? i : *first;
		*last = i;
	}
}

int upgrade_open(struct upgrade *u)
{
	int err;

	*u->reason = 0;
	u->priv = NULL;
	err = store_open(u);
	u->store_bytes = memory_all(memory_held());
	return err ? err : u->strategy->open(u);
}

int upgrade_step(struct upgrade *u, unsigned int i)
{
	int err;

	u->begin[i] = clock_read();
	err = u->strategy->steps[i].run(u);
	u->end[i] = clock_read();
	return err;
}

void upgrade_turn(struct upgrade *u)
{
	unsigned int from = u->from;

	u->from = u->to;
	u->to = from;
}

int upgrade_close(struct upgrade *u)
{
	int err = u->strategy->close(u);

	store_close(u);
	return err;
}
