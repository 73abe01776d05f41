// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_scaling - reading the kernel's lists of functions, what is left of them, and the tables of many.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "report/report.h"
#include "report/scaling.h"
#include "report_fixture.h"
#include "scaling/pick.h"

static char listed[] = "ext4_one\nfoo.isra.0\nbar [other]\ntwin\n__ftrace_invalid_address___4\nalias_a\ntwin\nlonely\n";

Test(scaling, a_line_is_known_by_its_number)
{
	char *text = str_dup(listed);
	struct pick_line *lines;
	size_t n = pick_lines(text, &lines);

	cr_assert_eq(n, 5, "parts, other modules' and invalid ones are left out: %zu", n);
	cr_expect_eq(pick_find(lines, n, "ext4_one")->line, 1);
	cr_expect_eq(pick_find(lines, n, "lonely")->line, 8);
	cr_expect(pick_find(lines, n, "twin")->twice);
	cr_expect_null(pick_find(lines, n, "bar"));
	cr_expect_null(pick_find(NULL, 0, "bar"));
	free(lines);
	free(text);
}

Test(scaling, only_what_has_one_name_and_one_place_gets_an_address)
{
	char *text = str_dup(listed);
	struct pick_line *lines;
	size_t n = pick_lines(text, &lines);

	pick_addresses(lines, n, "ffffffff81000010 T ext4_one\nffffffff81000020 t twin\nffffffff81000030 t alias_a\n"
				 "ffffffff81000030 T alias_b\nffffffff81000040 d lonely\nffffffff81000050 t twin\n"
				 "damaged\nffffffff81000060 T lonely\n");
	cr_expect_eq(pick_find(lines, n, "ext4_one")->address, 0xffffffff81000010);
	cr_expect_eq(pick_find(lines, n, "twin")->address, 0);
	cr_expect_eq(pick_find(lines, n, "alias_a")->address, 0, "another name for the same place");
	cr_expect_eq(pick_find(lines, n, "lonely")->address, 0xffffffff81000060, "the other one is data");
	free(lines);
	free(text);
}

Test(scaling, what_a_trace_names_is_hit)
{
	char *text = str_dup(listed);
	struct pick_line *lines;
	size_t n = pick_lines(text, &lines);

	pick_addresses(lines, n, "ffffffff81000010 T ext4_one\nffffffff81000060 T lonely\n");
	cr_expect_eq(pick_hits(lines, n, "# tracer: function\n init-70 [000] ....1 1.2: lonely <-ext4_one\n"
					 " init-70 [000] ....1 1.3: lonely <-ext4_one\n init-70 [000] d..1 2: nobody <-x\n"), 1);
	cr_expect_eq(pick_find(lines, n, "lonely")->address, 0);
	cr_expect_neq(pick_find(lines, n, "ext4_one")->address, 0, "a caller is not hit");
	free(lines);
	free(text);
}

Test(scaling, what_may_not_be_touched_has_a_reason)
{
	static const char *const not_these[] = { "ftrace_modify_all_code", "bpf_prog_run", "do_syscall_64", "exc_page_fault",
						 "schedule", "hrtimer_interrupt", "serial8250_interrupt", "kvm_clock_read",
						 "kmem_cache_alloc", "__rcu_read_lock", NULL };

	for (const char *const *f = not_these; *f; f++)
		cr_expect(pick_denied(*f) && strlen(pick_denied(*f)) > 10, "%s", *f);
	cr_expect_null(pick_denied("ext4_get_parent"));
	cr_expect_null(pick_denied("tcp_v4_send_reset"));
}

