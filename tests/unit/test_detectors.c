// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_detectors - every detector speaks of what it is for, and keeps silent on what comes close to it.
 *
 * tests/vm/safety.t holds the same against real guests.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "safety/detector.h"
#include "safety_case.h"

#define AT(line) "[    5.100000] " line "\n"
#define TOLD(more)                                                                                    \
	"{\"stage\":\"at_unload\",\"load\":\"done\",\"trigger\":\"done\",\"hits\":10,\"later\":10,"  \
	"\"bystander_now\":\"done\",\"bystander_delayed\":\"done\",\"bystander_at_unload\":\"done\"," \
	"\"unload\":\"done\"" more "}"
#define WELL	  TOLD("")
#define SLEEPS(t) "INFO: task " t ":90 blocked for more than 6 seconds."

/* What a guest tells or its console says: of harm, and of what is none. NULL: nothing beside a run that goes well. */
struct heard {
	const char *facts, *console;
	bool silent; /* the guest fell silent before it said bye */
};
static const struct sample {
	const char *fault; /* that looks at such things; NULL: clean */
	struct heard harm, none;
} samples[NR_DETECTORS] = {
	[DETECTOR_OOPS] = { .harm.console = AT("BUG: kernel NULL pointer dereference, address: 0000000000000000"),
			    .none.console = AT("traps: x[90] general protection fault ip:0 sp:0 error:0") },
	[DETECTOR_PANIC] = { .harm.console = AT("Kernel panic - not syncing: Fatal exception in interrupt"),
			     .none.console = AT("Kernel command line: panic=-1 x=\"Kernel panic\"") },
	[DETECTOR_WARNING] = { .harm.console = AT("WARNING: CPU: 1 PID: 5 at kernel/x.c:1 f+0x1/0x2"),
			       .none.console = AT("pbf_clean: loading out-of-tree module taints kernel.") },
	[DETECTOR_SLAB] = { .harm.console = AT("BUG kmalloc-64 (Tainted: G    O): Right Redzone overwritten"),
			    .none.console = AT("SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=2, Nodes=1") },
	[DETECTOR_KFENCE] = { .harm.console = AT("BUG: KFENCE: use-after-free read in f+0x1/0x2"),
			      .none.console = AT("kfence: initialized - using 2097152 bytes for 255 objects") },
	[DETECTOR_KMEMLEAK] = { .harm.console = AT("kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)"),
				.none.console = AT("kmemleak: Kernel memory leak detector initialized (mem pool available: 1)") },
	[DETECTOR_OOM] = { .harm.console = AT("Out of memory: Killed process 90 (pb_work) total-vm:1kB"),
			   .none.console = AT("oom_reaper: nothing to do") },
	[DETECTOR_SOFT_LOCKUP] = { .harm.console = AT("watchdog: BUG: soft lockup - CPU#1 stuck for 7s! [pb_trigger:90]"),
				   .none.console = AT("watchdog: Delayed init of the lockup detector failed") },
	[DETECTOR_HARD_LOCKUP] = { .harm.console = AT("watchdog: Watchdog detected hard LOCKUP on cpu 1"),
				   .none.console = AT("NMI watchdog: Perf NMI watchdog permanently disabled") },
	[DETECTOR_RCU_STALL] = { .harm.console = AT("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"),
				 .none.console = AT("rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.") },
	[DETECTOR_HUNG_TASK] = { .harm.console = AT(SLEEPS("pb_loader")),
				 .none.console = AT("hung_task: 6 seconds") },
	[DETECTOR_TAINT] = { .harm.facts = TOLD(",\"taint_now\":128"),
			     .none.facts = TOLD(",\"taint_now\":2") /* forced loading: not harm */ },
	[DETECTOR_MEMORY] = { .harm.facts = TOLD(",\"missing_kib\":9000"), .none.facts = TOLD(",\"missing_kib\":800") },
	[DETECTOR_SLABINFO] = { .harm.facts = TOLD(",\"missing_objects\":64"),
				.none.facts = TOLD(",\"missing_objects\":3") },
	[DETECTOR_REFUSAL] = { .harm.facts = "{\"stage\":\"delayed\",\"load\":\"refused\",\"refused\":\"load\","
					     "\"log\":\"no\"}",
			       .none.facts = TOLD(",\"log\":\"processed 12 insns\"") },
	[DETECTOR_HEARTBEAT] = { .harm = { .facts = "{\"stage\":\"now\",\"load\":\"done\"}", .silent = true },
				 .none.facts = "{\"stage\":\"now\",\"load\":\"done\"}" },
	[DETECTOR_LIMIT] = { .harm.facts = "{\"stage\":\"now\",\"load\":\"done\",\"trigger\":\"stuck\"}",
			     .none = { "{\"stage\":\"now\",\"load\":\"done\",\"trigger\":\"stuck\"}",
				       AT("watchdog: BUG: soft lockup - CPU#1 stuck for 7s! [pb_trigger:90]"), false } },
	[DETECTOR_END] = { .harm = { .console = AT("Linux version 6.12.1") AT("Linux version 6.12.1"), .silent = true },
			   .none = { .console = AT("Linux version 6.12.1") } },
	[DETECTOR_OTHERS] = { .harm.facts = TOLD(",\"bystander_delayed\":\"killed:11\""),
			      .none.facts = TOLD(",\"bystander_delayed\":\"done\"") },
	[DETECTOR_CANARY] = { .fault = "heap_overflow", .harm.facts = TOLD(",\"evidence_now\":1"),
			      .none.facts = TOLD(",\"evidence_now\":0") },
	[DETECTOR_ADDRESSES] = { .fault = "pointer_to_user", .harm.facts = TOLD(",\"evidence_now\":10"),
				 .none.facts = TOLD(",\"evidence_now\":0") },
	[DETECTOR_RECORDS] = { .fault = "wrong_cast", .harm.facts = TOLD(",\"evidence_now\":10"),
			       .none.facts = TOLD(",\"evidence_now\":0") },
	[DETECTOR_COUNTER] = { .fault = "user_copy_in_atomic", .harm.facts = TOLD(",\"evidence_now\":10"),
			       .none.facts = TOLD(",\"evidence_now\":0") },
	[DETECTOR_EVENTS] = { .harm.facts = TOLD(",\"hits\":3"), .none.facts = TOLD(",\"hits\":10") },
};

