// SPDX-License-Identifier: GPL-2.0-only
/*
 * words - the names of cells that upgrade a collector.
 */
#include <string.h>

#include "registry.h"
#include "strategy.h"
#include "upgrade/words.h"

const char *const words_keys[] = { "hook", "strategy", "arm", "mech", NULL };

static void words_plan_strategy(struct cell *c, const struct strategy *s,
				void (*add)(const struct cell *, void *), void *ctx)
{
	c->backend = backend_find(s->arm);
	cell_set_word(c, "strategy", s->name);
	c->hook = NULL;
	c->mech = NULL;
	if (!s->mechs)
		add(c, ctx);
	for (const struct mech *m = mechs; m->name; m++) {
		if (strcmp(m->arm, s->arm) || !strategy_has_mech(s, m->name) || !mech_is_general(m))
			continue;
		c->hook = hook_find(m->hook);
		c->mech = m;
		add(c, ctx);
	}
}

void words_plan(const struct experiment *e, const char *kernel, bool leaks,
		void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = e, .kernel = kernel };

	for (const struct strategy *const *s = strategies; *s; s++)
		if (leaks || !(*s)->leaks)
			words_plan_strategy(&c, *s, add, ctx);
}

const struct strategy *words_strategy(const struct cell *c)
{
	const char *name = cell_word(c, "strategy");

	return name && c->backend ? strategy_find(c->backend->name, name) : NULL;
}

char *words_check(const struct cell *c)
{
	const struct strategy *s = words_strategy(c);

	if (!s)
		return str_fmt("arm %s has no strategy %s", c->backend ? c->backend->name : "none",
			       cell_word(c, "strategy"));
	if (!c->mech != !s->mechs || (c->mech && !strategy_has_mech(s, c->mech->name)))
		return str_fmt("strategy %s of arm %s does not work with mech=%s", s->name, s->arm,
			       c->mech ? c->mech->name : "none");
	return NULL;
}

const struct needs *words_needs(const struct cell *c)
{
	const struct strategy *s = words_strategy(c);

	return s ? &s->needs : NULL;
}
