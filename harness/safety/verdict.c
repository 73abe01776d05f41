// SPDX-License-Identifier: GPL-2.0-only
/*
 * verdict - was what happened expected? And what was measured beside it.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/build.h"
#include "safety/judge.h"

/* "now=PANIC at_unload=LEAK" */
static char *judge_words(const enum fate at[NR_STAGES])
{
	char *words = str_dup("");

	for (int s = 0; s < NR_STAGES; s++)
		if (at[s] != FATE_UNSET && (at[s] != FATE_CLEAN || s == STAGE_NOW))
			text_add(&words, "%s%s=%s", *words ? " " : "", fault_stage_names[s],
				 fates[at[s]].name);
	return words;
}

static bool stage_meets(enum fate seen, enum fate at, enum fate also)
{
	enum fate s = seen == FATE_CLEAN ? FATE_UNSET : seen,
		  w = at == FATE_CLEAN ? FATE_UNSET : at;

	return s == w || (also != FATE_UNSET && s == (also == FATE_CLEAN ? FATE_UNSET : also));
}

void judge_expectation(struct judge *j, struct cell_run *run, bool recovered)
{
	char *series = safety_series(j->a.kernel);
	const struct fault_expect *e =
		fault_expected(j->a.half, series, j->a.detect ? "detect" : "stock");
	s64 err = fact_number(j, "errno", 0);
	bool same = e != NULL;

	for (int s = 0; same && s < NR_STAGES; s++)
		same = stage_meets(j->at[s], e->at[s], e->also[s]);
	if (!same) {
		char *want = e ? judge_words(e->at) : str_dup("nothing"), *saw = judge_words(j->at);

		cell_end(run, OUTCOME_FAIL, "expected %s, saw %s", want, saw);
		free(want);
		free(saw);
	} else if (e->recovered != recovered) {
		cell_end(run, OUTCOME_FAIL, "expected the machine %s, but it %s",
			 e->recovered ? "to recover" : "to stay damaged",
			 recovered ? "recovered" : "did not");
	} else if (e->err && e->err != err) {
		cell_end(run, OUTCOME_FAIL, "expected error %d, saw %lld", e->err, (long long)err);
	} else if (e->line && !log_has(j->all, e->line)) {
		cell_end(run, OUTCOME_FAIL, "nobody said \"%s\"", e->line);
	}
	free(series);
}

static void judge_metric(struct cell_run *run, const char *name, s64 value, const char *unit)
{
	json_object_set_new(json_object_get(run->record, "metrics"), name,
			    json_pack("{s:I, s:s, s:s}", "value", (json_int_t)value, "unit", unit,
				      "class", "exact"));
}

static void judge_warnings(struct cell_run *run, const char *name, unsigned int n)
{
	if (n)
		judge_metric(run, name, n, "warnings");
}

void judge_load_metrics(struct judge *j, struct cell_run *run)
{
	static const struct {
		const char *fact, *unit;
	} facts[] = {
		{ "verifier_insns", "insn" },
		{ "verifier_states", "states" },
		{ "verifier_peak_states", "states" },
		{ "log_bytes", "bytes" },
		{ "missing_kib", "KiB" },
		{ "missing_objects", "objects" },
		{ "refused_entries", "events" },
	};
	s64 hits = fact_number(j, "hits", -1);
	struct build_warnings w = { 0 };
	char *log = j->a.side == SIDE_KMOD ? build_kmod_log(j->a.kernel, j->a.fault->name)
					   : build_ebpf_log(j->a.fault->name);

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (fact_number(j, facts[i].fact, -1) >= 0)
			judge_metric(run, facts[i].fact, fact_number(j, facts[i].fact, 0),
				     facts[i].unit);
	/* That every event was seen is what one expects. */
	if (hits >= 0 && hits != (j->a.half->hits ? j->a.half->hits : FAULT_EVENTS))
		judge_metric(run, "hits", hits, "events");
	/* Time under emulation is no cost, and therefore no metric. */
	if (json_object_get(j->facts, "verification_us"))
		json_object_set(run->record, "verification_us_emulated",
				json_object_get(j->facts, "verification_us"));
	/* Most have none: then there is no metric, and whether sparse looked at all is in env/host.json. */
	if (log)
		w = build_warnings(log);
	judge_warnings(run, "compiler_warnings", w.compiler);
	judge_warnings(run, "objtool_warnings", w.objtool);
	judge_warnings(run, "modpost_warnings", w.modpost);
	judge_warnings(run, "sparse_warnings", w.sparse);
	free(log);
}
