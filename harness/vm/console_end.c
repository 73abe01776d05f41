// SPDX-License-Identifier: GPL-2.0-only
/*
 * console_end - from the splats of a console log and what the harness saw to one word and one
 * sentence about how a guest ended.
 *
 * The order of the tests is the order of trust: a panic in the log is certain whoever ended QEMU
 * afterwards; an exit status of QEMU is certain unless we killed it; the rest is inference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "vm/console.h"

int console_scan(const char *text, size_t len, struct splat_list *out)
{
	struct console_log log;

	console_read(text, len, &log);
	*out = log.splats;
	return (int)out->n;
}

void splat_list_free(struct splat_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i].line);
	free(list->v);
	*list = (struct splat_list){ 0 };
}

const struct splat *splat_worst(const struct splat_list *list)
{
	const struct splat *worst = NULL;

	for (size_t i = 0; i < list->n; i++)
		if (!worst || list->v[i].kind > worst->kind)
			worst = &list->v[i];
	return worst;
}

const char *splat_kind_name(enum splat_kind kind)
{
	static const char *const names[] = {
		[SPLAT_NONE] = "none",
		[SPLAT_LEAK] = "leak",
		[SPLAT_WARN] = "warning",
		[SPLAT_LOCKING] = "locking report",
		[SPLAT_ATOMIC] = "sleep in atomic context",
		[SPLAT_OOM] = "OOM kill",
		[SPLAT_HUNG_TASK] = "hung task",
		[SPLAT_MEMORY] = "memory corruption",
		[SPLAT_OOPS] = "oops",
		[SPLAT_RCU_STALL] = "RCU stall",
		[SPLAT_SOFT_LOCKUP] = "soft lockup",
		[SPLAT_HARD_LOCKUP] = "hard lockup",
		[SPLAT_PANIC] = "panic",
	};

	return (size_t)kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

const char *guest_end_name(enum guest_end end)
{
	static const char *const names[] = {
		[GUEST_DONE] = "done", [GUEST_OOPS] = "oops",	  [GUEST_PANIC] = "panic",
		[GUEST_HANG] = "hang", [GUEST_REBOOT] = "reboot", [GUEST_NO_BOOT] = "no-boot",
		[GUEST_QEMU] = "qemu",
	};

	return (size_t)end < ARRAY_SIZE(names) ? names[end] : "unknown";
}

static bool kind_is_lockup(enum splat_kind kind)
{
	return kind >= SPLAT_RCU_STALL && kind <= SPLAT_HARD_LOCKUP;
}

/* The first splat whose kind lies in [@min, @max], or NULL. */
static const struct splat *splat_first(const struct splat_list *list, enum splat_kind min,
				       enum splat_kind max)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].kind >= min && list->v[i].kind <= max)
			return &list->v[i];
	return NULL;
}

/* What a hang is named after: the first of the worst lockup or hung task; NULL: silence. */
static const struct splat *hang_find(const struct console_log *log)
{
	const struct splat *hang = NULL;

	for (size_t i = 0; i < log->splats.n; i++) {
		const struct splat *s = &log->splats.v[i];

		if ((kind_is_lockup(s->kind) || s->kind == SPLAT_HUNG_TASK) &&
		    (!hang || s->kind > hang->kind))
			hang = s;
	}
	return hang;
}

static enum guest_end end_find(const struct console_log *log, const struct guest_facts *facts)
{
	const struct splat *fatal = splat_first(&log->splats, SPLAT_OOPS, SPLAT_HARD_LOCKUP);

	if (splat_first(&log->splats, SPLAT_PANIC, SPLAT_PANIC))
		return GUEST_PANIC;
	if (facts->qemu_status != 0 && !facts->timed_out)
		return GUEST_QEMU;
	if (!facts->hello)
		return GUEST_NO_BOOT;
	if (log->banners > 1)
		return GUEST_REBOOT;
	if (facts->timed_out)
		return fatal && fatal->kind == SPLAT_OOPS ? GUEST_OOPS : GUEST_HANG;
	if (facts->bye)
		return GUEST_DONE;
	/* A lockup alone does not end QEMU: only an oops explains an early end. */
	return splat_first(&log->splats, SPLAT_OOPS, SPLAT_OOPS) ? GUEST_OOPS : GUEST_REBOOT;
}

enum guest_end console_classify(const char *text, size_t len, const struct guest_facts *facts)
{
	struct console_log log;
	enum guest_end end;

	console_read(text, len, &log);
	end = end_find(&log, facts);
	splat_list_free(&log.splats);
	return end;
}

enum splat_kind console_hang(const char *text, size_t len)
{
	struct console_log log;
	const struct splat *hang;
	enum splat_kind kind;

