// SPDX-License-Identifier: GPL-2.0-only
/*
 * console - find the kernel's own reports in a guest's console log and say how the guest ended.
 *
 * One pass, one message at a time in a fixed buffer: bytes to lines, lines to printk messages,
 * messages to splats. Patterns are data, as in the deny lists of kernel CI (BPF CI, syzkaller,
 * rcutorture), and anchored at the start of the message wherever the kernel prints them there, so
 * that a message which merely mentions a report ("traps: x general protection fault" of a user
 * process) is none. Where a choice had to be made it is the loud one: a line without a printk
 * prefix counts too, because a false alarm quotes its line and explains itself, and a missed splat
 * does not.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "vm/console.h"

/* printk cuts a message at 1024 - 32 bytes (LOG_LINE_MAX); longer lines are looked at in pieces. */
#define PB_LINE_MAX 1200
/*
 * How far apart, in lines, the headlines of one report are. A page fault: BUG, #PF, #PF, PGD, Oops.
 */
#define PB_REACH 8
/* SLUB of 6.12 prints up to a page, 16 bytes a line, between its BUG and its WARNING. */
#define PB_REACH_LONG 600

/*
 * A glob is anchored at the start of the message and open at its end; '*' is any run of characters.
 * The first pattern that fits decides: the particular stands before the general.
 */
struct deny {
	const char *glob;
	enum splat_kind kind;
	unsigned int flags;
};

#define NEW   0 /* starts a report */
#define JOINS 1 /* no report of its own right behind another headline */
#define LONG  2 /* its next headline may be far away */

