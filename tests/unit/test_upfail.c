// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_upfail - what a guest told of an upgrade that went wrong, and what the judge makes of it: a harness that fails is
 * broken, a step that is refused for another reason or a kernel that complains is no success.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "record.h"
#include "registry.h"
#include "upgrade/klog.h"
#include "upgrade/program.h"
#include "vm/boot.h"

#define LOG  "[    1.000000] Linux version 6.12.1\n"
#define OOPS LOG "[    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
#define DIES OOPS "[    2.100000] ---[ end trace ]---\n[    2.200000] Kernel panic - not syncing: Fatal exception\n"
#define SLOW LOG "[   30.000000] rcu: INFO: rcu_preempt self-detected stall on CPU\n"

#define CONTROL "{\"stage\": \"control\", \"outcome\": \"new clean\", \"evidence\": \"\"}"
#define DONE	"{\"stage\": \"steps\", \"outcome\": \"done\", \"evidence\": \"\"}"

struct told {
	const char *course;  /* JSON: of the record, or the notes of a guest that sent none */
	const char *verdict; /* of the record; NULL: the guest sent none */
	const char *console;
	int qemu;	   /* its exit status */
	const char *error; /* of process 1 */
};

#define TOLD(says, ends, log, ...) (&(struct told){ .course = (says), .verdict = (ends), .console = (log), __VA_ARGS__ })

static struct cell_run judged(const char *words, const struct told *t)
{
	struct boot b = { .hello = true, .bye = t->verdict != NULL, .notes = json_array(), .guest_error = (char *)t->error };
	json_t *course = json_loads(t->course, 0, NULL), *one;
	struct cell_run run = { 0 };
	char *name = str_fmt("upfail/kernel=6.12.1-test/hook=kprobe/%s/mech=kprobe", words), *why;
	size_t i;

	cr_assert(course, "%s", t->course);
	cr_assert_eq(cell_parse(name, &run.cell, &why), 0, "%s: %s", name, why);
	run.record = record_new(name, "pair");
	b.guest = (struct guest){ .console = (char *)t->console, .console_len = strlen(t->console), .ended = true,
				  .status = t->qemu };
	if (t->verdict) {
		json_object_set(run.record, "course", course);
		json_object_set_new(run.record, "verdict", json_string(t->verdict));
	} else {
		json_array_foreach(course, i, one)
			json_array_append_new(b.notes, json_pack("{s:s, s:O}", "cell", name, "note", one));
		run.outcome = OUTCOME_BROKEN;
		run.reason = str_dup("how it ended");
	}
	run.cell.experiment->judge(&run, &b);
	json_decref(course);
	json_decref(b.notes);
	free(name);
	return run;
}

static void expect(const char *words, const struct told *t, enum outcome outcome, const char *verdict, const char *reason)
{
	struct cell_run run = judged(words, t);
	const char *got = json_string_value(json_object_get(run.record, "verdict"));

	cr_expect_eq(run.outcome, outcome, "%s: %s, %s", words, outcome_name(run.outcome), run.reason ? run.reason : "");
	cr_expect(verdict ? got && !strcmp(got, verdict) : !got, "%s: %s", words, got ? got : "no verdict");
	cr_expect(!reason || (run.reason && strstr(run.reason, reason)), "%s: %s", words, run.reason ? run.reason : "no reason");
	json_decref(run.record);
	cell_free(&run.cell);
	free(run.reason);
}

#define EVENT  "strategy=replace/failure=event/arm=kmod"
#define THREAD "strategy=replace/failure=thread/arm=kmod"
#define VERIFY "strategy=overlap/failure=verify/arm=ebpf"

Test(upfail, a_guest_that_ends_before_anything_went_wrong_is_broken)
{
	expect(EVENT, TOLD("[]", NULL, LOG, .error = "the runner died of signal 6"), OUTCOME_BROKEN, NULL,
	       "before anything was made to go wrong: how it ended");
	expect(THREAD, TOLD("[]", NULL, DIES), OUTCOME_BROKEN, NULL, "before anything");
}

Test(upfail, a_guest_that_its_kernel_did_not_end_is_broken)
{
	expect(THREAD, TOLD("[" CONTROL "," DONE "]", NULL, LOG, .qemu = 137), OUTCOME_BROKEN, NULL,
	       "not of its kernel");
	expect(THREAD, TOLD("[" CONTROL "," DONE "]", NULL, LOG, .error = "the runner died of signal 6"),
	       OUTCOME_BROKEN, NULL, "not of its kernel");
}

Test(upfail, a_death_that_nobody_could_see_is_no_sight_of_nobody)
{
	expect(THREAD, TOLD("[" CONTROL "," DONE "]", NULL, DIES), OUTCOME_OK, "unseen unseen dead", NULL);
	expect(EVENT, TOLD("[" CONTROL "," DONE "]", NULL, DIES), OUTCOME_FAIL, "unseen unseen dead",
	       "expected: none left stuck");
	expect(EVENT, TOLD("[" CONTROL "," DONE ", {\"stage\": \"after\", \"outcome\": \"none\", \"evidence\": \"\", "
				      "\"left\": {\"modules\": 1}}]", NULL, DIES),
	       OUTCOME_FAIL, "none left dead", "observed: none left dead");
}

#define REFUSED(err, words) \
	"[" CONTROL ", {\"stage\": \"steps\", \"outcome\": \"refused\", \"errno\": \"" err "\", \"evidence\": \"" words "\"}]"
