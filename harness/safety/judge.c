// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge - on the host, after the guest has ended: what the fault did at each stage, whether that was
 * expected, and what was measured beside it.
 *
 * Facts are what the guest told before it ended; the console is what the kernel said. A stage begins in
 * the console at its mark, and in the facts with the fact of that name.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/judge.h"
#include "safety/stage.h"
#include "vm/boot.h"
#include "vm/console.h"

#define JUDGE_EVIDENCE 160 /* characters of one piece */

const char *fact_text(const struct judge *j, const char *key)
{
	const char *text = json_string_value(json_object_get(j->facts, key));

	return text ? text : "";
}

s64 fact_number(const struct judge *j, const char *key, s64 missing)
{
	json_t *n = json_object_get(j->facts, key);

	return json_is_integer(n) ? json_integer_value(n) : missing;
}

static bool fact_says(const struct judge *j, const char *key, const char *text)
{
	return !strcmp(fact_text(j, key), text);
}

static int stage_number(const json_t *seen)
{
	const char *name = json_string_value(json_object_get(seen, "stage"));
	int s = 0;

	while (s < NR_STAGES && strcmp(fault_stage_names[s], name))
		s++;
	return s;
}

/* The worst of every stage, from what was seen. */
static void judge_stages(struct judge *j)
{
	json_t *one;
	size_t i;

	memset(j->at, 0, sizeof(j->at));
	json_array_foreach(j->seen, i, one) {
		int fate = fate_parse(json_string_value(json_object_get(one, "outcome")));
		int s = stage_number(one);

		if (fate > (int)j->at[s])
			j->at[s] = (enum fate)fate;
	}
}

/*
 * What lasts is an event of the stage at which it began: a lost processor is reported again and again,
 * and a victim stays dead. Every oops is one of its own.
 */
static bool fate_lasts(enum fate fate)
{
	return fate != FATE_OOPS_CLEAN && fate != FATE_OOPS_WOUNDED && fate != FATE_PANIC;
}

/* Note one thing that happened, once. */
static void judge_see(struct judge *j, enum fault_stage stage, enum fate fate, const char *evidence)
{
	size_t line = strcspn(evidence, "\n"), i;
	char *cut;
	json_t *one, *found = NULL;

	if (fate == FATE_UNSET)
		return;
	json_array_foreach(j->seen, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "outcome")), fates[fate].name) &&
		    (fate_lasts(fate) || stage_number(one) == (int)stage))
			found = one;
	if (found && stage_number(found) <= (int)stage)
		return;
	cut = str_fmt("%.*s", (int)(line < JUDGE_EVIDENCE ? line : JUDGE_EVIDENCE), evidence);
	if (!found) {
		found = json_pack("{s:s, s:s}", "stage", fault_stage_names[stage], "outcome",
				  fates[fate].name);
		json_array_append_new(j->seen, found);
	}
	json_object_set_new(found, "stage", json_string(fault_stage_names[stage]));
	json_object_set_new(found, "evidence", json_string(cut));
	free(cut);
	judge_stages(j);
}

/* Facts come as notes; the last of a key wins. */
static json_t *judge_facts(const struct boot *b)
{
	json_t *facts = json_object(), *entry;
	size_t i;

	json_array_foreach(b->notes, i, entry)
		json_object_update(facts, json_object_get(entry, "note"));
	json_object_del(facts, "beat");
	return facts;
}

static enum fate judge_splat(struct judge *j, enum splat_kind kind)
{
	switch (kind) {
	case SPLAT_NONE:
		return FATE_UNSET;
	case SPLAT_LEAK:
		return FATE_LEAK;
	case SPLAT_OOM:
		return FATE_VICTIM;
	case SPLAT_MEMORY:
		j->reported = true;
		return FATE_WARN;
	case SPLAT_OOPS:
		j->oops = true;
		return FATE_OOPS_CLEAN;
	case SPLAT_RCU_STALL:
	case SPLAT_SOFT_LOCKUP:
	case SPLAT_HARD_LOCKUP:
		j->lockup = true;
		return FATE_LOCKUP_CPU;
	case SPLAT_PANIC:
		return FATE_PANIC;
	default:
		return FATE_WARN;
	}
}

/* The console between two marks. */
static void judge_segment(struct judge *j, enum fault_stage stage, const char *text, size_t len)
{
	struct splat_list splats = { 0 };

	console_scan(text, len, &splats);
	for (size_t i = 0; i < splats.n; i++)
		judge_see(j, stage, judge_splat(j, splats.v[i].kind), splats.v[i].line);
	splat_list_free(&splats);
}

