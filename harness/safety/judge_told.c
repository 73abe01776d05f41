// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge_told - what the guest itself told of a fault: refusals, what never came back, who was harmed, and
 * what was counted.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/judge.h"

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
	judge_see(j, STAGE_NOW, fate, DETECTOR_REFUSAL, at ? at : log);
}

/* Something did not come back although it should have, and the kernel does not say why. */
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

	for (size_t i = 0; i < ARRAY_SIZE(steps) && !j->lockup && !j->waiting; i++) {
		char *evidence = str_fmt("%s never came back", steps[i].what);

		if (fact_says(j, steps[i].key, "stuck"))
			judge_see(j, steps[i].stage, FATE_HANG, DETECTOR_LIMIT, evidence);
		free(evidence);
	}
}

/* A program without an oops of its own, killed or failed: another process was harmed. */
static void judge_bystanders(struct judge *j)
{
	if (str_starts(fact_text(j, "trigger"), "killed") && !j->oopses)
		judge_see(j, STAGE_NOW, FATE_VICTIM, DETECTOR_OTHERS, "the observed process was killed");
	for (int s = 0; s < NR_STAGES; s++) {
		char *bystander = str_fmt("bystander_%s", fault_stage_names[s]);
		const char *how = fact_text(j, bystander);

		if (str_starts(how, "killed") || !strcmp(how, "failed"))
			judge_see(j, (enum fault_stage)s, FATE_VICTIM, DETECTOR_OTHERS,
				  "a process that did nothing wrong failed");
		free(bystander);
	}
}

static const enum detector evidence_by[NR_EVIDENCE] = {
	[EVIDENCE_CANARY] = DETECTOR_CANARY,	[EVIDENCE_ERRNO] = DETECTOR_COUNTER,
	[EVIDENCE_CONTAINED] = DETECTOR_COUNTER, [EVIDENCE_WRONG] = DETECTOR_RECORDS,
	[EVIDENCE_KERNEL] = DETECTOR_ADDRESSES, [EVIDENCE_LOST] = DETECTOR_COUNTER,
};

static void judge_evidence(struct judge *j)
{
	enum fate fate = evidence_fates[j->a.half->evidence];
	enum detector by = evidence_by[j->a.half->evidence];

	for (int s = 0; s < NR_STAGES; s++) {
		char *key = str_fmt("evidence_%s", fault_stage_names[s]);
		s64 n = fact_number(j, key, 0);
		char *text = str_fmt("%s: %lld",
				     j->a.half->evidence_of ? j->a.half->evidence_of : "evidence",
				     (long long)n);

		/* Damage that the kernel itself reported is not silent. */
		if (n > 0 && fate == FATE_CORRUPT_SILENT && j->reported)
			judge_see(j, (enum fault_stage)s, FATE_WARN, by, text);
		else if (n > 0)
			judge_see(j, (enum fault_stage)s, fate, by, text);
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
		judge_see(j, STAGE_NOW, FATE_LEAK, DETECTOR_EVENTS, "it went on after its owner was killed");
	else if (gone && fact_says(j, "load", "done"))
		judge_see(j, STAGE_NOW, FATE_CONTAINED, DETECTOR_EVENTS, "it ended with its owner");
	else if (j->a.half->hits < 0 || hits < 0 || !fact_says(j, "trigger", "done") ||
		 j->a.fault->at_load)
		;
	else if (hits < want && j->at[STAGE_NOW] != FATE_LOSS_COUNTED)
		judge_see(j, STAGE_NOW, FATE_LOSS_SILENT, DETECTOR_EVENTS, text);
	else if (hits > want)
		judge_see(j, STAGE_NOW, FATE_WRONG_DATA, DETECTOR_EVENTS, text);
	free(text);
}

static void judge_missing(struct judge *j, const char *key, const char *of, unsigned int from, enum detector by)
{
	s64 missing = fact_number(j, key, 0);
	char *text = str_fmt("%lld %s are missing after everything was unloaded", (long long)missing, of);

	if (from && missing >= (s64)from)
		judge_see(j, STAGE_AT_UNLOAD, FATE_LEAK, by, text);
	free(text);
}

static void judge_remains(struct judge *j)
{
	char *objects = str_fmt("objects of %s", j->a.fault->leak_cache ?: "");

	judge_missing(j, "missing_kib", "KiB", j->a.fault->leak_kib, DETECTOR_MEMORY);
	judge_missing(j, "missing_objects", objects, j->a.fault->leak_objects, DETECTOR_SLABINFO);
	free(objects);
}

/* A second witness of what the console said, or the only one. Letters are the kernel's own. */
static void judge_taint(struct judge *j)
{
	static const struct {
		unsigned int bit;
		char letter;
		enum fate fate;
	} flags[] = {
		{ 4, 'M', FATE_WARN }, { 5, 'B', FATE_WARN },	    { 7, 'D', FATE_OOPS_CLEAN },
		{ 9, 'W', FATE_WARN }, { 14, 'L', FATE_LOCKUP_CPU },
	};

	for (int s = 0; s < NR_STAGES; s++) {
		char *key = str_fmt("taint_%s", fault_stage_names[s]);
		u64 taint = (u64)fact_number(j, key, 0);

		for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
			char *text;

			if (!(taint >> flags[i].bit & 1))
				continue;
			text = str_fmt("the kernel is tainted: %c", flags[i].letter);
			j->spoke[DETECTOR_TAINT] = true;
			j->oopses += flags[i].fate == FATE_OOPS_CLEAN;
			j->lockup |= flags[i].fate == FATE_LOCKUP_CPU;
			if (!judge_saw(j, flags[i].fate))
				judge_see(j, (enum fault_stage)s, flags[i].fate, DETECTOR_TAINT, text);
			free(text);
		}
		free(key);
	}
}

void judge_told(struct judge *j)
{
	judge_taint(j);
	judge_refusal(j);
	judge_stuck(j);
	judge_bystanders(j);
	judge_evidence(j);
	judge_hits(j);
	judge_remains(j);
}
