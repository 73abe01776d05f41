// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_anatomy_report - traced events as tables and pictures, from cells by hand.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"

#define CELL(kernel, rest, trace, more)                                                            \
	"{\"schema\": 1, \"cell\": \"anatomy/kernel=" kernel "/workload=getppid/" rest "\", "       \
	"\"outcome\": \"ok\", \"reason\": \"\", \"profile\": \"exact\", \"accel\": \"icount\", "      \
	"\"cpu\": \"qemu64\", \"events\": {}, \"metrics\": {\"insn_per_op\": {\"value\": 30}}, "      \
	"\"anatomy\": {\"empty\": 2, \"attempts\": 1, \"trace\": " trace more "}}\n"
#define NONE "hook=none/collector=none/arm=none/mech=none"
#define MODULE "hook=entry/collector=count/arm=kmod/mech=ftrace_ops"
#define PROGRAM "hook=entry/collector=count/arm=ebpf/mech=fentry"

/* user 10, do_syscall_64 5, __do_sys_getppid 7: 22, of which 2 are the bracket. */
#define BASE "{\"functions\": [\"x_run [user]\", \"do_syscall_64\", \"__do_sys_getppid\"], "          \
	     "\"spans\": [0, 0, 6, 1, 1, 5, 2, 2, 7, 0, 0, 4]}"
#define WITH_MODULE                                                                                \
	"{\"functions\": [\"x_run [user]\", \"do_syscall_64\", \"__do_sys_getppid\", "                \
	"\"ftrace_trampoline [__builtin__ftrace]\", \"count_entry [pb_count]\"], "                   \
	"\"spans\": [0, 0, 6, 1, 1, 5, 2, 2, 1, 3, 3, 20, 4, 4, 3, 3, 3, 10, 2, 2, 6, 0, 0, 4]}"
#define WITH_PROGRAM                                                                               \
	"{\"functions\": [\"x_run [user]\", \"do_syscall_64\", \"__do_sys_getppid\", "                \
	"\"bpf_trampoline_1 [bpf]\", \"__bpf_prog_enter_recur\", \"bpf_prog_00_count_entry [bpf]\", "  \
	"\"a<b>&c\"], \"spans\": [0, 0, 6, 1, 1, 5, 2, 2, 1, 3, 3, 8, 4, 4, 20, 3, 3, 1, 5, 4, 19, "  \
	"3, 3, 1, 6, 4, 2, 3, 3, 1, 2, 2, 6, 0, 0, 4]}"

static const char folder[] = CELL("6.12.1", PROGRAM, WITH_PROGRAM,
				  ", \"machine_code\": [[0, 1, \"push\"], [1, 1, \"ret\"]], "
				  "\"bytecode\": [[0, \"w0 = 0\"], [1, \"exit\"]], \"lines\": [[0, 0, \"return 0;\"]]")
	CELL("6.12.1", MODULE, WITH_MODULE, "") CELL("6.12.1", NONE, BASE, "")
	CELL("6.1.1", NONE, BASE, "") CELL("6.1.1", MODULE, BASE, "")
	CELL("6.12.1", "hook=x'y/collector=count/arm=kmod/mech=kprobe", BASE, "")
	CELL("6.12.1", "hook=kprobe/collector=count/arm=kmod/mech=kprobe", "{}", "");

static struct results r;
static struct events e;

static void make(void)
{
	cr_assert_eq(results_parse(&r, "test", folder, strlen(folder)), 0);
	cr_assert_eq(results_kernels(&r), 0);
	events_load(&e, &r);
}

static void unmake(void)
{
	events_free(&e);
	results_free(&r);
}

TestSuite(anatomy_report, .init = make, .fini = unmake);

static const struct event *find(const char *release, const char *mech)
{
	for (size_t i = 0; i < e.n; i++)
		if (!strcmp(e.v[i].cell->kernel, release) && !strcmp(e.v[i].cell->mech, mech))
			return &e.v[i];
	cr_assert(false, "%s on %s is missing", mech, release);
	return NULL;
}

/* The row of @t that has all of @words; caller frees; NULL. */
static char *row_with(const struct table *t, const char *const *words)
{
	for (size_t i = 0; i < table_rows(t); i++) {
		char *row = str_dup("");
		bool all = true;

		for (size_t c = 0; c < t->nr_columns; c++)
			text_add(&row, "%s|", t->cells[i * t->nr_columns + c]);
		for (const char *const *w = words; *w; w++)
			all &= strstr(row, *w) != NULL;
		if (all)
			return row;
		free(row);
	}
	return NULL;
}

