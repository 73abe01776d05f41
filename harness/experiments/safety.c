// SPDX-License-Identifier: GPL-2.0-only
/*
 * safety - the same mistake on both sides, and what the kernel really does.
 *
 * Each fault (harness/fault.h) is tried in a guest that is thrown away, once as a module and once as a BPF
 * program, as Debian boots it (stock) and with the kernel's checkers on (detect). A cell is ok when what
 * was seen is what the fault's descriptor expects; the outcome of the mistake is its verdict.
 */
#include "registry.h"
#include "report/chapter.h"
#include "safety/cells.h"

static const char *const safety_keys[] = { "fault", "profile", "arm", NULL };

static const struct metric safety_metrics[] = {
	{ "verifier_insns", "insn", "instructions the verifier went through", METRIC_EXACT, METRIC_NEITHER },
	{ "verifier_states", "states", "states it kept", METRIC_EXACT, METRIC_NEITHER },
	{ "verifier_peak_states", "states", "states it kept at once", METRIC_EXACT, METRIC_NEITHER },
	{ "log_bytes", "bytes", "what the verifier wrote to refuse the program", METRIC_EXACT, METRIC_NEITHER },
	{ "compiler_warnings", "warnings", "by gcc or clang, -Wall -Wextra", METRIC_EXACT, METRIC_NEITHER },
	{ "objtool_warnings", "warnings", "by objtool", METRIC_EXACT, METRIC_NEITHER },
	{ "sparse_warnings", "warnings", "by sparse, where it is installed", METRIC_EXACT, METRIC_NEITHER },
	{ "modpost_warnings", "warnings", "by modpost", METRIC_EXACT, METRIC_NEITHER },
	{ "hits", "events", "of the first round that the handler saw, where it is not all of them", METRIC_EXACT, METRIC_NEITHER },
	{ "refused_entries", "events", "that found the program at work on that CPU, in all rounds, by the kernel's count", METRIC_EXACT, METRIC_NEITHER },
	{ "missing_kib", "KiB", "memory missing after everything was unloaded", METRIC_EXACT, METRIC_LOWER },
	{ 0 },
};

const struct experiment experiment_safety = {
	.name = "safety",
	.question = "What does the kernel do when a collector makes a mistake?",
	.profile = "pair",
	.keys = safety_keys,
	.needs = { .root = true, .vm = true },
	.metrics = safety_metrics,
	.plan = safety_plan,
	.run = safety_run,
	.repeats = 1,
	.alone = true,
	.check = safety_check,
	.guest = safety_guest,
	.pack = safety_pack,
	.judge = safety_judge,
	.chapter = &chapter_safety,
};
