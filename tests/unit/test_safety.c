// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_safety - what a guest told and its console make of a fault. No guest runs.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "fault.h"
#include "files.h"
#include "safety/build.h"
#include "safety/cells.h"
#include "safety_case.h"

#define STAGE(s) "[    5.000000] probebench: stage " s "\n"

static struct cell_run judged(const char *arm, const char *facts, const char *console, bool bye)
{
	return safety_case("clean", arm, facts, console, bye);
}

static const char *verdict(const struct cell_run *run)
{
	const char *v = json_string_value(json_object_get(run->record, "verdict"));

	return v ? v : "none";
}

#define WELL                                                                                          \
	"\"stage\":\"at_unload\",\"load\":\"done\",\"trigger\":\"done\",\"hits\":10,\"later\":10,"    \
	"\"bystander_now\":\"done\",\"bystander_delayed\":\"done\",\"bystander_at_unload\":\"done\"," \
	"\"unload\":\"done\""

static void expect(const char *want, bool recovered, const char *facts, const char *console,
		   bool bye)
{
	struct cell_run run = judged("kmod", facts, console, bye);

	cr_expect_str_eq(verdict(&run), want, "%s is %s", facts, verdict(&run));
	cr_expect_eq(json_is_true(json_object_get(run.record, "recovered")), recovered, "%s",
		     facts);
	safety_case_free(&run);
}

Test(safety, a_clean_run_is_clean)
{
	struct cell_run run = judged("kmod", "{" WELL "}",
				     STAGE("now") STAGE("delayed") STAGE("at_unload"), true);

	cr_expect_str_eq(verdict(&run), "CLEAN");
	cr_expect_eq(run.outcome, OUTCOME_OK, "%s", run.reason);
	cr_expect_eq(json_array_size(json_object_get(run.record, "observed")), 1);
	safety_case_free(&run);
}

Test(safety, every_detector_sees_what_it_is_for)
{
	expect("REFUSED_LOAD", true,
	       "{\"stage\":\"delayed\",\"load\":\"refused\",\"refused\":\"load\",\"errno\":13,\"log\":\"no\"}",
	       "", true);
	expect("REFUSED_BUILD", true,
	       "{\"stage\":\"delayed\",\"load\":\"refused\",\"refused\":\"build\",\"log\":\"no\"}",
	       "", true);
	expect("REFUSED_ATTACH", true,
	       "{\"stage\":\"delayed\",\"load\":\"refused\",\"refused\":\"attach\",\"log\":\"no\"}",
	       "", true);
	expect("LOSS_SILENT", true, "{" WELL ",\"hits\":3}", "", true);
	expect("WRONG_DATA", true, "{" WELL ",\"hits\":20}", "", true);
	expect("VICTIM", false, "{" WELL ",\"bystander_delayed\":\"killed:11\"}", "", true);
	expect("HANG", false, "{\"stage\":\"now\",\"load\":\"done\",\"trigger\":\"stuck\"}", "",
	       true);
	expect("HANG", false, "{\"stage\":\"now\",\"load\":\"done\"}", "", false);
	expect("WARN", true, "{" WELL "}",
	       "[    5.100000] WARNING: CPU: 1 PID: 5 at kernel/x.c:1 f+0x1/0x2\n", true);
	expect("WARN", true, "{" WELL "}",
	       "[    5.100000] BUG kmalloc-64 (Tainted: G    O): Right Redzone overwritten\n",
	       true);
	expect("LOCKUP_CPU", false, "{\"stage\":\"now\",\"load\":\"done\",\"trigger\":\"stuck\"}",
	       "[    9.100000] watchdog: BUG: soft lockup - CPU#1 stuck for 7s! [pb_trigger:90]\n",
	       true);
	expect("PANIC", false, "{\"stage\":\"now\",\"load\":\"done\"}",
	       "[    9.100000] Kernel panic - not syncing: Fatal exception in interrupt\n", false);
}

