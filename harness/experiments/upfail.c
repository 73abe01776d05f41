// SPDX-License-Identifier: GPL-2.0-only
/*
 * upfail - an upgrade goes wrong in every way that is known: does the old version go on, is anything left
 * behind, and can the upgrade be finished afterwards?
 *
 * What is expected is data (harness/failures/), what happens is recorded, and a cell fails when they differ.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "upgrade/mishap.h"
#include "upgrade/series.h"
#include "vm/boot.h"
#include "vm/console.h"
#include "vm/qemu.h"

#define UPFAIL_HOOK	  "kprobe"
#define UPFAIL_FUNCTION	  "do_getpgid"
#define UPFAIL_MEMORY_MIB 512
#define UPFAIL_QUIET	  120 /* seconds: hanging is one of the things that happen */

static const struct metric upfail_metrics[] = {
	{ "stops", "calls", "system calls after which the upgrader was killed", METRIC_EXACT, METRIC_NEITHER },
	{ "stops_old", "calls", "after which the old version recorded events", METRIC_EXACT, METRIC_HIGHER },
	{ "stops_new", "calls", "after which the new version did", METRIC_EXACT, METRIC_HIGHER },
	{ "stops_both", "calls", "after which both did", METRIC_EXACT, METRIC_LOWER },
	{ "stops_none", "calls", "after which nobody did", METRIC_EXACT, METRIC_LOWER },
	{ "stops_part", "calls", "after which some events were recorded", METRIC_EXACT, METRIC_LOWER },
	{ "stops_left", "calls", "after which something was left behind", METRIC_EXACT, METRIC_LOWER },
	{ "stops_continued", "calls", "after which a new upgrader could do the steps again", METRIC_EXACT, METRIC_HIGHER },
	{ "stops_anew", "calls", "after which all had to be taken away first", METRIC_EXACT, METRIC_LOWER },
	{ "stops_stuck", "calls", "after which nothing helped", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const upfail_keys[] = { "hook", "strategy", "failure", "arm", "mech", NULL };

extern const struct experiment experiment_upfail;

static void upfail_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_upfail, .kernel = kernel };

	for (const struct failure *const *f = failures; *f; f++)
		for (const struct strategy *const *s = strategies; *s; s++) {
			if (!failure_expected(*f, (*s)->arm, (*s)->name, kernel))
				continue;
			c.backend = backend_find((*s)->arm);
			/* A strategy without mechanisms has a hook of its own. */
			c.hook = (*s)->mechs ? hook_find(UPFAIL_HOOK) : NULL;
			c.mech = c.hook ? mech_find((*s)->arm, UPFAIL_HOOK, UPFAIL_HOOK) : NULL;
			cell_set_word(&c, "strategy", (*s)->name);
			cell_set_word(&c, "failure", (*f)->name);
			add(&c, ctx);
		}
}

static const struct failure *upfail_failure(const struct cell *c)
{
	const char *name = cell_word(c, "failure");

	return name ? failure_find(name) : NULL;
}

static const struct strategy *upfail_strategy(const struct cell *c)
{
	const char *name = cell_word(c, "strategy");

	return name && c->backend ? strategy_find(c->backend->name, name) : NULL;
}

static char *upfail_check(const struct cell *c)
{
	const struct failure *f = upfail_failure(c);
	const struct strategy *s = upfail_strategy(c);

	if (!f || !s || !c->mech != !s->mechs || (c->mech && !strategy_has_mech(s, c->mech->name)))
		return str_fmt("there is no such %s", !f ? "failure" : !s ? "strategy" : "mechanism of this strategy");
	if (!failure_expected(f, s->arm, s->name, c->kernel))
		return str_fmt("nothing is expected of failure %s with strategy %s of arm %s", f->name, s->name, s->arm);
	return NULL;
}

static const struct needs *upfail_needs(const struct cell *c)
{
	const struct strategy *s = upfail_strategy(c);

	return s ? &s->needs : NULL;
}

