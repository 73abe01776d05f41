// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_plan - which cells a run of `overhead` consists of, with and without being asked for more.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "run.h"

#define RELEASE "6.12.1-test-amd64"

static char release[] = RELEASE;

/* Plan @experiment, and count the cells whose name holds @part. */
static size_t planned_of(const char *experiment, bool on_host, const char *filter, const char *part)
{
	struct run *run = mem_alloc(1, sizeof(*run));
	size_t n = 0;

	run->on_host = on_host;
	run->opts.experiments = (struct arg_list){ .v = { experiment }, .n = 1 };
	if (filter)
		run->opts.filters = (struct arg_list){ .v = { filter }, .n = 1 };
	run->kernels[0].release = release;
	run->nr_kernels = 1;
	cr_assert_eq(run_plan(run), 0);
	for (size_t i = 0; i < run->nr_cells; i++) {
		n += strstr(run->cells[i].name, part) != NULL;
		run_cell_free(&run->cells[i]);
	}
	free(run->cells);
	free(run);
	return n;
}

static size_t planned(const char *filter, const char *part)
{
	return planned_of("overhead", false, filter, part);
}

/* By how many mechanisms a collector can observe what @w makes. */
static size_t mechs_of(const struct workload *w, const char *collector)
{
	const struct collector *c = collector_find(collector);
	size_t n = 0;

	for (const struct mech *m = mechs; m->name; m++)
		n += !c->streams && !backend_find(m->arm)->optional && collector_has_mech(c, m->name) &&
		     w->events[hook_find(m->hook)->event] && bodies_have(hook_find(m->hook)->bodies, c) &&
		     !(w->apart && hook_find(m->hook)->event == PB_EV_SYSCALL);
	return n;
}

/* Cells of @collector ("none": without one) on @w in the default plan. */
static size_t planned_on(const struct workload *w, const char *collector)
{
	char *filter = str_fmt("workload=%s/*", w->name), *part = str_fmt("/collector=%s/", collector);
	size_t n = planned(filter, part);

	free(part);
	free(filter);
	return n;
}

Test(plan, a_workload_has_a_baseline_and_the_bodies_that_it_declares)
{
	for (const struct workload *const *w = workloads; *w; w++) {
		cr_expect_eq(planned_on(*w, "none"), 1, "%s", (*w)->name);
		for (const struct collector *const *c = collectors; *c; c++)
			cr_expect_eq(planned_on(*w, (*c)->name),
				     bodies_have((*w)->bodies, *c) ? mechs_of(*w, (*c)->name) : 0,
				     "%s on %s", (*c)->name, (*w)->name);
	}
}

Test(plan, the_lead_collector_is_on_every_workload_with_a_hook)
{
	for (const struct workload *const *w = workloads; *w; w++)
		cr_expect_eq(planned_on(*w, "count") > 0, (*w)->func || (*w)->own, "%s", (*w)->name);
}

Test(plan, who_names_a_collector_gets_it_on_every_workload)
{
	size_t all = 0;

	for (const struct workload *const *w = workloads; *w; w++)
		all += mechs_of(*w, "cal100");
	cr_expect_eq(planned("collector=cal100/*", "overhead"), all);
	cr_expect_lt(planned("collector=cal*", "overhead"), all, "a pattern is no name");
	cr_expect_eq(planned("overhead/kernel=" RELEASE "/workload=stat/hook=kprobe/collector=cal100/arm=kmod/"
			     "mech=kprobe", "overhead"), 1, "a whole name is one");
}

/* Experiments that bring no workload of their own must not be given hooks that only some workloads have. */
Test(plan, a_workloads_own_tracepoint_is_for_experiments_that_name_workloads)
{
	for (const struct experiment *const *e = experiments; *e; e++) {
		struct run *run = mem_alloc(1, sizeof(*run));

		run->opts.experiments = (struct arg_list){ .v = { (*e)->name }, .n = 1 };
		run->opts.filters = (struct arg_list){ .v = { "hook=event" }, .n = 1 };
		run->kernels[0].release = release;
		run->nr_kernels = 1;
		run_plan(run);
		for (size_t i = 0; i < run->nr_cells; i++) {
			char *workload = cell_key(run->cells[i].name, "workload");
			const struct workload *w = workload ? workload_find(workload) : NULL;

			cr_expect(w && w->tracepoint, "%s", run->cells[i].name);
			free(workload);
			run_cell_free(&run->cells[i]);
		}
		free(run->cells);
		free(run);
	}
}

/* Mechanisms by which @collector is loaded on one side; @hook: only there, unless NULL. */
static size_t loaded(bool on_host, const char *hook, const char *collector, const char *arm)
{
	char *part = str_fmt("%s%s/collector=%s/step=load/arm=%s/", hook ? "/hook=" : "", hook ? hook : "", collector,
			     arm);
	size_t n = planned_of("lifecycle", on_host, NULL, part);

	free(part);
	return n;
}

Test(plan, a_host_without_kprobes_may_lead_lives_of_every_collector_on_both_sides)
{
	for (const struct collector *const *c = collectors; *c; c++)
		for (const char *const *arm = (const char *const[]){ "kmod", "ebpf", NULL }; *arm; arm++) {
			size_t probes = loaded(true, "kprobe", (*c)->name, *arm) +
					loaded(true, "kretprobe", (*c)->name, *arm);
			size_t here = loaded(true, NULL, (*c)->name, *arm), guest = loaded(false, NULL, (*c)->name, *arm);

			cr_expect_gt(here, probes, "%s of %s", (*c)->name, *arm);
			if (!strcmp((*c)->name, "count"))
				cr_expect_eq(here, guest);
			else
				cr_expect(guest == 1 && here == 2, "%s of %s: %zu, %zu", (*c)->name, *arm, guest, here);
		}
	cr_expect_eq(loaded(true, "tracepoint", "hash", "ebpf"), 1, "which has no raw_tp");
	cr_expect_eq(loaded(true, "exit", "hist", "kmod"), 1, "which has no tracepoint");
	cr_expect_eq(planned_of("lifecycle", true, NULL, "/step=hold/"), 0, "memory has no sampled form");
}
