// SPDX-License-Identifier: GPL-2.0-only
/*
 * portability - which built artefact works on which kernel, and what stops the others.
 *
 * Works means: loads, attaches, and reports what happened. An artefact that is refused is a result like
 * one that works; a cell fails only when nobody said why, or when a module does not work on the very
 * kernel that it was built for although that has all it needs.
 */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "files.h"
#include "portability/pack.h"
#include "portability/try.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "run.h"

static const char *const portability_keys[] = { "artefact", "arm", NULL };

static const struct metric portability_metrics[] = {
	{ "events", "events", "events that were made while it was attached", METRIC_EXACT, METRIC_NEITHER },
	{ "seen", "events", "of these, reported", METRIC_EXACT, METRIC_HIGHER },
	{ "repair_lines", "lines", "that make a source which some kernels refuse one for all of them", METRIC_EXACT,
	  METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_portability;

struct plan_to {
	struct cell cell;
	void (*add)(const struct cell *, void *);
	void *ctx;
};

/* Takes over @word. */
static void plan_word(struct plan_to *p, const char *arm, char *word)
{
	p->cell.backend = backend_find(arm);
	cell_set_word(&p->cell, "artefact", word);
	p->add(&p->cell, p->ctx);
	free(word);
}

/*
 * An object is built once. A module is built for the kernel, and of the lead the one that stands for all also for every
 * other kernel of the run: what refuses it there is no property of the collector.
 */
static void plan_collector(struct plan_to *p, const struct collector *c, const struct mech *m)
{
	bool kmod = !strcmp(m->arm, "kmod"), lead = !strcmp(c->name, "count");

	if ((!kmod && strcmp(m->arm, "ebpf")) || !collector_has_mech(c, m->name) || (c->pair && !m->enter) ||
	    !mech_is_general(m))
		return;
	/* A mechanism that serves two hooks is tried once; one stands for all but in the lead. */
	if (m != (lead ? artefact_mech_named(m->arm, m->name) : artefact_mech(c, m->arm)))
		return;
	if (!kmod)
		plan_word(p, m->arm, str_fmt("%s.%s", c->name, m->name));
	for (const char *const *k = plan_kernels(); kmod && *k; k++)
		if (!strcmp(*k, p->cell.kernel) || (lead && m == artefact_mech(c, m->arm)))
			plan_word(p, m->arm, str_fmt("%s.%s@%s", c->name, m->name, *k));
}

/* Built for every kernel of the run, or for this one alone, or once for all. */
static void plan_specimen(struct plan_to *p, const struct specimen *s)
{
	if (!s->built)
		plan_word(p, s->arm, str_dup(s->name));
	else if (s->own)
		plan_word(p, s->arm, str_fmt("%s@%s", s->name, p->cell.kernel));
	for (const char *const *k = plan_kernels(); s->built && !s->own && *k; k++)
		plan_word(p, s->arm, str_fmt("%s@%s", s->name, *k));
}

static void portability_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct plan_to p = { .cell = { .experiment = &experiment_portability, .kernel = kernel },
			     .add = add,
			     .ctx = ctx };

	for (const struct collector *const *c = collectors; *c; c++)
		for (const struct mech *m = mechs; m->name; m++)
			plan_collector(&p, *c, m);
	for (const struct specimen *s = specimens; s->name; s++)
		plan_specimen(&p, s);
}

static char *portability_check(const struct cell *c)
{
	struct artefact a;

	return artefact_parse(cell_word(c, "artefact"), c->backend->name, &a);
}

static int portability_pack(const struct cell *c, const struct kernel *k, struct initramfs *to)
{
	struct artefact a;

	free(artefact_parse(cell_word(c, "artefact"), c->backend->name, &a));
	return pack_artefact(&a, k, to);
}

static void portability_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->memory_mib = 768; /* modules of every kernel of the run lie in the archive */
}

/* What the host counted. */
static void portability_repair(struct cell_run *run, const struct specimen *s)
{
	char *path = s && s->repair ? try_repair(s) : NULL, *text = path ? file_line(path) : NULL;

	if (text)
		record_count(run->record, "repair_lines", strtoll(text, NULL, 10), "lines");
	free(text);
	free(path);
}

static void portability_run(struct cell_run *run)
{
	struct artefact a;
	struct trial t;
	bool own;

	free(artefact_parse(cell_word(&run->cell, "artefact"), run->cell.backend->name, &a));
	try_artefact(run, &a, &t);
	own = a.built_for && !strcmp(a.built_for, run->cell.kernel) && (!a.specimen || a.specimen->sound);
	json_object_set_new(run->record, "trial",
			    json_pack("{s:s, s:s, s:s}", "stage", t.stage, "outcome", fits[t.fit].name,
				      "evidence", t.line ? t.line : ""));
	json_object_set_new(run->record, "verdict", json_string(fits[t.fit].name));
	if (!strcmp(t.stage, "count")) {
		record_count(run->record, "events", (s64)t.expected, "events");
		record_count(run->record, "seen", (s64)t.seen, "events");
	}
	portability_repair(run, a.specimen);
	if (t.fit == FIT_UNEXPLAINED)
		cell_end(run, OUTCOME_FAIL, "it does not work, and nobody said why: %s", t.line ? t.line : "");
	else if (own && t.fit != FIT_WORKS && t.fit != FIT_CONFIG)
		cell_end(run, OUTCOME_FAIL, "built for this kernel, and yet: %s", t.line ? t.line : "");
	free(t.line);
}

const struct experiment experiment_portability = {
	.name = "portability",
	.question = "Which built artefact works on which kernel, and what stops the others?",
	.profile = "exact",
	.keys = portability_keys,
	.needs = { .root = true, .vm = true },
	.metrics = portability_metrics,
	.plan = portability_plan,
	.run = portability_run,
	.repeats = 1,
	.modules = "port",
	/* F: a loader that finds no checksum for a module's own structures counts the load as forced. */
	.taints = 1ULL << 1,
	.chapter = &chapter_portability,
	.check = portability_check,
	.guest = portability_guest,
	.pack = portability_pack,
};