static const struct deny deny_list[] = {
	{ "Kernel panic", SPLAT_PANIC, NEW },
	{ "*BUG: soft lockup", SPLAT_SOFT_LOCKUP, NEW },
	{ "*etected hard LOCKUP", SPLAT_HARD_LOCKUP, NEW },
	{ "*INFO: rcu*detected*stall", SPLAT_RCU_STALL, NEW },
	{ "INFO: task *blocked for more than", SPLAT_HUNG_TASK, NEW },
	{ "*BUG: workqueue lockup", SPLAT_HUNG_TASK, NEW },

	{ "BUG: unable to handle", SPLAT_OOPS, NEW },
	{ "BUG: kernel NULL pointer dereference", SPLAT_OOPS, NEW },
	{ "BUG: *stack guard page", SPLAT_OOPS, NEW },
	{ "*PANIC: double fault", SPLAT_OOPS, NEW },
	{ "*Missing ENDBR:", SPLAT_OOPS, NEW },
	{ "Unable to handle kernel", SPLAT_OOPS, NEW }, /* arm64 */
	{ "kernel BUG at", SPLAT_OOPS, JOINS },
	{ "Oops: ", SPLAT_OOPS, JOINS },
	/* die() of 6.1 names the trap alone; since 6.6 it says "Oops: " first */
	{ "general protection fault", SPLAT_OOPS, JOINS },
	{ "stack guard page: ", SPLAT_OOPS, JOINS },
	{ "double fault: ", SPLAT_OOPS, JOINS },
	{ "invalid opcode: ", SPLAT_OOPS, JOINS },
	{ "divide error: ", SPLAT_OOPS, JOINS },
	{ "stack segment: ", SPLAT_OOPS, JOINS },
	{ "int3: ", SPLAT_OOPS, JOINS },

	{ "BUG: KASAN: ", SPLAT_MEMORY, NEW },
	{ "BUG: KFENCE: ", SPLAT_MEMORY, NEW },
	{ "BUG: Bad page ", SPLAT_MEMORY, NEW },
	{ "list_add double add", SPLAT_MEMORY, NEW },
	{ "list_* corruption", SPLAT_MEMORY, NEW },
	{ "usercopy: Kernel memory ", SPLAT_MEMORY, NEW },
	{ "*detected buffer overflow", SPLAT_MEMORY, NEW },
	{ "pagealloc: memory corruption", SPLAT_MEMORY, NEW },
	{ "pagealloc: single bit error", SPLAT_MEMORY, NEW },
	{ "BUG *ainted*): Objects remaining", SPLAT_LEAK, JOINS | LONG },
	/* SLUB of 6.12 says first what it found, and in its headline only "Object corrupt" */
	{ "[* overwritten] 0x", SPLAT_MEMORY, NEW },
	{ "BUG *ainted*): ", SPLAT_MEMORY, JOINS | LONG }, /* cache, taint, what */

	{ "*Out of memory: Kill", SPLAT_OOM, NEW },
	{ "Memory cgroup out of memory: Kill", SPLAT_OOM, NEW },

	{ "BUG: scheduling while atomic", SPLAT_ATOMIC, NEW },
	{ "BUG: sleeping function called from invalid context", SPLAT_ATOMIC, NEW },
	{ "BUG: using *in preemptible", SPLAT_ATOMIC, NEW },
	{ "BUG: workqueue leaked", SPLAT_ATOMIC, NEW },
	{ "bad: scheduling from the idle thread", SPLAT_ATOMIC, NEW },

	{ "BUG: KCSAN: ", SPLAT_LOCKING, NEW },
	{ "BUG: spinlock ", SPLAT_LOCKING, NEW },
	{ "BUG: rwlock ", SPLAT_LOCKING, NEW },
	{ "[ BUG: ", SPLAT_LOCKING, NEW },
	{ "WARNING: possible *detected", SPLAT_LOCKING, NEW },
	{ "WARNING: *safe -> *unsafe lock order", SPLAT_LOCKING, NEW },
	{ "WARNING: inconsistent lock state", SPLAT_LOCKING, NEW },
	{ "WARNING: suspicious RCU usage", SPLAT_LOCKING, NEW },
	{ "WARNING: bad unlock balance", SPLAT_LOCKING, NEW },
	{ "WARNING: held lock freed", SPLAT_LOCKING, NEW },
	{ "WARNING: lock held when returning", SPLAT_LOCKING, NEW },
	{ "WARNING: *still has locks held", SPLAT_LOCKING, NEW },
	{ "WARNING: Nested lock was not taken", SPLAT_LOCKING, NEW },
	{ "INFO: trying to register non-static key", SPLAT_LOCKING, NEW },
	{ "DEBUG_LOCKS_WARN_ON", SPLAT_LOCKING, NEW },

	{ "BUG: Bad rss-counter", SPLAT_LEAK, NEW },
	{ "BUG: non-zero pgtables_bytes", SPLAT_LEAK, NEW },
	{ "BUG: Dentry ", SPLAT_LEAK, NEW },
	{ "BUG: memory leak", SPLAT_LEAK, NEW },
	{ "kmemleak: *new suspected memory leaks", SPLAT_LEAK, NEW },
	{ "unregister_netdevice: waiting for", SPLAT_LEAK, NEW },
	{ "kmem_cache_destroy *still has objects", SPLAT_LEAK, NEW },

	{ "refcount_t: ", SPLAT_WARN, NEW },
	{ "ODEBUG: ", SPLAT_WARN, NEW },
	{ "UBSAN: ", SPLAT_WARN, NEW },
	{ "WARNING: ", SPLAT_WARN, JOINS },
	{ "unchecked MSR access error: ", SPLAT_WARN, NEW },
	{ "sysfs: cannot create duplicate filename", SPLAT_WARN, NEW },
	{ "irq *: nobody cared", SPLAT_WARN, NEW },
	/* Whatever a future kernel invents. Anchored: "DEBUG: " must not match. */
	{ "BUG: ", SPLAT_WARN, NEW },
	{ "*: BUG: ", SPLAT_WARN, NEW },
};

/* Checked first. Clean boots of Debian 6.1 and 6.12 print nothing else that comes close. */
static const struct {
	const char *glob, *reason;
} allow_list[] = {
	{ "*module verification failed: signature and/or required key missing - tainting kernel",
	  "our modules are not signed, and a stock kernel loads them all the same" },
	{ "*loading out-of-tree module taints kernel", "our modules are built out of tree" },
	{ "Command line: ", "echoes arguments, which may name a report" },
	{ "Kernel command line: ", "echoes arguments, which may name a report" },
	{ "Unknown kernel command line parameters ", "echoes arguments, which may name a report" },
	{ "WARNING: workqueue cpumask: online intersect > possible intersect",
	  "fewer CPUs are plugged in than the machine could have" },
};