static void judge_console(struct judge *j)
{
	const struct guest *g = &j->boot->guest;
	const char *at = g->console, *end = at + g->console_len;
	enum fault_stage stage = STAGE_NOW;

	while (at && at < end) {
		const char *mark = memmem(at, (size_t)(end - at), STAGE_MARK, strlen(STAGE_MARK));
		const char *upto = mark ? mark : end;

		judge_segment(j, stage, at, (size_t)(upto - at));
		if (!mark)
			break;
		at = mark + strlen(STAGE_MARK);
		for (int s = 0; s < NR_STAGES; s++)
			if (!strncmp(at, fault_stage_names[s], strlen(fault_stage_names[s])))
				stage = (enum fault_stage)s;
	}
}

/* How the guest itself ended. */
static void judge_end(struct judge *j)
{
	char *sentence = NULL;
	enum guest_end end = (enum guest_end)boot_end(j->boot, &sentence);

	if (end == GUEST_PANIC)
		judge_see(j, j->stage, FATE_PANIC, sentence);
	else if (end == GUEST_REBOOT || end == GUEST_QEMU)
		judge_see(j, j->stage, FATE_PANIC, "the machine reset itself without a message");
	else if (j->boot->guest.flooded)
		judge_see(j, j->stage, FATE_OOPS_WOUNDED,
			  "oopses without end: the console was cut off");
	else if (end == GUEST_HANG && !j->lockup)
		judge_see(j, j->stage, FATE_HANG, "the guest fell silent");
	else if (end == GUEST_OOPS)
		judge_see(j, j->stage, FATE_HANG, "the guest fell silent after an oops");
	free(sentence);
}

static void judge_refusal(struct judge *j)
{
	const char *what = fact_text(j, "refused");
	enum fate fate = !strcmp(what, "build")	   ? FATE_REFUSED_BUILD
			 : !strcmp(what, "load")   ? FATE_REFUSED_LOAD
			 : !strcmp(what, "attach") ? FATE_REFUSED_ATTACH
						   : FATE_UNSET;
	const struct fault_expect *e = j->a.half->expect;
	const char *log = fact_text(j, "log"), *at = NULL;

	for (; e && !e->end && !at; e++)
		at = e->line ? strstr(log, e->line) : NULL;
	judge_see(j, STAGE_NOW, fate, at ? at : log);
}

/* Something did not come back although it should have. */
static void judge_stuck(struct judge *j)
{
	static const struct {
		const char *key, *what;
		enum fault_stage stage;
	} steps[] = {
		{ "load", "loading", STAGE_NOW },
		{ "loader", "the killed loader", STAGE_NOW },
		{ "trigger", "the trigger", STAGE_NOW },
		{ "trigger_later", "the second trigger", STAGE_NOW },
		{ "bystander_now", "a bystander", STAGE_NOW },
		{ "bystander_delayed", "a bystander", STAGE_DELAYED },
		{ "unload", "unloading", STAGE_AT_UNLOAD },
		{ "race", "the trigger", STAGE_AT_UNLOAD },
		{ "bystander_at_unload", "a bystander", STAGE_AT_UNLOAD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(steps) && !j->lockup; i++) {
		char *evidence = str_fmt("%s never came back", steps[i].what);

		if (fact_says(j, steps[i].key, "stuck"))
			judge_see(j, steps[i].stage, FATE_HANG, evidence);
		free(evidence);
	}
}

/* A program without an oops of its own, killed or failed: another process was harmed. */
static void judge_bystanders(struct judge *j)
{
	if (str_starts(fact_text(j, "trigger"), "killed") && !j->oops)
		judge_see(j, STAGE_NOW, FATE_VICTIM, "the observed process was killed");
	for (int s = 0; s < NR_STAGES; s++) {
		char *bystander = str_fmt("bystander_%s", fault_stage_names[s]);
		const char *how = fact_text(j, bystander);

		if (str_starts(how, "killed") || !strcmp(how, "failed"))
			judge_see(j, (enum fault_stage)s, FATE_VICTIM,
				  "a process that did nothing wrong failed");
		free(bystander);
	}
}

static void judge_evidence(struct judge *j)
{
	enum fate fate = evidence_fates[j->a.half->evidence];

	for (int s = 0; s < NR_STAGES; s++) {
		char *key = str_fmt("evidence_%s", fault_stage_names[s]);
		s64 n = fact_number(j, key, 0);
		char *text = str_fmt("%s: %lld",
				     j->a.half->evidence_of ? j->a.half->evidence_of : "evidence",
				     (long long)n);

		/* Damage that the kernel itself reported is not silent. */
		if (n > 0 && fate == FATE_CORRUPT_SILENT && j->reported)
			judge_see(j, (enum fault_stage)s, FATE_WARN, text);
		else if (n > 0)
			judge_see(j, (enum fault_stage)s, fate, text);
		free(text);
		free(key);
		if (n > 0)
			break;
	}
}

/* Were there as many events as there should have been? */
static void judge_hits(struct judge *j)
{
	int want = j->a.half->hits ? j->a.half->hits : FAULT_EVENTS;
	s64 hits = fact_number(j, "hits", -1);
	char *text = str_fmt("%lld of %d events were handled", (long long)hits, want);
	bool gone = j->a.fault->action == ACT_KILL_LOADER || j->a.fault->action == ACT_PIN;

	if (gone && hits > 0)
		judge_see(j, STAGE_NOW, FATE_LEAK, "it went on after its owner was killed");
	else if (gone && fact_says(j, "load", "done"))
		judge_see(j, STAGE_NOW, FATE_CONTAINED, "it ended with its owner");
	else if (j->a.half->hits < 0 || hits < 0 || !fact_says(j, "trigger", "done") ||
		 j->a.fault->at_load)
		;
	else if (hits < want && j->at[STAGE_NOW] != FATE_LOSS_COUNTED)
		judge_see(j, STAGE_NOW, FATE_LOSS_SILENT, text);
	else if (hits > want)
		judge_see(j, STAGE_NOW, FATE_WRONG_DATA, text);
	free(text);
}

static void judge_memory(struct judge *j)
{
	s64 missing = fact_number(j, "missing_kib", 0);
	char *text =
		str_fmt("%lld KiB are missing after everything was unloaded", (long long)missing);

	if (j->a.fault->leak_kib && missing >= (s64)j->a.fault->leak_kib)
		judge_see(j, STAGE_AT_UNLOAD, FATE_LEAK, text);
	free(text);
}

static bool judge_events_go_on(const struct judge *j)
{
	s64 later = fact_number(j, "later", -1);
	bool gone = j->a.fault->action == ACT_KILL_LOADER;

	return gone || j->a.fault->at_load || j->a.half->attach_only_load || j->a.half->hits < 0 ||
	       later > 0 || fact_number(j, "hits", 0) == 0;
}

static bool judge_well(const struct judge *j, const char *key)
{
	return !*fact_text(j, key) || fact_says(j, key, "done");
}

/* Could it be removed without a reboot, and is the machine then as useful as before? */
static bool judge_recovered(const struct judge *j)
{
	bool removed = fact_says(j, "load", "refused") || fact_says(j, "unload", "done");

	return removed && j->boot->bye && !j->lockup && judge_events_go_on(j) &&
	       judge_well(j, "bystander_now") && judge_well(j, "bystander_delayed") &&
	       judge_well(j, "bystander_at_unload");
}

/* One task died; is that all? */
static void judge_wounds(struct judge *j, bool recovered)
{
	json_t *one;
	size_t i;

	if (recovered || !j->oops)
		return;
	json_array_foreach(j->seen, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "outcome")), fates[FATE_OOPS_CLEAN].name))
			json_object_set_new(one, "outcome", json_string(fates[FATE_OOPS_WOUNDED].name));
	judge_stages(j);
}