	console_read(text, len, &log);
	hang = hang_find(&log);
	kind = hang ? hang->kind : SPLAT_NONE;
	splat_list_free(&log.splats);
	return kind;
}

/* One line of log, in quotes, cut off where it would drown the sentence. */
struct quote {
	char s[PB_CONSOLE_LAST + 3];
};

static struct quote quote_line(const char *line)
{
	bool cut = strlen(line) > PB_CONSOLE_LAST;
	struct quote q;

	snprintf(q.s, sizeof(q.s), "\"%.*s%s\"", PB_CONSOLE_LAST - (cut ? 3 : 0), line,
		 cut ? "..." : "");
	return q;
}

static char *sentence_hang(const struct console_log *log)
{
	const struct splat *hang = hang_find(log), *worst = splat_worst(&log->splats);

	if (hang)
		return str_fmt("the guest hit the time limit (%s): %s", splat_kind_name(hang->kind),
			       quote_line(hang->line).s);
	if (worst)
		return str_fmt("the guest hit the time limit with no lockup reported, after %s",
			       quote_line(worst->line).s);
	if (!*log->last)
		return str_dup("the guest hit the time limit with an empty console");
	return str_fmt("the guest hit the time limit in silence; its last line was %s",
		       quote_line(log->last).s);
}

static char *sentence_qemu(int status, const char *qemu_err)
{
	struct console_log err = { 0 };
	char *how, *s;

	if (qemu_err) /* only its last line is of interest */
		console_read(qemu_err, strlen(qemu_err), &err);
	how = status > 128 ? str_fmt("was killed by signal %d", status - 128)
			   : str_fmt("failed with exit status %d", status);
	s = *err.last ? str_fmt("QEMU %s: %s", how, quote_line(err.last).s)
		      : str_fmt("QEMU %s and said nothing", how);
	free(how);
	splat_list_free(&err.splats);
	return s;
}

static char *sentence_reboot(const struct console_log *log)
{
	if (log->banners > 1)
		return str_fmt("the guest rebooted: its kernel started %u times", log->banners);
	if (str_starts(log->last, "reboot: Power down"))
		return str_dup("the guest powered off before it said bye");
	if (!*log->last)
		return str_dup("the guest reset before it said bye, with an empty console");
	return str_fmt("the guest reset before it said bye; its last line was %s",
		       quote_line(log->last).s);
}

static char *sentence_no_boot(const struct console_log *log, bool timed_out)
{
	const char *when = timed_out ? "within the time limit" : "before it went away";
	const struct splat *worst = splat_worst(&log->splats);

	if (worst)
		return str_fmt("the guest did not report %s: %s", when, quote_line(worst->line).s);
	if (!*log->last)
		return str_fmt("the guest did not report %s; its console is empty", when);
	return str_fmt("the guest did not report %s; its last line was %s", when,
		       quote_line(log->last).s);
}

static char *sentence_done(const struct console_log *log)
{
	const struct splat *worst = splat_worst(&log->splats);

	if (!worst)
		return str_dup("the guest finished and powered off");
	return str_fmt("the guest finished and powered off, but its kernel reported (%s): %s",
		       splat_kind_name(worst->kind), quote_line(worst->line).s);
}

static char *sentence_find(const struct console_log *log, const struct guest_facts *facts,
			   const char *qemu_err)
{
	const struct splat *s;

	switch (end_find(log, facts)) {
	case GUEST_PANIC:
		s = splat_first(&log->splats, SPLAT_PANIC, SPLAT_PANIC);
		return str_fmt("the guest panicked: %s", quote_line(s->line).s);
	case GUEST_OOPS:
		s = splat_first(&log->splats, SPLAT_OOPS, SPLAT_OOPS);
		return str_fmt("the guest oopsed and %s: %s",
			       facts->timed_out ? "stopped answering" : "died",
			       quote_line(s->line).s);
	case GUEST_HANG:
		return sentence_hang(log);
	case GUEST_REBOOT:
		return sentence_reboot(log);
	case GUEST_NO_BOOT:
		return sentence_no_boot(log, facts->timed_out);
	case GUEST_QEMU:
		return sentence_qemu(facts->qemu_status, qemu_err);
	case GUEST_DONE:
		break;
	}
	return sentence_done(log);
}

char *console_sentence(const char *text, size_t len, const struct guest_facts *facts,
		       const char *qemu_err)
{
	struct console_log log;
	char *s;

	console_read(text, len, &log);
	s = sentence_find(&log, facts, qemu_err);
	splat_list_free(&log.splats);
	return s;
}
