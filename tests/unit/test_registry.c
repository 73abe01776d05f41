// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_registry - the tables are whole, and every kind of broken entry is named.
 *
 * Broken entries are copies of real ones with a single member spoiled, so that each check is seen to
 * speak up alone.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

/* Does the sentence name the entry and the fault? Frees it. */
static bool names(char *why, const char *entry, const char *fault)
{
	bool good = why && strstr(why, entry) && strstr(why, fault);

	if (!good)
		cr_log_error("not \"%s\" and \"%s\" but: %s", entry, fault, why ? why : "(sound)");
	free(why);
	return good;
}

Test(registry, the_real_tables_are_sound)
{
	cr_assert_eq(registry_validate(), 0);
}

Test(registry, every_real_entry_passes_its_check)
{
	for (const struct workload *const *p = workloads; *p; p++)
		cr_expect_null(workload_check(*p), "%s", (*p)->name);
	for (const struct collector *const *p = collectors; *p; p++)
		cr_expect_null(collector_check(*p), "%s", (*p)->name);
	for (const struct experiment *const *p = experiments; *p; p++)
		cr_expect_null(experiment_check(*p), "%s", (*p)->name);
	for (const struct backend *const *p = backends; *p; p++)
		cr_expect_null(backend_check(*p), "%s", (*p)->name);
}

Test(registry, every_entry_is_found_by_its_name)
{
	for (const struct workload *const *p = workloads; *p; p++)
		cr_expect_eq(workload_find((*p)->name), *p, "%s", (*p)->name);
	for (const struct collector *const *p = collectors; *p; p++)
		cr_expect_eq(collector_find((*p)->name), *p, "%s", (*p)->name);
	for (const struct experiment *const *p = experiments; *p; p++)
		cr_expect_eq(experiment_find((*p)->name), *p, "%s", (*p)->name);
	for (const struct backend *const *p = backends; *p; p++)
		cr_expect_eq(backend_find((*p)->name), *p, "%s", (*p)->name);
	for (const struct hook *h = hooks; h->name; h++)
		cr_expect_eq(hook_find(h->name), h, "%s", h->name);
	for (const struct mech *m = mechs; m->name; m++)
		cr_expect_eq(mech_find(m->arm, m->hook, m->name), m, "%s", m->name);
}

Test(registry, what_is_not_there_is_not_found)
{
	cr_expect_null(workload_find("getppi"));
	cr_expect_null(workload_find(""));
	cr_expect_null(collector_find("counts"));
	cr_expect_null(experiment_find("Overhead"));
	cr_expect_null(backend_find("bpf"));
	cr_expect_null(hook_find("none"));
	cr_expect_null(mech_find("kmod", "entry", "fentry"), "it is the other arm's");
	cr_expect_null(mech_find("ebpf", "kprobe", "fentry"), "it is another hook's");
}

Test(registry, every_pair_has_both_sides)
{
	for (const struct mech_pair *p = mech_pairs; p->hook; p++) {
		cr_expect_not_null(mech_find("kmod", p->hook, p->kmod), "%s", p->hook);
		cr_expect_not_null(mech_find("ebpf", p->hook, p->ebpf), "%s", p->hook);
	}
}

Test(registry, every_mechanism_needs_root_and_a_kernel_that_has_it)
{
	for (const struct mech *m = mechs; m->name; m++) {
		cr_expect(m->needs.root, "%s/%s", m->arm, m->name);
		cr_expect(m->needs.kconfig && m->needs.kconfig[0], "%s/%s", m->arm, m->name);
	}
}

/* A name stands in a path and in a C symbol. */
Test(registry, names_unfit_for_a_path_are_refused)
{
	static const char *const bad[] = { "Getppid", "get-ppid", "get/ppid", "get ppid", "get=ppid",
					   "g\303\244t", "get.ppid", "*" };
	struct workload w = *workload_find("getppid");
	struct collector c = *collector_find("count");
	struct experiment e = *experiment_find("overhead");
	struct backend b = *backend_find("kmod");

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		w.name = c.name = e.name = b.name = bad[i];
		cr_expect(names(workload_check(&w), bad[i], "the name may hold only"));
		cr_expect(names(collector_check(&c), bad[i], "the name may hold only"));
		cr_expect(names(experiment_check(&e), bad[i], "the name may hold only"));
		cr_expect(names(backend_check(&b), bad[i], "the name may hold only"));
	}
}

Test(registry, missing_names_are_refused)
{
	struct workload w = *workload_find("getppid");
	struct collector c = *collector_find("count");
	struct experiment e = *experiment_find("overhead");
	struct backend b = *backend_find("kmod");

	w.name = c.name = e.name = NULL;
	b.name = "";
	cr_expect(names(workload_check(&w), "workload", "a name is missing"));
	cr_expect(names(collector_check(&c), "collector", "a name is missing"));
	cr_expect(names(experiment_check(&e), "experiment", "a name is missing"));
	cr_expect(names(backend_check(&b), "backend", "a name is missing"));
}

