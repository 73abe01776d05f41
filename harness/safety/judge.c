// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge - on the host, after the guest has ended: what the fault did at each stage, whether that was
 * expected, and what was measured beside it.
 *
 * Facts are what the guest told before it ended; the console is what the kernel said. A stage begins in
 * the console at its mark, and in the facts with the fact of that name. What the console says is read in
 * judge_console.c, what the guest told in judge_told.c.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/judge.h"
#include "vm/boot.h"

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

bool fact_says(const struct judge *j, const char *key, const char *text)
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

bool judge_saw(const struct judge *j, enum fate fate)
{
	json_t *one;
	size_t i;

	json_array_foreach(j->seen, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "outcome")), fates[fate].name))
			return true;
	return false;
}

void judge_see(struct judge *j, enum fault_stage stage, enum fate fate, enum detector by, const char *evidence)
{
	size_t line = strcspn(evidence, "\n"), i;
	char *cut;
	json_t *one, *found = NULL;

	if (fate == FATE_UNSET)
		return;
	j->spoke[by] = true;
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

/* Could it be taken away without a reboot? What was refused is not there. */
static bool judge_removed(const struct judge *j)
{
	return fact_says(j, "load", "refused") || fact_says(j, "unload", "done");
}

/* Did everybody else go on to the end, on every processor? */
static bool judge_survived(const struct judge *j)
{
	return j->boot->bye && !j->lockup && judge_well(j, "bystander_now") && judge_well(j, "bystander_delayed") &&
	       judge_well(j, "bystander_at_unload");
}

/* Both, and are events still counted: is the machine as useful as before? */
static bool judge_recovered(const struct judge *j)
{
	return judge_removed(j) && judge_survived(j) && judge_events_go_on(j);
}

/* One task died; is that all? */
static void judge_wounds(struct judge *j, bool recovered)
{
	json_t *one;
	size_t i;

	if (recovered || !j->oopses)
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

static json_t *judge_speakers(const struct judge *j)
{
	json_t *names = json_array();

	for (int d = 0; d < NR_DETECTORS; d++)
		if (j->spoke[d])
			json_array_append_new(names, json_string(detectors[d].name));
	return names;
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
	judge_told(&j);
	recovered = judge_recovered(&j);
	judge_wounds(&j, recovered);
	worst = judge_worst(&j);
	if (worst == FATE_UNSET) {
		json_array_append_new(j.seen, json_pack("{s:s, s:s, s:s}", "stage", fault_stage_names[STAGE_NOW],
							"outcome", fates[FATE_CLEAN].name, "evidence",
							"nothing was seen"));
		judge_stages(&j);
		worst = FATE_CLEAN;
	}
	json_object_set(run->record, "observed", j.seen);
	json_object_set_new(run->record, "verdict", json_string(fates[worst].name));
	json_object_set_new(run->record, "detectors", judge_speakers(&j));
	json_object_set_new(run->record, "recovered", json_boolean(recovered));
	json_object_set_new(run->record, "survived", json_boolean(judge_survived(&j)));
	json_object_set_new(run->record, "removed", json_boolean(judge_removed(&j)));
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