static enum fate judge_worst(const struct judge *j)
{
	enum fate worst = FATE_UNSET;

	for (int s = 0; s < NR_STAGES; s++)
		worst = j->at[s] > worst ? j->at[s] : worst;
	return worst;
}

static void judge_stage(struct judge *j)
{
	for (int s = 0; s < NR_STAGES; s++)
		if (fact_says(j, "stage", fault_stage_names[s]))
			j->stage = (enum fault_stage)s;
}

void safety_judge(struct cell_run *run, const struct boot *b)
{
	struct judge j = { .boot = b, .facts = judge_facts(b), .seen = json_array() };
	bool recovered;
	enum fate worst;

	safety_resolve(&run->cell, &j.a);
	/* The guest's own word, unless it could not even begin: then that is why the cell is broken. */
	if (!json_object_get(j.facts, "stage")) {
		cell_end(run, OUTCOME_BROKEN, "the guest never began");
		goto out;
	}
	run->outcome = OUTCOME_OK;
	free(run->reason);
	run->reason = NULL;
	j.all = str_fmt("%s\n%s\n%s", fact_text(&j, "log"), fact_text(&j, "race"),
			b->guest.console ? b->guest.console : "");
	judge_stage(&j);
	judge_console(&j);
	judge_end(&j);
	judge_refusal(&j);
	judge_stuck(&j);
	judge_bystanders(&j);
	judge_evidence(&j);
	judge_hits(&j);
	judge_memory(&j);
	recovered = judge_recovered(&j);
	judge_wounds(&j, recovered);
	worst = judge_worst(&j);
	if (worst == FATE_UNSET) {
		judge_see(&j, STAGE_NOW, FATE_CLEAN, "nothing was seen");
		worst = FATE_CLEAN;
	}
	json_object_set(run->record, "observed", j.seen);
	json_object_set_new(run->record, "verdict", json_string(fates[worst].name));
	json_object_set_new(run->record, "recovered", json_boolean(recovered));
	json_object_set_new(run->record, "guest_ms",
			    json_integer((json_int_t)((clock_seconds() - b->started_at) * 1000)));
	judge_load_metrics(&j, run);
	judge_expectation(&j, run, recovered);
	if (run->outcome != OUTCOME_OK)
		json_object_set(run->record, "facts", j.facts);
out:
	json_decref(j.seen);
	json_decref(j.facts);
	free(j.all);
}
