// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_console - the console reader against logs recorded from stock Debian kernels, and against
 * noise.
 *
 * The logs in console/ were recorded in QEMU 7.2 with a throw-away module ("pbf") that made one
 * mistake per boot; they are cut to what matters, the lines themselves are untouched. cases[] says
 * what each must give: a log without an entry fails, so that none is kept for nothing.
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

/* How the guest that wrote a log ended, as far as the harness saw it. */
enum seen { FINISHED, VANISHED, TIMED_OUT, NO_HELLO };

static const struct guest_facts seen[] = {
	[FINISHED] = { .hello = true, .bye = true },
	[VANISHED] = { .hello = true },
	[TIMED_OUT] = { .hello = true, .timed_out = true, .qemu_status = 128 + 9 },
	[NO_HELLO] = { .hello = false },
};

struct recorded {
	const char *name;
	enum seen seen;
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
	{ "6.12-div", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "Oops: divide error: 0000 [#1]",
	  "(oops)" },
	{ "6.1-bug", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "kernel BUG at pbf.c:33!", "(oops)" },
	{ "6.1-list", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "list_del corruption. prev->next",
	  "(oops)" },
	{ "6.12-list", FINISHED, GUEST_DONE, 1, SPLAT_OOPS, "list_del corruption. prev->next",
	  "(oops)" },
	/* a use after free is seen late, by SLUB, and kills a worker that holds the list lock */
	{ "6.1-uaf", TIMED_OUT, GUEST_OOPS, 2, SPLAT_OOPS,
	  "list_del corruption, ffffea0000169d88->next",
	  "oopsed and stopped answering: \"list_del corruption" },

	{ "6.1-warn", FINISHED, GUEST_DONE, 2, SPLAT_WARN, "WARNING: CPU: 0 PID: 79 at pbf.c",
	  "(warning)" },
	{ "6.12-warn", FINISHED, GUEST_DONE, 2, SPLAT_WARN, "WARNING: CPU: 0 PID: 126 at pbf.c",
	  "(warning)" },
	{ "6.1-refcount", FINISHED, GUEST_DONE, 1, SPLAT_WARN, "refcount_t: addition on 0",
	  "(warning)" },
	{ "6.12-refcount", FINISHED, GUEST_DONE, 1, SPLAT_WARN, "refcount_t: addition on 0",
	  "(warning)" },

	/* msleep() under a spinlock, then do_one_initcall() warns about the preempt count */
	{ "6.1-atomic", FINISHED, GUEST_DONE, 2, SPLAT_ATOMIC,
	  "BUG: scheduling while atomic: init/79", "(sleep in atomic context)" },
	{ "6.12-atomic", FINISHED, GUEST_DONE, 2, SPLAT_ATOMIC,
	  "BUG: scheduling while atomic: init/126", "(sleep in atomic context)" },

	/* slub_debug=FZPU; 6.12 prints a WARNING: inside each report, which must not count */
	{ "6.1-overflow", FINISHED, GUEST_DONE, 1, SPLAT_MEMORY,
	  "BUG kmalloc-64 (Tainted: G           OE     ): Right Redzone overwritten",
	  "(memory corruption)" },
	{ "6.1-double-free", FINISHED, GUEST_DONE, 2, SPLAT_MEMORY,
	  "BUG kmalloc-64 (Tainted: G           OE     ): Object already free",
	  "(memory corruption)" },
	{ "6.12-uaf", FINISHED, GUEST_DONE, 1, SPLAT_MEMORY,
	  "[Poison overwritten] 0xffff8880057c4f48", "(memory corruption)" },
	{ "6.12-cache-leak", FINISHED, GUEST_DONE, 2, SPLAT_LEAK, "BUG pbf_cache (Tainted: G",
	  "(leak)" },
	{ "6.12-kfence", FINISHED, GUEST_DONE, 2, SPLAT_MEMORY,
	  "BUG: KFENCE: use-after-free read in pbf_init", "(memory corruption)" },

