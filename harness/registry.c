// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry - look-ups in the generated tables, and the check that every entry is whole.
 *
 * A row that is quietly missing or half filled is the worst failure of a benchmark suite, so the
 * tables are judged at every start.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "strategy.h"
#include "structure.h"
#include "vm/profile.h"

extern const struct backend backend_none, backend_kmod, backend_ebpf, backend_bpftrace;
const struct backend *const backends[] = { &backend_none, &backend_kmod, &backend_ebpf,
					   &backend_bpftrace, NULL };

const char *const bodies_lead[] = { "count", NULL };
const char *const bodies_deep[] = { "null", "count", "hist", NULL };

#define REGISTRY_FIND(kind)                                                                        \
	const struct kind *kind##_find(const char *name)                                           \
	{                                                                                          \
		for (const struct kind *const *p = kind##s; *p; p++)                               \
			if (!strcmp((*p)->name, name))                                             \
				return *p;                                                         \
		return NULL;                                                                       \
	}

REGISTRY_FIND(workload)
REGISTRY_FIND(collector)
REGISTRY_FIND(experiment)
REGISTRY_FIND(backend)

const struct hook *hook_find(const char *name)
{
	for (const struct hook *h = hooks; h->name; h++)
		if (!strcmp(h->name, name))
			return h;
	return NULL;
}

const struct mech *mech_find(const char *arm, const char *hook, const char *name)
{
	for (const struct mech *m = mechs; m->name; m++)
		if (!strcmp(m->arm, arm) && !strcmp(m->hook, hook) && !strcmp(m->name, name))
			return m;
	return NULL;
}

bool collector_has_mech(const struct collector *c, const char *mech)
{
	if (!c->mechs)
		return true;
	for (const char *const *m = c->mechs; *m; m++)
		if (!strcmp(*m, mech))
			return true;
	return false;
}

bool mech_is_general(const struct mech *m)
{
	enum event_kind event = hook_find(m->hook)->event;

	return event != PB_EV_TRACE && event != PB_EV_USER_CALL && event != PB_EV_USER_RETURN;
}

bool backend_has_collector(const struct backend *b, const struct collector *c)
{
	if (c && b->has && !b->has(c))
		return false;
	if (!b->collectors || !c)
		return true;
	for (const char *const *name = b->collectors; *name; name++)
		if (!strcmp(*name, c->name))
			return true;
	return false;
}

bool bodies_have(const char *const *bodies, const struct collector *c)
{
	/* Without a reader it would soon measure a full channel. */
	if (c->streams)
		return false;
	if (!bodies)
		return true;
	for (const char *const *name = bodies; *name; name++)
		if (!strcmp(*name, c->name))
			return true;
	return false;
}

/* What every kind has in common: a name that can stand in a path and a summary. */
static char *registry_check_name(const char *kind, const char *name, const char *summary)
{
	if (!name || !*name)
		return str_fmt("%s: a name is missing", kind);
	for (const char *p = name; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '_')
			return str_fmt("%s %s: the name may hold only a-z, 0-9 and _", kind, name);
	if (!summary || !*summary)
		return str_fmt("%s %s: the summary is missing", kind, name);
	return NULL;
}

char *workload_check(const struct workload *w)
{
	char *why = registry_check_name("workload", w->name, w->summary);

	if (why)
		return why;
	if (!w->run)
		return str_fmt("workload %s: run() is missing", w->name);
	if (w->events[PB_EV_CALL] != w->events[PB_EV_RETURN])
		return str_fmt("workload %s: declares %u calls but %u returns", w->name,
			       w->events[PB_EV_CALL], w->events[PB_EV_RETURN]);
	if (!w->func != !w->events[PB_EV_CALL])
		return str_fmt("workload %s: func and events[PB_EV_CALL] go together", w->name);
	if (!w->tracepoint != !w->events[PB_EV_TRACE])
		return str_fmt("workload %s: tracepoint and events[PB_EV_TRACE] go together", w->name);
	if (!w->own != !w->events[PB_EV_USER_CALL] || w->events[PB_EV_USER_CALL] != w->events[PB_EV_USER_RETURN])
		return str_fmt("workload %s: own, events[PB_EV_USER_CALL] and [PB_EV_USER_RETURN] go together", w->name);
	for (const char *const *name = w->bodies; name && *name; name++)
		if (!collector_find(*name))
			return str_fmt("workload %s: no such collector: %s", w->name, *name);
	return NULL;
}

char *collector_check(const struct collector *c)
{
	char *why = registry_check_name("collector", c->name, c->summary);

	if (why)
		return why;
	if (strlen(c->name) > 8)
		return str_fmt("collector %s: the stem is longer than 8 characters, BPF map names "
			       "would be cut", c->name);
	if (c->counts && (!c->slot_bytes || c->slot_counters * sizeof(u64) > c->slot_bytes))
		return str_fmt("collector %s: it counts, but its slots do not hold its counters", c->name);
	if (c->no_module && !c->bpf_elf)
		return str_fmt("collector %s: it has neither a module nor a BPF program", c->name);
	for (const char *const *m = c->mechs; m && *m; m++) {
		const struct mech *known = mechs;

		while (known->name && strcmp(known->name, *m))
			known++;
		if (!known->name)
			return str_fmt("collector %s: no such mechanism: %s", c->name, *m);
	}
	return NULL;
}

char *experiment_check(const struct experiment *e)
{
	char *why = registry_check_name("experiment", e->name, e->question);
	size_t n = why ? 0 : strlen(e->question);
	struct guest_spec spec;

	if (why)
		return why;
	if (e->question[n - 1] != '?')
		return str_fmt("experiment %s: the question does not end in a question mark", e->name);
	if (!e->profile || !e->plan || !e->run)
		return str_fmt("experiment %s: profile, plan() or run() is missing", e->name);
	if (!profile_guest(e->profile, &spec))
		return str_fmt("experiment %s: no such profile: %s", e->name, e->profile);
	for (const char *const *key = experiment_keys(e); *key; key++)
		if (key - experiment_keys(e) >= CELL_MAX_KEYS)
			return str_fmt("experiment %s: its names have more than %d keys", e->name,
				       CELL_MAX_KEYS);
	if (e->alone != (e->judge != NULL))
		return str_fmt("experiment %s: alone and judge() go together", e->name);
	if (!e->metrics || !e->metrics[0].name)
		return str_fmt("experiment %s: it has no metrics", e->name);
	for (const struct metric *m = e->metrics; m->name; m++)
		if (!m->unit || !*m->unit || !m->summary)
			return str_fmt("experiment %s: metric %s lacks unit or summary", e->name, m->name);
	return NULL;
}

char *backend_check(const struct backend *b)
{
	char *why = registry_check_name("backend", b->name, b->summary);

	if (why)
		return why;
	if (!b->attach || !b->read || !b->handler || !b->detach)
		return str_fmt("backend %s: attach, read, handler or detach is missing", b->name);
	for (const char *const *name = b->collectors; name && *name; name++)
		if (!collector_find(*name))
			return str_fmt("backend %s: no such collector: %s", b->name, *name);
	return NULL;
}

/* Log @why, free it, and count it. */
static int registry_fault(char *why)
{
	if (!why)
		return 0;
	log_err("registry: %s", why);
	free(why);
	return 1;
}

#define REGISTRY_CHECK_ALL(kind)                                                                   \
	do {                                                                                       \
		if (!kind##s[0])                                                                   \
			faults += registry_fault(str_fmt("there is no " #kind));                   \
		for (const struct kind *const *p = kind##s; *p; p++) {                             \
			faults += registry_fault(kind##_check(*p));                                \
			if ((*p)->name && kind##_find((*p)->name) != *p)                           \
				faults += registry_fault(                                          \
					str_fmt(#kind " %s: the name is taken twice", (*p)->name)); \
		}                                                                                  \
	} while (0)

static int registry_check_hooks(void)
{
	int faults = 0;

	for (const struct mech *m = mechs; m->name; m++)
		if (!hook_find(m->hook) || !backend_find(m->arm) || !m->summary || !m->program ||
		    mech_find(m->arm, m->hook, m->name) != m)
			faults += registry_fault(str_fmt("mechanism %s of arm %s is not sound", m->name,
							 m->arm));
	for (const struct mech_pair *p = mech_pairs; p->hook; p++)
		if (!mech_find("kmod", p->hook, p->kmod) || !mech_find("ebpf", p->hook, p->ebpf))
			faults += registry_fault(str_fmt("pair %s: %s/%s names no mechanism", p->hook,
							 p->kmod, p->ebpf));
	return faults;
}

static int registry_check_strategies(void)
{
	int faults = 0;

	for (const struct strategy *const *s = strategies; *s; s++)
		faults += registry_fault(strategy_check(*s));
	return faults;
}

static int registry_check_structures(void)
{
	int faults = 0;

	for (const struct structure *const *s = structures; *s; s++)
		faults += registry_fault(structure_check(*s));
	return faults;
}

int registry_validate(void)
{
	int faults = registry_check_hooks() + registry_check_strategies() + registry_check_structures();

	REGISTRY_CHECK_ALL(workload);
	REGISTRY_CHECK_ALL(collector);
	REGISTRY_CHECK_ALL(experiment);
	REGISTRY_CHECK_ALL(backend);
	return faults;
}
