// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_console - the console reader against logs recorded from stock Debian kernels, and against bytes.
 *
 * The logs in console/ were recorded in QEMU 7.2 with a throw-away module ("pbf") that made one mistake
 * per boot; they are cut to what matters, the lines themselves are untouched. cases[] says what each
 * must give: a log without an entry fails, so that none is kept for nothing.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "vm/console.h"

#ifndef PB_TESTDATA
#define PB_TESTDATA "tests/unit"
#endif

/* How the guest that wrote the log ended. */
#define FINISHED  { .hello = true, .bye = true }
#define VANISHED  { .hello = true }
#define TIMED_OUT { .hello = true, .timed_out = true, .qemu_status = 128 + 9 }
#define NO_HELLO  { .hello = false }

struct recorded {
	const char *name;
	struct guest_facts facts;
	enum guest_end end;
	size_t n;
	enum splat_kind worst;
	const char *line; /* how the decisive line starts */
	const char *says; /* somewhere in the sentence */
};

#define NULL_DEREF "BUG: kernel NULL pointer dereference, address: 0000000000000000"
#define STALL	   "rcu: INFO: rcu_preempt self-detected stall on CPU"

static const struct recorded cases[] = {
	{ "6.1-clean", FINISHED, GUEST_DONE, 0, SPLAT_NONE, NULL, "finished" },
	{ "6.12-clean", FINISHED, GUEST_DONE, 0, SPLAT_NONE, NULL, "finished" },
	/* prints "RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable" */
	{ "6.12-clean-skylake", FINISHED, GUEST_DONE, 0, SPLAT_NONE, NULL, "finished" },

	{ "6.1-null-rmmod", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, NULL_DEREF, "(oops)" },
	{ "6.12-null", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, NULL_DEREF, "(oops)" },
	{ "6.12-gpf", FINISHED, GUEST_DONE, 1, SPLAT_OOPS,
	  "Oops: general protection fault, probably for non-canonical address", "(oops)" },
	{ "6.12-div", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "Oops: divide error: 0000 [#1]", "(oops)" },
	{ "6.1-bug", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "kernel BUG at pbf.c:33!", "(oops)" },
	{ "6.1-list", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "list_del corruption. prev->next", "(oops)" },
	{ "6.12-list", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "list_del corruption. prev->next", "(oops)" },
	/* a use after free is seen late, by SLUB, and kills a worker that holds the list lock */
	{ "6.1-uaf", TIMED_OUT, GUEST_OOPS, 2, SPLAT_OOPS, "list_del corruption, ffffea0000169d88->next",
	  "oopsed and stopped answering: \"list_del corruption" },

	{ "6.1-warn", FINISHED, GUEST_DONE, 2, SPLAT_WARN, "WARNING: CPU: 0 PID: 79 at pbf.c", "(warning)" },
	{ "6.12-warn", FINISHED, GUEST_DONE, 2, SPLAT_WARN, "WARNING: CPU: 0 PID: 126 at pbf.c", "(warning)" },
	{ "6.1-refcount", FINISHED, GUEST_DONE, 1, SPLAT_WARN, "refcount_t: addition on 0", "(warning)" },
	{ "6.12-refcount", FINISHED, GUEST_DONE, 1, SPLAT_WARN, "refcount_t: addition on 0", "(warning)" },

	/* msleep() under a spinlock, then do_one_initcall() warns about the preempt count */
	{ "6.1-atomic", FINISHED, GUEST_DONE, 2, SPLAT_ATOMIC, "BUG: scheduling while atomic: init/79",
	  "(sleep in atomic context)" },
	{ "6.12-atomic", FINISHED, GUEST_DONE, 2, SPLAT_ATOMIC, "BUG: scheduling while atomic: init/126",
	  "(sleep in atomic context)" },

	/* slub_debug=FZPU; 6.12 prints a WARNING: inside each report, which must not count */
	{ "6.1-overflow", FINISHED, GUEST_DONE, 1, SPLAT_MEMORY,
	  "BUG kmalloc-64 (Tainted: G           OE     ): Right Redzone overwritten", "(memory corruption)" },
	{ "6.1-double-free", FINISHED, GUEST_DONE, 2, SPLAT_MEMORY,
	  "BUG kmalloc-64 (Tainted: G           OE     ): Object already free", "(memory corruption)" },
	{ "6.12-uaf", FINISHED, GUEST_DONE, 1, SPLAT_MEMORY, "[Poison overwritten] 0xffff8880057c4f48",
	  "(memory corruption)" },
	{ "6.12-cache-leak", FINISHED, GUEST_DONE, 2, SPLAT_LEAK, "BUG pbf_cache (Tainted: G", "(leak)" },
	{ "6.12-kfence", FINISHED, GUEST_DONE, 2, SPLAT_MEMORY,
	  "BUG: KFENCE: use-after-free read in pbf_init", "(memory corruption)" },

	{ "6.1-panic", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC, "Kernel panic - not syncing: pbf: deliberate",
	  "the guest panicked: \"Kernel panic - not syncing: pbf: deliberate\"" },
	{ "6.12-panic", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC, "Kernel panic - not syncing: pbf: deliberate",
	  "the guest panicked: \"Kernel panic - not syncing: pbf: deliberate\"" },
	{ "6.1-panic-on-oops", VANISHED, GUEST_PANIC, 2, SPLAT_PANIC,
	  "Kernel panic - not syncing: Fatal exception",
	  "the guest panicked: \"Kernel panic - not syncing: Fatal exception\"" },
	{ "6.1-timer", VANISHED, GUEST_PANIC, 2, SPLAT_PANIC,
	  "Kernel panic - not syncing: Fatal exception in interrupt", "panicked" },
	{ "6.12-timer", VANISHED, GUEST_PANIC, 2, SPLAT_PANIC,
	  "Kernel panic - not syncing: Fatal exception in interrupt", "panicked" },
	{ "6.12-stack", VANISHED, GUEST_PANIC, 2, SPLAT_PANIC,
	  "Kernel panic - not syncing: Fatal exception in interrupt", "panicked" },
	{ "6.1-smash", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: smash", "panicked" },
	{ "6.12-smash", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: smash", "panicked" },
	{ "6.1-no-init", NO_HELLO, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: VFS: Unable to mount root fs", "panicked" },
	{ "6.12-no-init", NO_HELLO, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: VFS: Unable to mount root fs", "panicked" },

	{ "6.1-softlockup", TIMED_OUT, GUEST_HANG, 2, SPLAT_SOFT_LOCKUP,
	  "watchdog: BUG: soft lockup - CPU#1 stuck for 3s! [init:84]", "time limit (soft lockup): \"" },
	{ "6.12-softlockup", TIMED_OUT, GUEST_HANG, 2, SPLAT_SOFT_LOCKUP,
	  "watchdog: BUG: soft lockup - CPU#1 stuck for 4s!", "time limit (soft lockup): \"" },
	{ "6.1-rcu-stall", TIMED_OUT, GUEST_HANG, 2, SPLAT_RCU_STALL, STALL, "time limit (RCU stall): \"" },
	{ "6.12-rcu-stall", TIMED_OUT, GUEST_HANG, 2, SPLAT_RCU_STALL, STALL, "time limit (RCU stall): \"" },
	{ "6.1-hung-task", FINISHED, GUEST_DONE, 2, SPLAT_HUNG_TASK,
	  "INFO: task init:79 blocked for more than 5 seconds.", "(hung task)" },
	{ "6.12-hung-task", FINISHED, GUEST_DONE, 2, SPLAT_HUNG_TASK,
	  "INFO: task init:127 blocked for more than 5 seconds.", "(hung task)" },
	{ "6.1-silent-hang", TIMED_OUT, GUEST_HANG, 0, SPLAT_NONE, NULL, "in silence; its last line was \"pbf" },
	{ "6.12-silent-hang", TIMED_OUT, GUEST_HANG, 0, SPLAT_NONE, NULL, "in silence; its last line was \"pbf" },
	{ "6.1-reboot", VANISHED, GUEST_REBOOT, 0, SPLAT_NONE, NULL, "reset before it said bye; its last line" },
	{ "6.12-reboot", VANISHED, GUEST_REBOOT, 0, SPLAT_NONE, NULL, "reset before it said bye; its last line" },
};

static char *log_load(const char *name, size_t *len)
{
	char *path = str_fmt("%s/console/%s", PB_TESTDATA, name), *buf = mem_alloc(1 << 16, 1);
	FILE *f = fopen(path, "rb");

	cr_assert_not_null(f, "%s", path);
	*len = fread(buf, 1, 1 << 16, f);
	fclose(f);
	free(path);
	return buf;
}

static bool case_holds(const struct recorded *c)
{
	char *name = str_fmt("%s.log", c->name), *sentence, *text;
	const struct splat *worst;
	struct splat_list list;
	enum guest_end end;
	size_t len;
	bool ok;

	text = log_load(name, &len);
	console_scan(text, len, &list);
	worst = splat_worst(&list);
	end = console_classify(text, len, &c->facts);
	sentence = console_sentence(text, len, &c->facts, NULL);
	ok = list.n == c->n && end == c->end && (worst ? worst->kind : SPLAT_NONE) == c->worst &&
	     strstr(sentence, c->says) && (!c->line || (worst && str_starts(worst->line, c->line)));
	cr_expect(ok, "%s: %zu splats, %s, worst %s, sentence: %s", name, list.n, guest_end_name(end),
		  worst ? worst->line : "none", sentence);
	splat_list_free(&list);
	free(sentence);
	free(text);
	free(name);
	return ok;
}

Test(console, recorded_logs_give_what_they_gave)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		case_holds(&cases[i]);
}

Test(console, every_recorded_log_has_a_case)
{
	DIR *dir = opendir(PB_TESTDATA "/console");
	size_t n = 0;

	cr_assert_not_null(dir);
	for (struct dirent *e; (e = readdir(dir));)
		n += str_ends(e->d_name, ".log");
	closedir(dir);
	cr_assert_eq(n, ARRAY_SIZE(cases));
}

/* A log that is cut anywhere, as by a kill, never shows more splats than the whole. */
Test(console, a_cut_log_never_gains_splats)
{
	size_t len, n_max = 0;
	char *text = log_load("6.1-panic-on-oops.log", &len);

	for (size_t cut = 0; cut <= len; cut += 7) {
		char *part = mem_alloc(cut, 1); /* exactly as long: ASan sees a read behind it */
		struct splat_list list;

		memcpy(part, text, cut);
		console_scan(part, cut, &list);
		cr_assert_leq(list.n, 2);
		cr_assert_geq(list.n, n_max);
		n_max = list.n;
		splat_list_free(&list);
		free(part);
	}
	cr_assert_eq(n_max, 2);
	free(text);
}

/* Scan a string with its NULs; returns the kind of the worst, checks number and line of the first. */
static void expect_scan(const char *text, size_t len, size_t n, enum splat_kind kind, const char *line,
			size_t line_no)
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

#define EXPECT(text, n, kind, line, line_no) \
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
	EXPECT("BUG: unable to handle page fault\n", 1, SPLAT_OOPS, "BUG: unable to handle page fault", 1);
	EXPECT("[    1.234567] Kernel panic - x\r\n", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("\n[12345.234567][   T12] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 2);
	EXPECT("[    1.234567] [ T12] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("[    1.234567][  C0] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("<0>[    1.234567] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("\033[0;31m[    1.234567] \033[1mKernel panic\033[0m - x", 1, SPLAT_PANIC,
	       "Kernel panic - x", 1);
	EXPECT("\033c\033[?7l\033[2J[    1.234567] Kernel panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("\0\0\0[    1.\0" "234567] Kernel\0 panic - x", 1, SPLAT_PANIC, "Kernel panic - x", 1);
	EXPECT("[ 1.000000] caf\xc3\xa9\n[ 1.000000] Kernel panic - caf\xc3\xa9\x01\"", 1, SPLAT_PANIC,
	       "Kernel panic - caf??\"", 2);
}

Test(console, kmsg_records_are_read)
{
	EXPECT("6,1,100,-;hello\n SUBSYSTEM=acpi\n DEVICE=+acpi:BUG: soft lockup\n"
	       "4,2,101,-,caller=T12;WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n",
	       1, SPLAT_WARN, "WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2", 4);
	EXPECT("4,2,101,c;\\x0a=====\\x0aWARNING: possible circular locking dependency detected\\x0a6.1", 1,
	       SPLAT_LOCKING, "WARNING: possible circular locking dependency detected", 1);
	EXPECT("4,2,101,-;BUG: using \\x1b[1m__this_cpu_add() in preemptible\\x", 1, SPLAT_ATOMIC,
	       "BUG: using __this_cpu_add() in preemptible\\x", 1);
}

Test(console, glued_messages_are_taken_apart)
{
	EXPECT("/ # insmod[    2.000000] Kernel panic - x[    2.000001] CPU: 0", 1, SPLAT_PANIC,
	       "Kernel panic - x", 1);
	EXPECT("50%\r[    2.000000] BUG: spinlock bad magic on CPU#0", 1, SPLAT_LOCKING,
	       "BUG: spinlock bad magic on CPU#0", 1);
}

Test(console, parts_of_a_report_are_no_report)
{
	NOTHING("[    1.0] Modules linked in: pbf(OE+)\n Call Trace:\n  <TASK>\n ? oops_end+0x1/0x2\n"
		"RIP: 0010:panic+0x1/0x2\n---[ end Kernel panic - not syncing: x ]---\n");
	EXPECT("BUG: kernel NULL pointer dereference, address: 0\n#PF: x\nOops: 0002 [#1]\nCPU: 0 PID: 1\n"
	       "Oops: 0002 [#2]\n",
	       2, SPLAT_OOPS, "BUG: kernel NULL pointer dereference, address: 0", 1);
	/* headlines far apart have nothing to do with each other */
	EXPECT("BUG: Bad rss-counter state\n\n\n\n\n\n\n\n\n\nWARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n", 2,
	       SPLAT_WARN, "BUG: Bad rss-counter state", 1);
}

Test(console, harmless_lines_are_allowed)
{
	NOTHING("[    1.000000] pb_count: module verification failed: signature and/or required key "
		"missing - tainting kernel\n[    1.000000] pb_count: loading out-of-tree module taints kernel.\n"
		"[    0.000000] Command line: x=BUG: soft lockup\n");
	/* a user process that faults is no kernel bug */
	NOTHING("[    1.000000] traps: a.out[71] general protection fault ip:401136 sp:7ffd error:0\n"
		"[    1.000000] a.out[72]: segfault at 0 ip 401136 sp 7ffd error 4 in a.out\n");
	NOTHING("[    1.000000] DEBUG: x\n[    1.000000] usb: DEBUG: BUG:x\n[Firmware Bug]: x\n");
	NOTHING("[    1.000000] WARNING: workqueue cpumask: online intersect > possible intersect\n");
}

Test(console, every_kind_is_recognized)
{
	static const struct {
		const char *line;
		enum splat_kind kind;
	} lines[] = {
		{ "NMI watchdog: Watchdog detected hard LOCKUP on cpu 0", SPLAT_HARD_LOCKUP },
		{ "watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0", SPLAT_HARD_LOCKUP },
		{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", SPLAT_RCU_STALL },
		{ "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-.... }", SPLAT_RCU_STALL },
		{ "INFO: rcu_tasks detected stalls on tasks:", SPLAT_RCU_STALL },
		{ "BUG: workqueue lockup - pool cpus=0 node=0 stuck for 30s!", SPLAT_HUNG_TASK },
		{ "BUG: sleeping function called from invalid context at x.c:1", SPLAT_ATOMIC },
		{ "Out of memory: Killed process 1 (a) total-vm:1kB", SPLAT_OOM },
		{ "Memory cgroup out of memory: Killed process 1 (a)", SPLAT_OOM },
		{ "BUG: KASAN: slab-out-of-bounds in f+0x1/0x2", SPLAT_MEMORY },
		{ "BUG: Bad page state in process a  pfn:1", SPLAT_MEMORY },
		{ "BUG kmalloc-8 (Not tainted): Object already free", SPLAT_MEMORY },
		{ "usercopy: Kernel memory overwrite attempt detected to SLUB object", SPLAT_MEMORY },
		{ "memcpy: detected buffer overflow: 9 byte write of buffer size 8", SPLAT_MEMORY },
		{ "traps: PANIC: double fault, error_code: 0x0", SPLAT_OOPS },
		{ "traps: Missing ENDBR: f+0x0/0x1", SPLAT_OOPS },
		{ "UBSAN: shift-out-of-bounds in x.c:1:2", SPLAT_WARN },
		{ "BUG: KCSAN: data-race in f / g", SPLAT_LOCKING },
		{ "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", SPLAT_LOCKING },
		{ "[ BUG: Invalid wait context ]", SPLAT_LOCKING },
		{ "unregister_netdevice: waiting for lo to become free. Usage count = 2", SPLAT_LEAK },
		{ "BUG: something that nobody has thought of yet", SPLAT_WARN },
		{ "net: BUG: something else", SPLAT_WARN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		expect_scan(lines[i].line, strlen(lines[i].line), 1, lines[i].kind, lines[i].line, 1);
}

static void expect_end(const char *text, struct guest_facts facts, const char *qemu_err, enum guest_end end,
		       const char *sentence)
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
	expect_end("[    0.1] a\n", FACTS(.hello = false), NULL, GUEST_NO_BOOT,
		   "the guest did not report before it went away; its last line was \"[    0.1] a\"");
	expect_end("", FACTS(.hello = true, .timed_out = true), NULL, GUEST_HANG,
		   "the guest hit the time limit with an empty console");
	expect_end("WARNING: x\n", FACTS(.hello = true, .timed_out = true), NULL, GUEST_HANG,
		   "the guest hit the time limit with no lockup reported, after \"WARNING: x\"");
	expect_end("reboot: Power down\n", FACTS(.hello = true), NULL, GUEST_REBOOT,
		   "the guest powered off before it said bye");
	expect_end("Linux version 6.1\nLinux version 6.1\n", FACTS(.hello = true, .bye = true), NULL,
		   GUEST_REBOOT, "the guest rebooted: its kernel started 2 times");
	expect_end("kernel BUG at x.c:1!\n", FACTS(.hello = true), NULL, GUEST_OOPS,
		   "the guest oopsed and died: \"kernel BUG at x.c:1!\"");
	/* the panic is what ended the guest, whoever ended QEMU */
	expect_end("Kernel panic - not syncing: x\n", FACTS(.timed_out = true, .qemu_status = 137), NULL,
		   GUEST_PANIC, "the guest panicked: \"Kernel panic - not syncing: x\"");
}

Test(console, of_oops_and_lockup_the_first_names_the_end)
{
	static const char oops_first[] = "kernel BUG at x.c:1!\nCPU: 0\nwatchdog: BUG: soft lockup - CPU#0\n",
			  lockup_first[] = "watchdog: BUG: soft lockup - CPU#0\nCPU: 0\nkernel BUG at x.c:1!\n";
	const struct guest_facts facts = TIMED_OUT;

	cr_expect_eq(console_classify(oops_first, strlen(oops_first), &facts), GUEST_OOPS);
	cr_expect_eq(console_classify(lockup_first, strlen(lockup_first), &facts), GUEST_HANG);
	cr_expect_eq(console_hang(lockup_first, strlen(lockup_first)), SPLAT_SOFT_LOCKUP);
	cr_expect_eq(console_hang("", 0), SPLAT_NONE);
}

Test(console, long_lines_are_quoted_short)
{
	const struct guest_facts facts = VANISHED;
	char *text = mem_alloc(100001, 1), *s;

	memset(text, 'x', 100000);
	memcpy(text, "Kernel panic", 12);
	s = console_sentence(text, 100000, &facts, NULL);
	cr_expect(str_starts(s, "the guest panicked: \"Kernel panicxxx") && str_ends(s, "xxx...\""), "%s", s);
	cr_expect_lt(strlen(s), 240);
	free(s);
	free(text);
}

/* Not a fuzzer, but the bytes that parsers trip over, close together, and recorded logs with flipped bytes. */
Test(console, arbitrary_bytes_do_no_harm)
{
	static const char alphabet[] = "[[]].,;-\033\n\r\\x0a 16T<>C\0BUG: *";
	static const struct guest_facts facts = TIMED_OUT;
	size_t len;
	char *text = log_load("6.12-uaf.log", &len);
	u32 seed = 1;

	for (int round = 0; round < 300; round++) {
		for (size_t i = 0; i < len; i += 1 + seed % (round < 100 ? 1 : 40)) {
			seed = seed * 1664525 + 1013904223;
			text[i] = seed >> 31 ? (char)(seed >> 16) : alphabet[(seed >> 8) % sizeof(alphabet)];
		}
		free(console_sentence(text, len - round, &facts, text));
	}
	free(text);
}
