/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * console - what a guest's console log says: kernel reports ("splats") in it, and how the guest
 * ended.
 *
 * Pure functions over bytes: no files, no clock, no global state. The text may be anything that a
 * serial port delivers: CR LF, NUL bytes, ANSI escapes, a line that is cut off, printk prefixes
 * with or without caller id, several messages glued into one line, or /dev/kmsg records.
 */
#ifndef PB_CONSOLE_H
#define PB_CONSOLE_H

#include "base.h"

/* Worst last: of several splats, the one with the greatest kind is the verdict. */
enum splat_kind {
	SPLAT_NONE,
	SPLAT_LEAK,	   /* objects or references left behind: slab, netdevice, kmemleak */
	SPLAT_WARN,	   /* WARN(), UBSAN, refcount_t, and any report nobody has classified yet */
	SPLAT_LOCKING,	   /* lockdep, RCU usage, spinlock debugging, data races (KCSAN) */
	SPLAT_ATOMIC,	   /* sleeping or scheduling where that is forbidden */
	SPLAT_OOM,	   /* the OOM killer chose a victim */
	SPLAT_HUNG_TASK,   /* a task blocked for too long; workqueue lockup */
	SPLAT_MEMORY,	   /* corruption seen by a checker: slab, list, KASAN, KFENCE, usercopy */
	SPLAT_OOPS,	   /* a fault in kernel mode or BUG(): the task dies, the kernel goes on */
	SPLAT_RCU_STALL,   /* a CPU or task holds up RCU */
	SPLAT_SOFT_LOCKUP, /* a CPU does not schedule */
	SPLAT_HARD_LOCKUP, /* a CPU does not even take interrupts */
	SPLAT_PANIC	   /* the kernel gave up */
};

struct splat {
	enum splat_kind kind;
	char *line;	/* the line that names it, without prefix, printable ASCII only; owned */
	size_t line_no; /* of @line in the text, from 1 */
};

struct splat_list {
	struct splat *v;
	size_t n, cap;
};

#define PB_CONSOLE_LAST 200

/* All that one pass over a log learns; zeroed it is an empty log. */
struct console_log {
	struct splat_list splats;
	unsigned int banners;		/* "Linux version": how often a kernel started */
	char last[PB_CONSOLE_LAST + 1]; /* last message that is not blank, cut off; or "" */
};

/*
 * Fill @log, to be released with splat_list_free(&log->splats). One oops is one splat: the
 * headlines of one report ("BUG:" and "Oops:", "kernel BUG at" after "list_del corruption") are
 * folded into the first, and the kind becomes SPLAT_OOPS if one of them is an oops; register dumps
 * and call traces are no splats. Repetitions count: a soft lockup that is reported five times is
 * five splats. A panic is a splat of its own even if an oops caused it. Nothing grows with @len but
 * the splats; it cannot fail.
 */
void console_read(const char *text, size_t len, struct console_log *log);
/* The same for those who want the splats alone: fills @out (what it held is lost); how many. */
int console_scan(const char *text, size_t len, struct splat_list *out);
/* Frees what the list holds and zeroes it; an empty or freed list is fine. */
void splat_list_free(struct splat_list *list);
/* The first splat of the worst kind, or NULL if there is none. */
const struct splat *splat_worst(const struct splat_list *list);
/* "soft lockup", never NULL */
const char *splat_kind_name(enum splat_kind kind);

/* What the harness knows without the log: from the results port and from waitpid(). */
struct guest_facts {
	bool hello;	 /* the runner in the guest reported for work */
	bool bye;	 /* it reported that everything asked for was done */
	bool timed_out;	 /* the harness hit its limit and killed QEMU */
	int qemu_status; /* exit status, or 128 + signal, as proc_run() returns it */
};

enum guest_end {
	GUEST_DONE,    /* said bye and QEMU exited with 0; the log may still hold splats: scan it */
	GUEST_OOPS,    /* it oopsed and then died or stopped answering, without a panic */
	GUEST_PANIC,   /* a panic, whoever ended QEMU afterwards */
	GUEST_HANG,    /* time limit; console_hang() says which kind of hang */
	GUEST_REBOOT,  /* QEMU left with 0 before bye, and no oops or panic says why */
	GUEST_NO_BOOT, /* never said hello, and did not panic (a kernel without init panics) */
	GUEST_QEMU     /* QEMU failed: exit status not 0, or killed, but not by the harness */
};

/*
 * Precedence, first that holds: panic; QEMU failed although no time limit was hit; no hello; a
 * second kernel banner (rebooted although QEMU has -no-reboot); time limit: oops if one came before
 * the first lockup, else hang; bye; oops; reboot.
 */
enum guest_end console_classify(const char *text, size_t len, const struct guest_facts *facts);

/*
 * How a guest hung: the worst of SPLAT_HUNG_TASK, SPLAT_RCU_STALL, SPLAT_SOFT_LOCKUP and
 * SPLAT_HARD_LOCKUP in the log; SPLAT_NONE: in silence.
 */
enum splat_kind console_hang(const char *text, size_t len);

/* "done", "oops", "panic", "hang", "reboot", "no-boot", "qemu"; never NULL */
const char *guest_end_name(enum guest_end end);

/*
 * One sentence for the reason of a cell, with the decisive line in quotes, no full stop:
 * `the guest panicked: "Kernel panic - not syncing: Fatal exception"`. @qemu_err is what QEMU
 * wrote to stderr (its last line is quoted if QEMU failed), or NULL. Printable ASCII only; the
 * caller frees.
 */
char *console_sentence(const char *text, size_t len, const struct guest_facts *facts,
		       const char *qemu_err);

#endif
