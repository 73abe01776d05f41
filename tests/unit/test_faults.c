// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_faults - what the report counts in cells of `safety`.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/faults.h"

static struct results r;
static char *cells;
static const char *heard; /* detectors of the next cell, as JSON */
static const char *parts; /* its members of recovering, each with a comma behind it */

static void planted(const char *fault, const char *profile, const char *arm, const char *verdict,
		    int guest_ms, const char *metrics)
{
	text_add(&cells,
		 "{\"schema\":1,\"cell\":\"safety/kernel=6.12.1-x/fault=%s/profile=%s/arm=%s\",\"outcome\":\"ok\","
		 "\"reason\":\"\",\"profile\":\"pair\",\"accel\":\"tcg\",\"cpu\":\"qemu64\",\"events\":{},"
		 "\"metrics\":{%s},\"observed\":[{\"stage\":\"now\",\"outcome\":\"%s\",\"evidence\":\"seen\"}],"
		 "\"verdict\":\"%s\",\"detectors\":[%s],%s\"recovered\":true,\"guest_ms\":%d}\n",
		 fault, profile, arm, metrics, verdict, verdict, heard, parts, guest_ms);
}

static void loaded(void)
{
	cr_assert_eq(results_parse(&r, "cells.jsonl", cells, strlen(cells)), 0);
	cr_assert_eq(results_kernels(&r), 0);
	cr_assert_eq(r.nr_kernels, 1);
}

static void begin(void)
{
	r = (struct results){ .dir = str_dup("/nowhere"), .manifest = json_object() };
	cells = str_dup("");
	heard = "";
	parts = "";
}

static void end(void)
{
	results_free(&r);
	free(cells);
}

TestSuite(faults, .init = begin, .fini = end);

static void expect_in(struct table *t, const char *part)
{
	char *text = table_text(t, &table_markdown);

	cr_expect(strstr(text, part), "no %s in:\n%s", part, text);
	free(text);
	table_free(t);
}

Test(faults, seconds_are_told_apart_from_those_of_watchdogs)
{
	planted("null_deref", "detect", "kmod", "OOPS_WOUNDED", 1000, "");
	planted("null_deref", "detect", "ebpf", "REFUSED_LOAD", 2000, "");
	planted("infinite_loop", "detect", "kmod", "LOCKUP_CPU", 9000, "");
	loaded();
	expect_in(faults_table_time(&r), "| detect  |      2 |         1.50 |                 1 |         9.00 |");
}

Test(faults, what_recovering_is_made_of_is_counted_where_records_say_so)
{
	struct table *t;
	char *text;

	planted("null_deref", "detect", "ebpf", "REFUSED_LOAD", 1, "");
	loaded();
	t = faults_table_counts(&r, &r.kernels[0]);
	text = table_text(t, &table_markdown);
	cr_expect(!strstr(text, "everybody else"), "%s", text);
	free(text);
	table_free(t);
}

Test(faults, lives_and_removals_are_counted)
{
	parts = "\"survived\":true,\"removed\":false,";
	planted("null_deref", "detect", "ebpf", "REFUSED_LOAD", 1, "");
	parts = "\"survived\":false,\"removed\":false,";
	planted("wild_read", "detect", "ebpf", "LOCKUP_CPU", 1, "");
	loaded();
	expect_in(faults_table_counts(&r, &r.kernels[0]),
		  "| everybody else went on               |               0 |             1 |");
	expect_in(faults_table_counts(&r, &r.kernels[0]),
		  "| could be taken away without a reboot |");
}

Test(faults, what_ebpf_does_not_stop_begins_with_the_worst)
{
	char *text;

	planted("wrong_logic", "detect", "ebpf", "WRONG_DATA", 1, "");
	planted("nested_loop", "detect", "ebpf", "LOCKUP_CPU", 1, "");
	planted("null_deref", "detect", "ebpf", "REFUSED_LOAD", 1, "");
	planted("clean", "detect", "ebpf", "CLEAN", 1, "");
	loaded();
	text = faults_not_stopped(&r, &r.kernels[0]);
	cr_expect_str_eq(text, "* _a processor was lost_: nests loops: 8388608 rounds, each of 8388608.\n"
			       "* _what was recorded did not happen_: computes a duration the wrong way round.\n");
	free(text);
}

Test(faults, warnings_name_who_gave_them)
{
	planted("recursion", "detect", "kmod", "PANIC", 1,
		"\"sparse_warnings\":{\"value\":2,\"unit\":\"warnings\",\"class\":\"exact\"},"
		"\"compiler_warnings\":{\"value\":1,\"unit\":\"warnings\",\"class\":\"exact\"}");
	loaded();
	expect_in(faults_table_load(&r, &r.kernels[0]), "compiler 1, sparse 2");
}

Test(faults, a_class_has_a_column_for_every_kernel_and_profile)
{
	planted("null_deref", "stock", "kmod", "OOPS_WOUNDED", 1, "");
	planted("null_deref", "detect", "kmod", "PANIC", 1, "");
	loaded();
	expect_in(faults_table_class(&r, FAULT_MEMORY), "| stock 6.12   | detect 6.12 | what was seen |");
}

Test(faults, detectors_are_counted_with_a_mistake_and_without)
{
	heard = "\"oops\",\"taint\"";
	planted("null_deref", "stock", "kmod", "OOPS_WOUNDED", 1, "");
	planted("null_deref", "detect", "kmod", "OOPS_WOUNDED", 1, "");
	heard = "\"taint\"";
	planted("clean", "detect", "kmod", "WARN", 1, "");
	loaded();
	expect_in(faults_table_detectors(&r), "BUG(), on the console                     |              2 |           0 | `null_deref` ");
	expect_in(faults_table_detectors(&r), "|              2 |           1 | `null_deref` ");
}

Test(faults, a_page_has_one_row_for_all_places_where_the_same_was_seen)
{
	char dir[] = "/tmp/pb-classes-XXXXXX", *path, *text = NULL;
	struct outputs to = { .dir = mkdtemp(dir) };

	heard = "\"oops\"";
	planted("null_deref", "stock", "kmod", "OOPS_WOUNDED", 1, "");
	planted("null_deref", "detect", "kmod", "OOPS_WOUNDED", 1, "");
	heard = "";
	planted("null_deref", "stock", "ebpf", "REFUSED_LOAD", 1, "");
	planted("null_deref", "detect", "ebpf", "CLEAN", 1, "");
	loaded();
	faults_page(&r, FAULT_MEMORY, &to);
	path = str_fmt("%s/classes/memory.md", dir);
	cr_assert_eq(file_read(path, &text, NULL), 0);
	cr_expect(strstr(text, "| 6.12 stock, 6.12 detect | now `OOPS_WOUNDED` "), "%s", text);
	cr_expect(strstr(text, "| 6.12 stock              | now `REFUSED_LOAD` "), "%s", text);
	cr_expect(strstr(text, "| 6.12 detect             | now `CLEAN` "), "%s", text);
	cr_expect_eq(to.err, 0);
	dir_remove(dir);
	outputs_free(&to);
	free(text);
	free(path);
}
