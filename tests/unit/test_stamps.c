// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_stamps - a trace in the kernel's words becomes instructions of one task, its waits taken out.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "stamps.h"

static const char trace[] =
	"# tracer: nop\n"
	"#\n"
	"# entries-in-buffer/entries-written: 9/9   #P:1\n"
	"#\n"
	"#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
	"            init-71      [000] ..... 1000: in_bpf_check: (bpf_check+0x0/0x2d0)\n"
	"            init-71      [000] d..2. 1300: sched_switch: prev_comm=init prev_pid=71 prev_prio=120 "
	"prev_state=R ==> next_comm=kworker/0:1 next_pid=9 next_prio=120\n"
	"     kworker/0:1-9       [000] d..2. 1500: sched_switch: prev_comm=kworker/0:1 prev_pid=9 prev_prio=120 "
	"prev_state=I ==> next_comm=swapper/0 next_pid=0 next_prio=120\n"
	"          <idle>-0       [000] d..2. 9000: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 "
	"prev_state=R ==> next_comm=init next_pid=71 next_prio=120\n"
	"            init-71      [000] ..... 9100: out_bpf_check: (bpf_prog_load+0x5f0/0xb60 <- bpf_check)\n"
	"            init-71      [000] ..... 9200: in_bpf_check: (bpf_check+0x0/0x2d0)\n"
	"            init-71      [000] ..... 9250: out_bpf_check: (bpf_prog_load+0x5f0/0xb60 <- bpf_check)\n"
	"  strange - name-88      [000] ..... 9300: initcall_start: func=pb_init\n"
	"            init-71      [000] ..... 9400: module_load: pb_count OE\n";

static struct stamps s;

static void setup(void)
{
	stamps_parse(&s, trace);
}

static void teardown(void)
{
	stamps_free(&s);
}

TestSuite(stamps, .init = setup, .fini = teardown);

Test(stamps, every_line_is_an_event)
{
	cr_assert_eq(s.n, 9);
	cr_expect_eq(s.lost, 0);
	cr_expect_str_eq(s.v[0].what, "bpf_check");
	cr_expect(s.v[0].enter && !s.v[0].leave);
	cr_expect_eq(s.v[1].pid, 71);
	cr_expect_eq(s.v[1].next, 9);
	cr_expect_eq(s.v[7].pid, 88, "a task's name may hold blanks and dashes");
	cr_expect_str_eq(s.v[7].what, "initcall_start");
}

Test(stamps, the_time_off_the_cpu_is_no_work)
{
	struct span span = stamps_span(&s, 71, 900, 9500);

	cr_expect_eq(span.own, 400 + 500, "%llu", (unsigned long long)span.own);
	cr_expect_eq(span.others, 200, "the kernel thread worked, the idle task did not");
	cr_expect_eq(span.waits, 1);
	cr_expect_eq(stamps_span(&s, 71, 9001, 9500).own, 499, "no switch in between");
}

Test(stamps, a_function_is_bracketed)
{
	unsigned int calls;
	u64 inside = stamps_inside(&s, 71, "bpf_check", 900, 9500, &calls);

	cr_expect_eq(inside, 300 + 100 + 50, "%llu", (unsigned long long)inside);
	cr_expect_eq(calls, 2);
	cr_expect_eq(stamps_inside(&s, 71, "bpf_check", 9150, 9500, &calls), 50);
	cr_expect_eq(stamps_inside(&s, 88, "bpf_check", 900, 9500, &calls), 0);
	cr_expect_eq(calls, 0);
}

Test(stamps, a_point_is_found_within_its_bracket)
{
	cr_assert_not_null(stamps_find(&s, "module_load", 900, 9500));
	cr_expect_eq(stamps_find(&s, "module_load", 900, 9500)->at, 9400);
	cr_expect_null(stamps_find(&s, "module_load", 900, 9399));
}

Test(stamps, an_overrun_is_counted)
{
	struct stamps over = { 0 };

	stamps_parse(&over, "# entries-in-buffer/entries-written: 10/25   #P:2\n");
	cr_expect_eq(over.lost, 15);
	stamps_free(&over);
}

Test(stamps, other_text_is_no_event)
{
	struct stamps none = { 0 };

	stamps_parse(&none, "CPU:0 [LOST 4 EVENTS]\n\n  x-1 [000] d..2. : y:\n  x-1 [000] d..2. 12: :\n z\n");
	cr_expect_eq(none.n, 0);
	stamps_free(&none);
}