Test(registry, missing_summaries_are_refused)
{
	struct workload w = *workload_find("getppid");
	struct collector c = *collector_find("count");
	struct experiment e = *experiment_find("overhead");
	struct backend b = *backend_find("kmod");

	w.summary = c.summary = NULL;
	e.question = b.summary = "";
	cr_expect(names(workload_check(&w), "workload getppid", "the summary is missing"));
	cr_expect(names(collector_check(&c), "collector count", "the summary is missing"));
	cr_expect(names(experiment_check(&e), "experiment overhead", "the summary is missing"));
	cr_expect(names(backend_check(&b), "backend kmod", "the summary is missing"));
}

Test(registry, workload_without_run_is_named)
{
	struct workload w = *workload_find("getppid");

	w.run = NULL;
	cr_expect(names(workload_check(&w), "workload getppid", "run() is missing"));
}

Test(registry, workload_with_inconsistent_events_is_named)
{
	struct workload w = *workload_find("getppid");

	w.events[PB_EV_RETURN] = 2;
	cr_expect(names(workload_check(&w), "workload getppid", "1 calls but 2 returns"));
	w = *workload_find("getppid");
	w.func = NULL;
	cr_expect(names(workload_check(&w), "workload getppid", "func and events[PB_EV_CALL]"));
	w = *workload_find("getppid");
	w.events[PB_EV_CALL] = w.events[PB_EV_RETURN] = 0;
	cr_expect(names(workload_check(&w), "workload getppid", "func and events[PB_EV_CALL]"));
	w = *workload_find("getppid");
	w.events[PB_EV_SYSCALL] = 0;
	cr_expect_null(workload_check(&w), "a function need not be a system call");
}

Test(registry, collector_with_a_long_stem_is_named)
{
	struct collector c = *collector_find("count");

	c.name = "ninechars";
	cr_expect(names(collector_check(&c), "collector ninechars", "longer than 8"));
	c.name = "eightchr";
	cr_expect_null(collector_check(&c));
}

Test(registry, collector_with_an_unknown_mechanism_is_named)
{
	static const char *const some[] = { "fentry", "ftrace_ops", NULL };
	static const char *const wrong[] = { "fentry", "fexit2", NULL };
	struct collector c = *collector_find("count");

	c.mechs = wrong;
	cr_expect(names(collector_check(&c), "collector count", "no such mechanism: fexit2"));
	c.mechs = some;
	cr_expect_null(collector_check(&c));
	cr_expect(collector_has_mech(&c, "fentry") && collector_has_mech(&c, "ftrace_ops"));
	cr_expect_not(collector_has_mech(&c, "kprobe"));
	c.mechs = NULL;
	cr_expect(collector_has_mech(&c, "kprobe"), "no list means all");
}

Test(registry, experiment_without_a_question_is_named)
{
	struct experiment e = *experiment_find("overhead");

	e.question = "What it costs.";
	cr_expect(names(experiment_check(&e), "experiment overhead", "question mark"));
	e.question = "What? And why";
	cr_expect(names(experiment_check(&e), "experiment overhead", "question mark"));
	e.question = "?";
	cr_expect_null(experiment_check(&e));
}

Test(registry, experiment_without_plan_run_or_profile_is_named)
{
	struct experiment e = *experiment_find("overhead");

	e.plan = NULL;
	cr_expect(names(experiment_check(&e), "experiment overhead", "plan()"));
	e = *experiment_find("overhead");
	e.run = NULL;
	cr_expect(names(experiment_check(&e), "experiment overhead", "run()"));
	e = *experiment_find("overhead");
	e.profile = NULL;
	cr_expect(names(experiment_check(&e), "experiment overhead", "profile"));
}

Test(registry, experiment_without_sound_metrics_is_named)
{
	struct experiment e = *experiment_find("overhead");
	struct metric m[] = { { "cost", "insn", "what it costs", METRIC_EXACT, METRIC_LOWER },
			      { "time", "ns", "how long", METRIC_SAMPLED, METRIC_LOWER },
			      { .name = NULL } };

	e.metrics = NULL;
	cr_expect(names(experiment_check(&e), "experiment overhead", "no metrics"));
	e.metrics = m + 2;
	cr_expect(names(experiment_check(&e), "experiment overhead", "no metrics"));
	e.metrics = m;
	cr_expect_null(experiment_check(&e));
	m[1].unit = "";
	cr_expect(names(experiment_check(&e), "metric time", "lacks unit or summary"));
	m[1].unit = NULL;
	cr_expect(names(experiment_check(&e), "metric time", "lacks unit or summary"));
	m[1].unit = "ns";
	m[0].summary = NULL;
	cr_expect(names(experiment_check(&e), "metric cost", "lacks unit or summary"));
}

Test(registry, backend_without_a_step_is_named)
{
	const struct backend whole = *backend_find("ebpf");
	struct backend b[4] = { whole, whole, whole, whole };

	b[0].attach = NULL;
	b[1].read = NULL;
	b[2].handler = NULL;
	b[3].detach = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(b); i++)
		cr_expect(names(backend_check(&b[i]), "backend ebpf", "is missing"), "step %zu", i);
	b[0] = whole;
	b[0].describe = NULL;
	cr_expect_null(backend_check(&b[0]), "describe is optional");
}