#define ROW(t, want, ...)                                                                          \
	do {                                                                                       \
		char *row = row_with(t, (const char *const[]){ __VA_ARGS__, NULL });               \
                                                                                                   \
		cr_expect(row && !strcmp(row, want), "%s", row ? row : "no such row");             \
		free(row);                                                                         \
	} while (0)

Test(anatomy_report, what_is_no_trace_or_no_plain_name_is_left_out)
{
	cr_expect_eq(e.n, 5);
	for (size_t i = 0; i < e.n; i++)
		cr_expect_null(strchr(e.v[i].cell->hook, '\''), "it would get into a script");
}

Test(anatomy_report, layers_are_what_is_added_to_the_event_without_a_collector)
{
	struct table *t = anatomy_layers_table(&e, find("6.12.1", "fentry"), NULL);

	cr_expect_eq(table_rows(t), 2, "the pair, without what it is compared with");
	/* all, entry, hook, glue, body, helpers, workload, return, unclassified */
	ROW(t, "entry|module|ftrace_ops|33|0|30|0|3|0|0|0|0|", "ftrace_ops");
	ROW(t, "entry|eBPF|fentry|52|0|11|20|19|0|0|0|2|", "fentry");
	table_free(t);
}

Test(anatomy_report, functions_stand_beside_each_other)
{
	struct table *t = anatomy_functions(&e, find("6.12.1", "fentry"), "entry");

	ROW(t, "`ftrace_trampoline [__builtin__ftrace]`|hook dispatch|+30|-|", "ftrace_trampoline");
	ROW(t, "`__bpf_prog_enter_recur`|glue|-|+20|", "__bpf_prog_enter_recur");
	cr_expect_null(row_with(t, (const char *const[]){ "do_syscall_64", NULL }), "nothing is added to it");
	table_free(t);
}

Test(anatomy_report, kernels_are_compared_where_both_were_traced)
{
	struct table *t = anatomy_by_kernel(&e, "getppid", "count");

	ROW(t, "entry|module|ftrace_ops|hook dispatch|0|30|+30|", "ftrace_ops", "hook");
	ROW(t, "entry|module|ftrace_ops|unclassified|0|0|+0|", "ftrace_ops", "unclassified");
	ROW(t, "entry|eBPF|fentry|**all**|-|52|-|", "fentry", "all");
	table_free(t);
}

Test(anatomy_report, a_comparison_folds_what_is_the_same)
{
	const struct event *a = find("6.12.1", "ftrace_ops"), *b = find("6.12.1", "fentry");
	struct table *t = anatomy_diff(a, b, false), *all = anatomy_diff(a, b, true);

	ROW(t, "(3 functions, the same)|22|(3 functions, the same)|22|||", "the same");
	ROW(t, "· `count_entry [pb_count]`|3|||-3|program body|", "count_entry [pb_count]");
	ROW(t, "||· `__bpf_prog_enter_recur`|20|+20|glue|", "__bpf_prog_enter_recur");
	cr_expect_eq(table_rows(all), table_rows(t) + 2);
	table_free(t);
	table_free(all);
}

Test(anatomy_report, a_program_is_shown_with_source_and_bytecode)
{
	struct table *t = anatomy_instructions(find("6.12.1", "fentry"));

	ROW(t, "`return 0;`|`w0 = 0`|`push`|1|", "push");
	ROW(t, "|`exit`|`ret`|1|", "ret`");
	table_free(t);
	t = anatomy_instructions(find("6.12.1", "ftrace_ops"));
	cr_expect_eq(table_rows(t), 0);
	table_free(t);
}

Test(anatomy_report, a_picture_escapes_what_it_shows)
{
	char *svg = anatomy_flame(find("6.12.1", "fentry"), find("6.12.1", "none"));

	cr_expect(strstr(svg, "a&lt;b&gt;&amp;c"));
	cr_expect_null(strstr(svg, "a<b"));
	cr_expect(strstr(svg, "72 instructions, +52"));
	cr_expect(strstr(svg, "unclassified 2 (+2)"));
	cr_expect(str_ends(svg, "</svg>\n"));
	free(svg);
}