/* Here the headlines of a report are over: what follows is registers, stack and footer. */
static const char *const dump_list[] = { "CPU: ", "Modules linked", "Call Trace:", "---[ end " };

/* The text as a sequence of messages. */
struct reader {
	const char *p, *end;
	char *next; /* rest of @buf that is still to be handed out, or NULL */
	size_t line_no;
	bool newline; /* the last byte consumed ended a line */
	bool kmsg;    /* the last line was a /dev/kmsg record */
	char buf[PB_LINE_MAX + 1];
};

/* The report that was found last. */
struct report {
	bool open;	       /* more headlines may follow */
	size_t line_no, reach; /* of its newest headline */
};

static bool glob_match(const char *glob, const char *s)
{
	bool floating = false;

	while (*glob) {
		size_t n = strcspn(glob, "*");

		if (!n) {
			floating = true;
			glob++;
			continue;
		}
		if (floating)
			s = memmem(s, strlen(s), glob, n);
		else if (strncmp(s, glob, n) != 0)
			s = NULL;
		if (!s)
			return false;
		s += n;
		glob += n;
		floating = false;
	}
	return true;
}

/* Behind ESC: a CSI sequence up to its final byte, or one character. Never beyond the line. */
static const char *escape_skip(const char *p, const char *end)
{
	if (p == end || *p != '[')
		return p < end && *p != '\n' ? p + 1 : p;
	for (p++; p < end && *p != '\n'; p++)
		if (*p >= '@' && *p <= '~')
			return p + 1;
	return p;
}

/* Drop escapes and control bytes in place; what is quoted later must be valid in JSON and HTML. */
static void line_clean(char *s)
{
	const char *p = s, *end = s + strlen(s);
	char *out = s;

	while (p < end) {
		unsigned char c = *p++;

		if (c == '\033')
			p = escape_skip(p, end);
		else if (c == '\t')
			*out++ = ' ';
		else if (c == '\n' || (c >= ' ' && c < 127))
			*out++ = c;
		else if (c >= 128)
			*out++ = '?';
	}
	*out = '\0';
}

/*
 * "6,123,456789,-;message" (level, sequence, us, flags and what later kernels add): where it
 * starts.
 */
static char *kmsg_body(char *s)
{
	for (int field = 0; field < 3; field++) {
		size_t n = strspn(s, "0123456789");

		if (!n || s[n] != ',')
			return NULL;
		s += n + 1;
	}
	if (*s != '-' && *s != 'c' && *s != '+')
		return NULL;
	s = strchr(s, ';');
	return s ? s + 1 : NULL;
}

/* /dev/kmsg writes odd bytes as \xNN, the line ends inside a record too. */
static void kmsg_decode(char *s)
{
	char *out = s;

	while (*s) {
		if (s[0] == '\\' && s[1] == 'x' && isxdigit((unsigned char)s[2]) &&
		    isxdigit((unsigned char)s[3])) {
			char hex[3] = { s[2], s[3], '\0' };
			char c = (char)strtoul(hex, NULL, 16);

			if (c)
				*out++ = c;
			s += 4;
		} else {
			*out++ = *s++;
		}
	}
	*out = '\0';
}

/* Behind "[    1.234567] ", "[    1.234567][   T12] " and the like; NULL if @s is no prefix. */
static char *prefix_skip(char *s)
{
	size_t n;

	if (*s++ != '[')
		return NULL;
	s += strspn(s, " ");
	n = strspn(s, "0123456789");
	if (!n || s[n] != '.' || strspn(s + n + 1, "0123456789") != 6 || s[n + 7] != ']')
		return NULL;
	s += n + 8;
	n = strspn(s, " ");
	if (n <= 1 && s[n] == '[') {
		char *id = s + n + 1 + strspn(s + n + 1, " ");
		size_t digits = *id == 'T' || *id == 'C' ? strspn(id + 1, "0123456789") : 0;

		if (digits && id[1 + digits] == ']')
			s = id + 2 + digits;
	}
	return *s == ' ' ? s + 1 : s;
}