static void upfail_guest(const struct cell *c, struct guest_spec *spec)
{
	spec->cpus = 1;
	spec->memory_mib = UPFAIL_MEMORY_MIB;
	if (spec->quiet_seconds < UPFAIL_QUIET)
		spec->quiet_seconds = UPFAIL_QUIET;
}

static void upfail_note(void *ctx, json_t *note)
{
	cell_note(ctx, note);
}

static void upfail_kills(struct cell_run *run, const struct mishap_kills *k)
{
	record_count(run->record, "stops", k->stops, "calls");
	for (int i = 0; i < WITNESS_ANSWERS; i++) {
		char *name = str_fmt("stops_%s", witness_names[i]);

		record_count(run->record, name, k->who[i], "calls");
		free(name);
	}
	record_count(run->record, "stops_left", k->left, "calls");
	for (int i = 0; i < MISHAP_ENDS; i++) {
		char *name = str_fmt("stops_%s", mishap_ends[i]);

		record_count(run->record, name, k->end[i], "calls");
		free(name);
	}
}

static void upfail_run(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	struct mishap m = { .failure = upfail_failure(c), .observed = json_array(), .note = upfail_note, .ctx = run };
	char *verdict = NULL;
	int err;

	m.u = (struct upgrade){ .strategy = upfail_strategy(c), .mech = c->mech, .function = UPFAIL_FUNCTION,
				.from = 1, .to = 2 };
	m.side = failure_side(m.failure, c->backend->name);
	series_mount();
	err = store_open(&m.u);
	if (!err)
		err = mishap_control(&m);
	if (!err)
		err = m.failure->kill ? mishap_kill(&m, &verdict) : mishap_run(&m, &verdict);
	if (m.failure->kill && !m.u.refusal)
		upfail_kills(run, &m.kills);
	json_object_set(run->record, "course", m.observed);
	if (m.u.refusal)
		cell_end(run, OUTCOME_SKIP, "the kernel does not update this link in place (%s): there is no upgrade to kill; "
			 "strategy cgroup has a link that it does update", strerrorname_np(m.u.refusal));
	else if (err)
		cell_end(run, OUTCOME_BROKEN, "%s", *m.u.reason ? m.u.reason : strerror(-err));
	else
		json_object_set_new(run->record, "verdict", json_string(verdict));
	mishap_free(&m);
	json_decref(m.observed);
	free(verdict);
}

/* The note of @stage in @course, the last if there are several; NULL: none. */
static const json_t *upfail_stage(const json_t *course, const char *stage)
{
	const json_t *found = NULL;
	json_t *one;
	size_t i;

	json_array_foreach(course, i, one) {
		const char *name = json_string_value(json_object_get(one, "stage"));

		if (name && !strcmp(name, stage))
			found = one;
	}
	return found;
}

static const char *upfail_text(const json_t *note, const char *key)
{
	return json_string_value(json_object_get(note, key));
}

/*
 * The guest ended without a record. What it had noted before makes the course; the verdict, caller frees. NULL, and the
 * cell is broken: nothing had gone wrong by then that was meant to, or it was not the kernel that ended it.
 */
static char *upfail_dead(struct cell_run *run, const struct boot *b)
{
	char *why = str_dup(run->reason ? run->reason : "it said nothing"), *sentence = NULL, *verdict = NULL;
	int end = boot_end(b, &sentence);
	json_t *course = json_array(), *one;
	const json_t *after;
	size_t i;

	free(run->reason);
	run->reason = NULL;
	run->outcome = OUTCOME_OK;
	json_array_foreach(b->notes, i, one)
		json_array_append(course, json_object_get(one, "note"));
	after = upfail_stage(course, "after");
	if (!upfail_stage(course, "control"))
		cell_end(run, OUTCOME_BROKEN, "the guest ended before anything was made to go wrong: %s", why);
	else if (end == GUEST_QEMU || end == GUEST_NO_BOOT || end == GUEST_DONE ||
		 (end == GUEST_REBOOT && b->guest_error))
		cell_end(run, OUTCOME_BROKEN, "the guest ended, but not of its kernel: %s", why);
	else if (after)
		verdict = str_fmt("%s %s dead", upfail_text(after, "outcome"),
				  json_object_get(after, "left") ? "left" : "clean");
	else
		verdict = str_dup("unseen unseen dead");
	json_array_append_new(course, json_pack("{s:s, s:s, s:s}", "stage", "guest", "outcome", verdict ? "dead" : "ended",
						"evidence", why));
	json_object_set_new(run->record, "course", course);
	free(sentence);
	free(why);
	return verdict;
}