Test(scaling, the_first_ones_are_sorted_and_the_own_takes_a_place)
{
	struct pick_function v[] = { { (char *)"c", 30, 3 }, { (char *)"a", 10, 1 }, { (char *)"b", 20, 2 } };
	const struct pick p = { .v = v, .n = 3, .own = { (char *)"own", 15, 9 } };
	struct pick_function *got = pick_first(&p, 3, true);

	cr_expect_str_eq(got[0].name, "a");
	cr_expect_str_eq(got[1].name, "own");
	cr_expect_str_eq(got[2].name, "c", "the last of the draw gave way, not the last by address");
	free(got);
	got = pick_first(&p, 2, false);
	cr_expect_str_eq(got[0].name, "a");
	cr_expect_str_eq(got[1].name, "c");
	free(got);
	got = pick_first(&p, 1, true);
	cr_expect_str_eq(got[0].name, "own");
	free(got);
}

#define CELL(n, relevance, arm, mech) \
	"scaling/kernel=" KERNEL "/attached=" n "/relevance=" relevance "/arm=" arm "/mech=" mech

Test(scaling, names_are_judged)
{
	static const char *const wrong[] = { CELL("7", "relevant", "kmod", "kprobe"), CELL("10", "so-so", "kmod", "kprobe"),
					     CELL("10", "relevant", "kmod", "kprobe.multi"),
					     CELL("10", "relevant", "kmod", "none"), NULL };
	struct cell c;
	char *why;

	cr_assert_eq(cell_parse(CELL("1000", "relevant", "ebpf", "kprobe.multi"), &c, &why), 0);
	cr_expect_str_eq(c.mech->arm, "ebpf");
	cr_expect_str_eq(cell_word(&c, "attached"), "1000");
	cell_free(&c);
	for (const char *const *w = wrong; *w; w++) {
		cr_expect_neq(cell_parse(*w, &c, &why), 0, "%s", *w);
		cr_expect(why && *why);
		free(why);
	}
}

TestSuite(report_scaling, .init = folder_make, .fini = folder_remove);

static void plant_many(const char *cell, const char *outcome, const char *metrics)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"%s\",\"outcome\":\"%s\",\"reason\":\"%s\",\"profile\":\"exact\","
			     "\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{%s},\"repeats\":"
			     "[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", cell, outcome,
			     strcmp(outcome, "ok") ? "the kernel lacks it" : "", metrics);

	plant(line);
	free(line);
}

#define VALUE(metric, n) "\"" metric "\":{\"value\":" #n ",\"unit\":\"insn\",\"class\":\"exact\"}"

Test(report_scaling, cost_and_what_is_not_there)
{
	struct scaling_rows rows;
	struct results r;
	s64 value = 0;
	char *text;

	plant_many(CELL("1", "relevant", "kmod", "ftrace_ops"), "ok",
		   VALUE("added_insn_per_event", 39) "," VALUE("attach_insn", 812345));
	plant_many(CELL("1000", "relevant", "kmod", "ftrace_ops"), "ok",
		   VALUE("added_insn_per_event", 41) "," VALUE("attach_insn", 99812345));
	plant_many(CELL("1000", "irrelevant", "kmod", "ftrace_ops"), "ok", VALUE("added_insn_per_op", 0));
	plant_many(CELL("1", "relevant", "ebpf", "kprobe.multi"), "skip", "");
	load(&r);
	rows = scaling_rows(&r, r.kernels[0].release);
	cr_assert_eq(rows.n, 2);
	cr_expect(scaling_value(rows.v[0].relevant[3], "added_insn_per_event", &value));
	cr_expect_eq(value, 41);
	cr_expect_not(scaling_value(rows.v[1].relevant[0], "added_insn_per_event", &value));
	cr_expect_not(scaling_value(rows.v[1].relevant[1], "added_insn_per_event", &value), "no such cell");
	scaling_rows_free(&rows);
	text = chapter_scaling.headline(&r);
	cr_expect_not_null(strstr(text, "module ftrace_ops 39, and 41 at 1000."), "%s", text);
	cr_expect_not_null(strstr(text, "add 0 instructions to the workload"), "%s", text);
	free(text);
	results_free(&r);
}