	{ "6.1-panic", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: pbf: deliberate",
	  "the guest panicked: \"Kernel panic - not syncing: pbf: deliberate\"" },
	{ "6.12-panic", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: pbf: deliberate",
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
	  "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: smash",
	  "panicked" },
	{ "6.12-smash", VANISHED, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: smash",
	  "panicked" },
	{ "6.1-no-init", NO_HELLO, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: VFS: Unable to mount root fs", "panicked" },
	{ "6.12-no-init", NO_HELLO, GUEST_PANIC, 1, SPLAT_PANIC,
	  "Kernel panic - not syncing: VFS: Unable to mount root fs", "panicked" },

	{ "6.1-softlockup", TIMED_OUT, GUEST_HANG, 2, SPLAT_SOFT_LOCKUP,
	  "watchdog: BUG: soft lockup - CPU#1 stuck for 3s! [init:84]",
	  "time limit (soft lockup): \"" },
	{ "6.12-softlockup", TIMED_OUT, GUEST_HANG, 2, SPLAT_SOFT_LOCKUP,
	  "watchdog: BUG: soft lockup - CPU#1 stuck for 4s!", "time limit (soft lockup): \"" },
	{ "6.1-rcu-stall", TIMED_OUT, GUEST_HANG, 2, SPLAT_RCU_STALL, STALL,
	  "time limit (RCU stall): \"" },
	{ "6.12-rcu-stall", TIMED_OUT, GUEST_HANG, 2, SPLAT_RCU_STALL, STALL,
	  "time limit (RCU stall): \"" },
	{ "6.1-hung-task", FINISHED, GUEST_DONE, 2, SPLAT_HUNG_TASK,
	  "INFO: task init:79 blocked for more than 5 seconds.", "(hung task)" },
	{ "6.12-hung-task", FINISHED, GUEST_DONE, 2, SPLAT_HUNG_TASK,
	  "INFO: task init:127 blocked for more than 5 seconds.", "(hung task)" },
	{ "6.1-silent-hang", TIMED_OUT, GUEST_HANG, 0, SPLAT_NONE, NULL,
	  "in silence; its last line was \"pbf" },
	{ "6.12-silent-hang", TIMED_OUT, GUEST_HANG, 0, SPLAT_NONE, NULL,
	  "in silence; its last line was \"pbf" },
	{ "6.1-reboot", VANISHED, GUEST_REBOOT, 0, SPLAT_NONE, NULL,
	  "reset before it said bye; its last line" },
	{ "6.12-reboot", VANISHED, GUEST_REBOOT, 0, SPLAT_NONE, NULL,
	  "reset before it said bye; its last line" },
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

static void case_check(const struct recorded *c)
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
	end = console_classify(text, len, &seen[c->seen]);
	sentence = console_sentence(text, len, &seen[c->seen], NULL);
	ok = list.n == c->n && end == c->end && (worst ? worst->kind : SPLAT_NONE) == c->worst &&
	     strstr(sentence, c->says) && (!c->line || (worst && str_starts(worst->line, c->line)));
	cr_expect(ok, "%s: %zu splats, %s, worst %s, sentence: %s", name, list.n,
		  guest_end_name(end), worst ? worst->line : "none", sentence);
	splat_list_free(&list);
	free(sentence);
	free(text);
	free(name);
}

Test(console, recorded_logs_give_what_they_gave)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		case_check(&cases[i]);
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

/*
 * Not a fuzzer, but the bytes that parsers trip over, close together, and recorded logs with
 * flipped bytes.
 */
Test(console, arbitrary_bytes_do_no_harm)
{
	static const char alphabet[] = "[[]].,;-\033\n\r\\x0a 16T<>C\0BUG: *";
	size_t len;
	char *text = log_load("6.12-uaf.log", &len);
	u32 seed = 1;

	for (int round = 0; round < 300; round++) {
		for (size_t i = 0; i < len; i += 1 + seed % (round < 100 ? 1 : 40)) {
			seed = seed * 1664525 + 1013904223;
			text[i] = seed >> 31 ? (char)(seed >> 16)
					     : alphabet[(seed >> 8) % sizeof(alphabet)];
		}
		free(console_sentence(text, len - round, &seen[TIMED_OUT], text));
	}
	free(text);
}