/* Does @d speak of what was heard? */
static bool speaks(int d, const struct sample *s, const struct heard *h)
{
	struct cell_run run = safety_case(s->fault ? s->fault : "clean", "kmod", h->facts ? h->facts : WELL,
					  h->console ? h->console : "", !h->silent);
	json_t *names = json_object_get(run.record, "detectors"), *name;
	bool spoke = false;
	size_t i;

	cr_assert(json_is_array(names));
	json_array_foreach(names, i, name) spoke |= !strcmp(json_string_value(name), detectors[d].name);
	safety_case_free(&run);
	return spoke;
}

Test(detectors, each_sees_what_it_is_for_and_nothing_that_comes_close)
{
	for (int d = 0; d < NR_DETECTORS; d++) {
		const struct sample *s = &samples[d];

		cr_assert(detectors[d].name && detectors[d].sees, "%d", d);
		cr_assert(s->harm.facts || s->harm.console || s->harm.silent, "no harm for %s", detectors[d].name);
		cr_assert(s->none.facts || s->none.console, "nothing harmless for %s", detectors[d].name);
		cr_expect(speaks(d, s, &s->harm), "%s is silent", detectors[d].name);
		cr_expect(!speaks(d, s, &s->none), "%s speaks of nothing", detectors[d].name);
	}
}

Test(detectors, all_are_silent_where_nothing_happens)
{
	static const struct heard well = { 0 };

	for (int d = 0; d < NR_DETECTORS; d++)
		cr_expect(!speaks(d, &samples[d], &well), "%s", detectors[d].name);
}

static void expect(const char *verdict, const char *facts, const char *console)
{
	struct cell_run run = safety_case("clean", "kmod", facts, console, true);

	cr_expect_str_eq(json_string_value(json_object_get(run.record, "verdict")), verdict, "%s %s", facts, console);
	safety_case_free(&run);
}

Test(detectors, taint_is_a_second_witness_and_may_be_the_only_one)
{
	expect("OOPS_CLEAN", TOLD(",\"taint_delayed\":128"), "");
	expect("WARN", TOLD(",\"taint_delayed\":512"), "");
	expect("LOCKUP_CPU", TOLD(",\"taint_now\":16384"), "");
	expect("WARN", TOLD(",\"taint_now\":32"), AT("BUG kmalloc-64 (Tainted: G    O): Right Redzone overwritten"));
}

Test(detectors, who_sleeps_because_a_processor_is_lost_is_no_second_event)
{
	static const char stall[] = AT("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:");
	char *first = str_fmt("%s%s", AT(SLEEPS("kworker/0:1")), stall);
	struct cell_run run = safety_case("clean", "kmod", "{\"stage\":\"now\",\"load\":\"done\",\"trigger\":\"stuck\"}",
					  first, true);

	cr_expect_eq(json_array_size(json_object_get(run.record, "observed")), 1);
	cr_expect_str_eq(json_string_value(json_object_get(run.record, "verdict")), "LOCKUP_CPU");
	safety_case_free(&run);
	free(first);
}

/* A removal that sleeps for ever is no silent one if the kernel says so. */
Test(detectors, a_task_that_hangs_is_a_warning)
{
	expect("WARN", "{\"stage\":\"at_unload\",\"load\":\"done\",\"trigger\":\"done\",\"hits\":10,\"later\":10,"
		       "\"unload\":\"stuck\"}",
	       AT(SLEEPS("pb_loader")));
	expect("HANG", "{\"stage\":\"at_unload\",\"load\":\"done\",\"trigger\":\"done\",\"hits\":10,\"later\":10,"
		       "\"unload\":\"stuck\"}",
	       "");
}