/* One line of raw text into @buf, cleaned. False at the end of the text. */
static bool reader_line(struct reader *r)
{
	size_t n = 0;
	char *body;

	if (r->p == r->end)
		return false;
	r->line_no += r->newline;
	r->newline = false;
	while (r->p < r->end && n < PB_LINE_MAX) {
		char c = *r->p++;

		r->newline = c == '\n';
		if (c == '\n' || c == '\r')
			break;
		if (c) /* a file on a host that crashed has runs of them */
			r->buf[n++] = c;
	}
	r->buf[n] = '\0';
	r->next = r->buf;
	body = kmsg_body(r->buf);
	if (body) {
		kmsg_decode(body);
		r->next = body;
	} else if (r->kmsg && *r->buf == ' ') {
		r->buf[0] = '\0'; /* " SUBSYSTEM=pci": the record's dictionary, not a message */
	}
	r->kmsg = body || (r->kmsg && !*r->buf);
	line_clean(r->next);
	return true;
}

/*
 * The next message, without prefix. A line holds several if user space wrote to the console without
 * a newline, or if one printk cut into another: each prefix starts a message. NULL at the end.
 */
static const char *reader_next(struct reader *r)
{
	char *msg;

	while (!r->next)
		if (!reader_line(r))
			return NULL;
	msg = r->next;
	r->next = NULL;
	for (char *s = msg; (s = strpbrk(s, "[\n")); s++) {
		r->next = *s == '\n' ? s + 1 : prefix_skip(s);
		if (r->next) {
			*s = '\0';
			break;
		}
	}
	return msg;
}

static const struct deny *deny_find(const char *msg)
{
	for (size_t i = 0; i < ARRAY_SIZE(allow_list); i++)
		if (glob_match(allow_list[i].glob, msg))
			return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(deny_list); i++)
		if (glob_match(deny_list[i].glob, msg))
			return &deny_list[i];
	return NULL;
}

static void splat_add(struct splat_list *list, enum splat_kind kind, const char *line,
		      size_t line_no)
{
	if (list->n == list->cap) {
		list->cap = list->cap ? 2 * list->cap : 8;
		list->v = mem_grow(list->v, list->cap, sizeof(*list->v));
	}
	list->v[list->n++] = (struct splat){ kind, str_dup(line), line_no };
}

static void report_message(struct report *rep, struct splat_list *list, const char *msg,
			   size_t line_no)
{
	const struct deny *deny;
	struct splat *newest = list->n ? &list->v[list->n - 1] : NULL;

	for (size_t i = 0; i < ARRAY_SIZE(dump_list); i++) {
		if (str_starts(msg, dump_list[i])) {
			rep->open = false;
			return;
		}
	}
	deny = deny_find(msg);
	if (!deny)
		return;
	if (!(deny->flags & JOINS) || !rep->open || line_no - rep->line_no > rep->reach)
		splat_add(list, deny->kind, msg, line_no);
	else if (deny->kind > newest->kind && deny->kind != SPLAT_WARN)
		newest->kind = deny->kind; /* BUG() kills; WARN() only carries what was said */
	rep->open = true;
	rep->line_no = line_no;
	rep->reach = deny->flags & LONG ? PB_REACH_LONG : PB_REACH;
}

void console_read(const char *text, size_t len, struct console_log *log)
{
	struct reader r = { .p = text, .line_no = 1 };
	struct report rep = { 0 };
	const char *msg;

	*log = (struct console_log){ 0 };
	r.end = len ? text + len : text; /* @text may be NULL then */
	while ((msg = reader_next(&r))) {
		msg += strspn(msg, " ");
		if (!*msg)
			continue;
		snprintf(log->last, sizeof(log->last), "%s", msg);
		log->banners += str_starts(msg, "Linux version ");
		report_message(&rep, &log->splats, msg, r.line_no);
	}
}