#define GOOD "R0 invalid mem access 'map_value_or_null'"
#define OLD  "old clean continued"

Test(upfail, a_refusal_counts_for_its_reason_alone)
{
	expect(VERIFY, TOLD(REFUSED("EACCES", GOOD), OLD, LOG), OUTCOME_OK, OLD, NULL);
	expect(VERIFY, TOLD(REFUSED("EINVAL", GOOD), OLD, LOG), OUTCOME_FAIL, OLD, "EACCES; observed: EINVAL");
	expect(VERIFY, TOLD(REFUSED("EACCES", "unknown func 77"), OLD, LOG), OUTCOME_FAIL, OLD,
	       "map_value_or_null");
	expect(VERIFY, TOLD("[" CONTROL "," DONE "]", OLD, LOG), OUTCOME_FAIL, OLD, "observed: done");
	expect("strategy=overlap/failure=thread/arm=kmod", TOLD(REFUSED("EBUSY", ""), "new clean continued", OOPS),
	       OUTCOME_FAIL, "new clean continued", "no step was to be refused");
}

Test(upfail, what_the_kernel_says_counts)
{
	const char *thread = "strategy=overlap/failure=thread/arm=kmod", *new = "new clean continued";

	expect(VERIFY, TOLD(REFUSED("EACCES", GOOD), OLD, OOPS), OUTCOME_FAIL, OLD,
	       "expected in the kernel's log: none; observed: oops");
	expect(VERIFY, TOLD(REFUSED("EACCES", GOOD), OLD, SLOW), OUTCOME_OK, OLD, NULL);
	/* Nor does what a busy host does hide the rest. */
	expect(VERIFY, TOLD(REFUSED("EACCES", GOOD), OLD, SLOW OOPS), OUTCOME_FAIL, OLD, "observed: oops");
	expect(thread, TOLD("[" CONTROL "," DONE "]", new, OOPS), OUTCOME_OK, new, NULL);
	expect(thread, TOLD("[" CONTROL "," DONE "]", new, LOG), OUTCOME_FAIL, new, "observed: none");
	expect(VERIFY, TOLD(REFUSED("EACCES", GOOD), OLD, ""), OUTCOME_BROKEN, OLD, "no log");
	expect("strategy=overlap/failure=killed/arm=ebpf", TOLD("[" CONTROL "]", "finished", OOPS), OUTCOME_FAIL,
	       "finished", "observed: oops");
}

Test(upfail, every_failure_says_why_a_step_is_refused)
{
	static const char *const refuses[] = { "abi", "busy", "exit", "hook", "init", "memory", "symbol", "verify", "vermagic" };

	for (const struct failure *const *f = failures; *f; f++) {
		const struct failure_side *sides[] = { &(*f)->kmod, &(*f)->ebpf };
		bool refused = false;

		for (size_t i = 0; i < ARRAY_SIZE(refuses); i++)
			refused |= !strcmp(refuses[i], (*f)->name);
		for (int a = 0; a < 2; a++) {
			cr_expect_eq(sides[a]->err != 0, refused && sides[a]->how, "%s", (*f)->name);
			cr_expect_eq(!sides[a]->err, !sides[a]->text, "%s: errno and words go together", (*f)->name);
			cr_expect(!sides[a]->err || !sides[a]->splat, "%s: what is refused harms nobody", (*f)->name);
		}
	}
}

Test(upfail, of_the_loaders_words_the_telling_ones_stay)
{
	char log[80] = "";

	program_note(log, sizeof(log), "libbpf: map 'up_huge': failed to create: Cannot allocate memory(-12)\n");
	program_note(log, sizeof(log), "libbpf: failed to load object 'pb_up'\n");
	cr_expect_str_eq(log, "libbpf: map 'up_huge': failed to create: Cannot allocate memory(-12)");
	program_note(log, sizeof(log), "libbpf: prog 'x': -- BEGIN PROG LOAD LOG --\n0: R1=ctx() R10=fp0\n; entry->hits\n"
				       "R0 invalid mem access 'map_value_or_null'\nprocessed 9 insns (limit 1000000)\n"
				       "-- END PROG LOAD LOG --\n");
	cr_expect_str_eq(log, GOOD);
	program_note(log, sizeof(log), "libbpf: prog 'x': -- BEGIN PROG LOAD LOG --\ncut off");
	cr_expect_str_eq(log, GOOD, "%s", log);
}

Test(upfail, of_the_kernels_log_the_reason_is_found)
{
	char line[64] = "";

	cr_expect_not(klog_tells("4,1,2,-;pb_up_v1: loading out-of-tree module taints kernel.\n", line, sizeof(line)));
	cr_expect_not(klog_tells("4,1,2,-;pb_up_v1: module verification failed: signature and/or required key missing - "
				 "tainting kernel\n", line, sizeof(line)));
	cr_expect_not(klog_tells("6,1,2,-;clocksource: Switched to clocksource tsc\n", line, sizeof(line)));
	cr_expect_not(klog_tells("no record, though of pb_up_v1", line, sizeof(line)));
	cr_expect_str_eq(line, "");
	cr_assert(klog_tells("4,1,2,-;pb_up_v2: Unknown symbol xp_state_get (err -2)\n SUBSYSTEM=x\n", line, sizeof(line)));
	cr_expect_str_eq(line, "pb_up_v2: Unknown symbol xp_state_get (err -2)");
}
