// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_console_lines - the console reader on single lines: every form that a line can come in,
 * every kind of report, and how ends are told apart. Recorded logs are in test_console.c.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "vm/console.h"

/* Scan a string with its NULs: how many, the worst kind, the first line and where it stands. */
static void expect_scan(const char *text, size_t len, size_t n, enum splat_kind kind,
			const char *line, size_t line_no)
{
	struct splat_list list;
	const struct splat *worst;

	cr_expect_eq(console_scan(text, len, &list), (int)n, "%s", text);
	worst = splat_worst(&list);
	cr_expect_eq(worst ? worst->kind : SPLAT_NONE, kind, "%s", text);
	if (line && worst) {
		cr_expect_str_eq(list.v[0].line, line);
		cr_expect_eq(list.v[0].line_no, line_no, "%zu: %s", list.v[0].line_no, text);
	}
	splat_list_free(&list);
	splat_list_free(&list); /* twice is fine */
}

#define EXPECT(text, n, kind, line, line_no)                                                       \
	expect_scan(text, sizeof(text) - 1, n, kind, line, line_no)
#define NOTHING(text) EXPECT(text, 0, SPLAT_NONE, NULL, 0)

Test(console, nothing_gives_nothing)
{
	NOTHING("");
	NOTHING("\n\n\r\n");
	NOTHING("\0\0\0\n\0");
	NOTHING("[    1.000000]");
	NOTHING("[    1.000000][");
	NOTHING("\033[");
	NOTHING("6,1,2,-;");
	NOTHING("6,1,2,-");
	expect_scan(NULL, 0, 0, SPLAT_NONE, NULL, 0);
}