Test(safety, an_oops_is_clean_only_if_the_machine_recovers)
{
	static const char oops[] = STAGE(
		"now") "[    5.100000] BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
		       "[    5.100000] Oops: 0000 [#1] PREEMPT SMP PTI\n";

	expect("OOPS_CLEAN", true, "{" WELL ",\"trigger\":\"killed:9\"}", oops, true);
	expect("OOPS_WOUNDED", false,
	       "{" WELL ",\"trigger\":\"killed:9\",\"later\":0,\"unload\":\"not tried\"}", oops,
	       true);
}

static void parts(bool survived, bool removed, const char *facts, const char *console, bool bye)
{
	struct cell_run run = judged("kmod", facts, console, bye);

	cr_expect_eq(json_is_true(json_object_get(run.record, "survived")), survived, "%s", facts);
	cr_expect_eq(json_is_true(json_object_get(run.record, "removed")), removed, "%s", facts);
	safety_case_free(&run);
}

Test(safety, who_lives_and_what_can_be_taken_away_are_told_apart)
{
	parts(true, true, "{" WELL "}", "", true);
	parts(true, true, "{\"stage\":\"delayed\",\"load\":\"refused\",\"refused\":\"load\",\"errno\":13,\"log\":\"no\"}", "",
	      true);
	parts(false, true, "{" WELL ",\"bystander_delayed\":\"killed:11\"}", "", true);
	parts(true, false, "{" WELL ",\"unload\":\"stuck\"}", "", true);
	parts(false, false, "{\"stage\":\"now\",\"load\":\"done\"}",
	      "[    9.100000] Kernel panic - not syncing: Fatal exception in interrupt\n", false);
	parts(false, true, "{" WELL "}",
	      "[    9.100000] watchdog: BUG: soft lockup - CPU#1 stuck for 7s! [pb_trigger:90]\n", true);
}

Test(safety, the_console_says_at_which_stage)
{
	struct cell_run run = judged(
		"kmod", "{" WELL "}",
		STAGE("now") STAGE(
			"delayed") "[    5.100000] WARNING: CPU: 1 PID: 5 at kernel/x.c:1 f+0x1/0x2\n",
		true);
	json_t *one = json_array_get(json_object_get(run.record, "observed"), 0);

	cr_expect_str_eq(json_string_value(json_object_get(one, "stage")), "delayed");
	cr_expect_eq(run.outcome, OUTCOME_FAIL);
	cr_expect(strstr(run.reason, "delayed=WARN"), "%s", run.reason);
	safety_case_free(&run);
}

Test(safety, what_lasts_belongs_to_the_stage_where_it_began)
{
	static const char lockup[] = "[    9.100000] watchdog: BUG: soft lockup - CPU#1 stuck for 7s! [pb_trigger:90]\n";
	char *console = str_fmt(STAGE("now") "%s" STAGE("delayed") "%s", lockup, lockup);
	struct cell_run run =
		judged("kmod", "{\"stage\":\"delayed\",\"load\":\"done\",\"trigger\":\"stuck\"}", console, true);
	json_t *seen = json_object_get(run.record, "observed");

	cr_expect_eq(json_array_size(seen), 1);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(seen, 0), "stage")), "now");
	safety_case_free(&run);
	free(console);
}

Test(safety, a_guest_that_never_began_is_broken)
{
	struct cell_run run = judged("kmod", "{}", "", false);

	cr_expect_eq(run.outcome, OUTCOME_BROKEN);
	safety_case_free(&run);
}

/* As the eye weighs it, from 0 to 255. */
static double luminance(const char *colour)
{
	unsigned long rgb = strtoul(colour + 1, NULL, 16);

	return 0.299 * (double)(rgb >> 16) + 0.587 * (double)(rgb >> 8 & 255) +
	       0.114 * (double)(rgb & 255);
}

Test(safety, worse_is_darker_so_that_colour_is_not_needed)
{
	for (int f = FATE_CLEAN + 1; f < NR_FATES; f++)
		cr_expect_gt(luminance(fates[f - 1].colour) - luminance(fates[f].colour), 8, "%s",
			     fates[f].name);
}