/* What the kernel said, whether or not it survived: the worst of it into the course, and what counts of it. */
static enum splat_kind upfail_splat(struct cell_run *run, const struct boot *b)
{
	struct splat_list splats = { 0 };
	const struct splat *worst, *counts;
	enum splat_kind kind;

	console_scan(b->guest.console, b->guest.console_len, &splats);
	counts = failure_splat(&splats);
	worst = counts ? counts : splat_worst(&splats);
	if (worst)
		json_array_append_new(json_object_get(run->record, "course"),
				      json_pack("{s:s, s:s, s:s}", "stage", "log", "outcome",
						splat_kind_name(worst->kind), "evidence", worst->line));
	kind = counts ? counts->kind : SPLAT_NONE;
	splat_list_free(&splats);
	return kind;
}

/* Does the cell end as it must: who records events, why a step was refused, what the kernel said? */
static void upfail_compare(struct cell_run *run, const char *expected, const char *verdict, enum splat_kind splat)
{
	const struct failure *f = upfail_failure(&run->cell);
	const struct failure_side *side = failure_side(f, run->cell.backend->name);
	const json_t *steps = upfail_stage(json_object_get(run->record, "course"), "steps");
	const char *outcome = upfail_text(steps, "outcome"), *evidence = upfail_text(steps, "evidence");
	char *refusal = f->kill ? NULL : failure_refusal(side, outcome ? outcome : "nothing", upfail_text(steps, "errno"),
							 evidence ? evidence : "");

	if (!failure_fits(expected, verdict))
		cell_end(run, OUTCOME_FAIL, "expected: %s; observed: %s", expected, verdict);
	else if (refusal)
		cell_end(run, OUTCOME_FAIL, "%s", refusal);
	else if (!failure_splat_fits(side, splat, verdict))
		cell_end(run, OUTCOME_FAIL, "expected in the kernel's log: %s; observed: %s", splat_kind_name(side->splat),
			 splat_kind_name(splat));
	free(refusal);
}

static void upfail_judge(struct cell_run *run, const struct boot *b)
{
	const struct cell *c = &run->cell;
	const char *expected = failure_expected(upfail_failure(c), c->backend->name, cell_word(c, "strategy"), c->kernel);
	const char *recorded = json_string_value(json_object_get(run->record, "verdict"));
	enum splat_kind splat;
	char *verdict;

	/* In the guest's own words: the strategy did not work even without anything going wrong, or does not exist there. */
	if (!recorded && (run->outcome == OUTCOME_BROKEN || run->outcome == OUTCOME_SKIP) &&
	    json_object_get(run->record, "course"))
		return;
	verdict = recorded ? str_dup(recorded) : upfail_dead(run, b);
	splat = upfail_splat(run, b);
	if (!verdict)
		return;
	json_object_set_new(run->record, "verdict", json_string(verdict));
	json_object_set_new(run->record, "expected", json_string(expected));
	if (b->guest.console_len)
		upfail_compare(run, expected, verdict, splat);
	else
		cell_end(run, OUTCOME_BROKEN, "the guest has no log: what its kernel said is not known");
	free(verdict);
}

const struct experiment experiment_upfail = {
	.name = "upfail",
	.question = "When an upgrade goes wrong, does the old version go on, is anything left, and can it be finished?",
	.profile = "pair",
	.keys = upfail_keys,
	.needs = { .root = true, .vm = true },
	.metrics = upfail_metrics,
	.plan = upfail_plan,
	.run = upfail_run,
	.repeats = 1,
	.alone = true,
	.modules = "upgrade",
	.chapter = &chapter_upfail,
	.check = upfail_check,
	.cell_needs = upfail_needs,
	.guest = upfail_guest,
	.judge = upfail_judge,
};