Test(console, every_form_of_prefix_is_taken_off)
{
	EXPECT("BUG: unable to handle page fault\n", 1, SPLAT_OOPS,
	       "BUG: unable to handle page fault", 1);
	EXPECT("[    1.234567] Kernel panic - x\r\n", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("\n[12345.234567][   T12] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 2);
	EXPECT("[    1.234567] [ T12] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("[    1.234567][  C0] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("<0>[    1.234567] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("\033[0;31m[    1.234567] \033[1mKernel panic\033[0m - x", 1, SPLAT_PANIC,
	       "Kernel panic - x", 1);
	EXPECT("\033c\033[?7l\033[2J[    1.234567] Kernel panic - x", 1, SPLAT_PANIC,
	       "Kernel panic - x", 1);
	EXPECT("\0\0\0[    1.\0"
	       "234567] Kernel\0 panic - x",
	       1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("[ 1.000000] caf\xc3\xa9\n[ 1.000000] Kernel panic - caf\xc3\xa9\x01\"", 1,
	       SPLAT_PANIC, "Kernel panic - caf??\"", 2);
}

Test(console, kmsg_records_are_read)
{
	EXPECT("6,1,100,-;hello\n SUBSYSTEM=acpi\n DEVICE=+acpi:BUG: soft lockup\n"
	       "4,2,101,-,caller=T12;WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n",
	       1, SPLAT_WARN, "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2", 4);
	EXPECT("4,2,101,c;\\x0a=====\\x0aWARNING: possible circular locking "
	       "dependency detected\\x0a6.1",
	       1, SPLAT_LOCKING, "WARNING: possible circular locking dependency detected", 1);
	EXPECT("4,2,101,-;BUG: using \\x1b[1m__this_cpu_add() in preemptible\\x", 1, SPLAT_ATOMIC,
	       "BUG: using __this_cpu_add() in preemptible\\x", 1);
}

Test(console, glued_messages_are_taken_apart)
{
	EXPECT("/ # insmod[    2.000000] Kernel panic - x[    2.000001] CPU: 0", 1, SPLAT_PANIC,
	       "Kernel panic - x", 1);
	EXPECT("50%\r100%\rBUG: spinlock bad magic on CPU#0", 1, SPLAT_LOCKING,
	       "BUG: spinlock bad magic on CPU#0", 1);
}

Test(console, parts_of_a_report_are_no_report)
{
	NOTHING("[    1.0] Modules linked in: pbf(OE+)\n Call Trace:\n  <TASK>\n"
		" ? oops_end+0x1/0x2\nRIP: 0010:panic+0x1/0x2\n"
		"---[ end Kernel panic - not syncing: x ]---\n");
	EXPECT("BUG: kernel NULL pointer dereference, address: 0\n#PF: x\nOops: 0002 [#1]\n"
	       "CPU: 0 PID: 1\nOops: 0002 [#2]\n",
	       2, SPLAT_OOPS, "BUG: kernel NULL pointer dereference, address: 0", 1);
	/* what is folded in never makes it milder */
	EXPECT("Kernel panic - x\nOops: 0002 [#1]\n", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("BUG *a (Not tainted): Objects remaining\nWARNING: CPU: 0\n", 1, SPLAT_LEAK,
	       "BUG *a (Not tainted): Objects remaining", 1);
	/* headlines far apart have nothing to do with each other */
	EXPECT("BUG: Bad rss-counter state\n\n\n\n\n\n\n\n\n\n"
	       "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n",
	       2, SPLAT_WARN, "BUG: Bad rss-counter state", 1);
}

Test(console, harmless_lines_are_allowed)
{
	NOTHING("[    1.000000] pb_count: module verification failed: signature and/or required "
		"key missing - tainting kernel\n"
		"[    1.000000] pb_count: loading out-of-tree module taints kernel.\n"
		"[    0.000000] Command line: x=BUG: soft lockup\n");
	/* a user process that faults is no kernel bug */
	NOTHING("[    1.000000] traps: a.out[71] general protection fault ip:401136 sp:7ffd\n"
		"[    1.000000] a.out[72]: segfault at 0 ip 401136 sp 7ffd error 4 in a.out\n");
	NOTHING("[    1.000000] DEBUG: x\n[    1.000000] usb: DEBUG: BUG:x\n[Firmware Bug]: x\n");
	NOTHING("WARNING: workqueue cpumask: online intersect > possible intersect\n");
}

Test(console, every_kind_is_recognized)
{
	static const struct {
		const char *line;
		enum splat_kind kind;
	} lines[] = {
		{ "BUG: kernel NULL pointer dereference, address: 0", SPLAT_OOPS },
		{ "BUG: unable to handle page fault for address: 0", SPLAT_OOPS },
		{ "invalid opcode: 0000 [#1] PREEMPT SMP NOPTI", SPLAT_OOPS },
		{ "NMI watchdog: Watchdog detected hard LOCKUP on cpu 0", SPLAT_HARD_LOCKUP },
		{ "watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0", SPLAT_HARD_LOCKUP },
		{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", SPLAT_RCU_STALL },
		{ "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-.... }",
		  SPLAT_RCU_STALL },
		{ "INFO: rcu_tasks detected stalls on tasks:", SPLAT_RCU_STALL },
		{ "BUG: workqueue lockup - pool cpus=0 node=0 stuck for 30s!", SPLAT_HUNG_TASK },
		{ "BUG: sleeping function called from invalid context at x.c:1", SPLAT_ATOMIC },
		{ "Out of memory: Killed process 1 (a) total-vm:1kB", SPLAT_OOM },
		{ "Memory cgroup out of memory: Killed process 1 (a)", SPLAT_OOM },
		{ "BUG: KASAN: slab-out-of-bounds in f+0x1/0x2", SPLAT_MEMORY },
		{ "BUG: Bad page state in process a  pfn:1", SPLAT_MEMORY },
		{ "BUG kmalloc-8 (Not tainted): Object already free", SPLAT_MEMORY },
		{ "usercopy: Kernel memory overwrite attempt detected to SLUB object",
		  SPLAT_MEMORY },
		{ "memcpy: detected buffer overflow: 9 byte write of buffer size 8", SPLAT_MEMORY },
		{ "traps: PANIC: double fault, error_code: 0x0", SPLAT_OOPS },
		{ "traps: Missing ENDBR: f+0x0/0x1", SPLAT_OOPS },
		{ "UBSAN: shift-out-of-bounds in x.c:1:2", SPLAT_WARN },
		{ "BUG: KCSAN: data-race in f / g", SPLAT_LOCKING },
		{ "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", SPLAT_LOCKING },
		{ "[ BUG: Invalid wait context ]", SPLAT_LOCKING },
		{ "unregister_netdevice: waiting for lo to become free. Usage count = 2",
		  SPLAT_LEAK },
		{ "BUG: something that nobody has thought of yet", SPLAT_WARN },
		{ "net: BUG: something else", SPLAT_WARN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		expect_scan(lines[i].line, strlen(lines[i].line), 1, lines[i].kind, lines[i].line,
			    1);
}

static void expect_end(const char *text, struct guest_facts facts, const char *qemu_err,
		       enum guest_end end, const char *sentence)
{
	char *s = console_sentence(text, strlen(text), &facts, qemu_err);

	cr_expect_eq(console_classify(text, strlen(text), &facts), end, "%s: %s", text, s);
	cr_expect_str_eq(s, sentence);
	free(s);
}

#define FACTS(...) ((struct guest_facts){ __VA_ARGS__ })

Test(console, ends_are_told_apart)
{
	expect_end("", FACTS(.qemu_status = 1), "x\nqemu: could not load kernel\n", GUEST_QEMU,
		   "QEMU failed with exit status 1: \"qemu: could not load kernel\"");
	expect_end("", FACTS(.hello = true, .bye = true, .qemu_status = 139), NULL, GUEST_QEMU,
		   "QEMU was killed by signal 11 and said nothing");
	expect_end("", FACTS(.timed_out = true, .qemu_status = 137), NULL, GUEST_NO_BOOT,
		   "the guest did not report within the time limit; its console is empty");
	expect_end(
		"[    0.1] a\n", FACTS(.hello = false), NULL, GUEST_NO_BOOT,
		"the guest did not report before it went away; its last line was \"[    0.1] a\"");
	expect_end("", FACTS(.hello = true, .timed_out = true), NULL, GUEST_HANG,
		   "the guest hit the time limit with an empty console");
	expect_end("WARNING: x\n", FACTS(.hello = true, .timed_out = true), NULL, GUEST_HANG,
		   "the guest hit the time limit with no lockup reported, after \"WARNING: x\"");
	expect_end("reboot: Power down\n", FACTS(.hello = true), NULL, GUEST_REBOOT,
		   "the guest powered off before it said bye");
	expect_end("Linux version 6.1\nLinux version 6.1\n", FACTS(.hello = true, .bye = true),
		   NULL, GUEST_REBOOT, "the guest rebooted: its kernel started 2 times");
	expect_end("kernel BUG at x.c:1!\n", FACTS(.hello = true), NULL, GUEST_OOPS,
		   "the guest oopsed and died: \"kernel BUG at x.c:1!\"");
	/* the panic is what ended the guest, whoever ended QEMU */
	expect_end("Kernel panic - not syncing: x\n", FACTS(.timed_out = true, .qemu_status = 137),
		   NULL, GUEST_PANIC, "the guest panicked: \"Kernel panic - not syncing: x\"");
}

Test(console, of_oops_and_lockup_the_first_names_the_end)
{
	static const char
		oops_first[] = "kernel BUG at x.c:1!\nCPU: 0\nwatchdog: BUG: soft lockup - CPU#0\n",
		lockup_first[] =
			"watchdog: BUG: soft lockup - CPU#0\nCPU: 0\nkernel BUG at x.c:1!\n";
	const struct guest_facts facts = { .hello = true, .timed_out = true };

	cr_expect_eq(console_classify(oops_first, strlen(oops_first), &facts), GUEST_OOPS);
	cr_expect_eq(console_classify(lockup_first, strlen(lockup_first), &facts), GUEST_HANG);
	cr_expect_eq(console_hang(lockup_first, strlen(lockup_first)), SPLAT_SOFT_LOCKUP);
	cr_expect_eq(console_hang("", 0), SPLAT_NONE);
}

Test(console, long_lines_are_quoted_short)
{
	const struct guest_facts facts = { .hello = true };
	char *text = mem_alloc(100001, 1), *s;

	memset(text, 'x', 100000);
	memcpy(text, "Kernel panic", 12);
	s = console_sentence(text, 100000, &facts, NULL);
	cr_expect(str_starts(s, "the guest panicked: \"Kernel panicxxx") && str_ends(s, "xxx...\""),
		  "%s", s);
	cr_expect_lt(strlen(s), 240);
	free(s);
	free(text);
}