Test(safety, vocabulary_is_sound)
{
	for (int a = FATE_CLEAN; a < NR_FATES; a++) {
		cr_expect(fates[a].name && fates[a].symbol && fates[a].sentence &&
			  strlen(fates[a].colour) == 7);
		cr_expect_eq(fate_parse(fates[a].name), a);
		for (int b = FATE_CLEAN; b < a; b++) {
			cr_expect_str_neq(fates[a].symbol, fates[b].symbol);
			cr_expect_str_neq(fates[a].colour, fates[b].colour);
		}
	}
	cr_expect_eq(fate_parse("NICE"), -1);
}

Test(safety, every_descriptor_is_sound_and_named_like_its_file)
{
	for (const struct fault *const *f = faults; *f; f++) {
		char *why = fault_check(*f), *path = str_fmt("harness/faults/%s.c", (*f)->name);

		cr_expect(!why, "%s", why ? why : "");
		cr_expect(file_exists(path), "%s", path);
		cr_expect_eq(fault_find((*f)->name), *f);
		free(path);
		free(why);
	}
}

Test(safety, the_first_row_that_fits_counts)
{
	static const struct fault_expect rows[] = {
		{ .kernel = "6.1", .profile = "stock", .at = { [STAGE_NOW] = FATE_PANIC } },
		{ .profile = "detect", .at = { [STAGE_NOW] = FATE_WARN } },
		{ .at = { [STAGE_NOW] = FATE_CLEAN } },
		{ .end = true },
	};
	const struct fault_half half = { .expect = rows };

	cr_expect_eq(fault_expected(&half, "6.1", "stock"), &rows[0]);
	cr_expect_eq(fault_expected(&half, "6.1", "detect"), &rows[1]);
	cr_expect_eq(fault_expected(&half, "6.12", "stock"), &rows[2]);
}

Test(safety, digest_keeps_the_line_that_matters)
{
	static const struct fault_expect rows[] = { { .line = "infinite loop detected|back-edge" },
						    { .end = true } };
	char *log = str_dup("0: infinite loop detected at insn 0\n"), *digest;

	for (int i = 0; i < 200; i++)
		text_add(&log, "cur state: R1=ctx R10=fp0 line %d\n", i);
	digest = log_digest(log, rows);
	cr_expect(strstr(digest, "infinite loop detected at insn 0"), "%s", digest);
	cr_expect(strstr(digest, "line 199"));
	cr_expect_leq(strlen(digest), 2048);
	cr_expect(log_has(digest, "no such|infinite loop"));
	cr_expect(!log_has(digest, "no such|nothing"));
	free(digest);
	free(log);
}

Test(safety, warnings_are_counted_by_who_gave_them)
{
	struct build_warnings w =
		build_warnings("x.c:1:2: warning: unused [-Wunused]\n"
			       "pbf_x.o: warning: objtool: f+0x1: unreachable instruction\n"
			       "WARNING: modpost: pbf_x: section mismatch\n");

	cr_expect_eq(w.compiler, 1);
	cr_expect_eq(w.objtool, 1);
	cr_expect_eq(w.modpost, 1);
	cr_expect_eq(w.sparse, 0);
	cr_expect_eq(build_warnings("x.c:1:2: warning: incorrect type in argument 1\n").sparse, 1);
	cr_expect_eq(build_warnings("").compiler, 0);
}

Test(safety, a_series_is_two_numbers)
{
	static const char *const cases[][2] = { { "6.1.0-56-cloud-amd64", "6.1" },
						{ "6.12.117+deb12", "6.12" },
						{ "7", "7" } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *series = safety_series(cases[i][0]);

		cr_expect_str_eq(series, cases[i][1]);
		free(series);
	}
}

Test(safety, nothing_is_tried_outside_of_a_guest)
{
	struct cell_run run = { 0 };
	char *why;

	cr_assert_eq(
		cell_parse("safety/kernel=6.12.1/fault=deliberate_panic/profile=stock/arm=kmod",
			   &run.cell, &why),
		0, "%s", why);
	safety_run(&run);
	cr_expect_eq(run.outcome, OUTCOME_SKIP);
	cr_expect(strstr(run.reason, "throwaway guests only"), "%s", run.reason);
	cell_free(&run.cell);
	free(run.reason);
}
