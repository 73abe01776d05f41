// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives - several lives of one collector by one mechanism, and what they add up to.
 *
 * Some are led at full speed with few stamps, some with functions of the kernel bracketed, one under ptrace
 * and one to look up what it holds: no figure pays for another one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"
#include "registry.h"

#define LIVES_BRACKETED 3 /* led with functions of the kernel bracketed */

const struct lives_part lives_parts[LIVES_PARTS] = {
	{ "verify_insn", "bpf_check" },		   { "jit_insn", "bpf_int_jit_compile" },
	{ "btf_insn", "btf_new_fd" },		   { "maps_insn", "map_create" },
	{ "read_insn", "kernel_read_file" },	   { "resolve_insn", "resolve_symbol" },
	{ "relocate_insn", "apply_relocate_add" }, { "sysfs_insn", "mod_sysfs_setup" },
};

static struct lives *lives_led;

static int lives_end(struct lives *l, enum outcome o, char *why)
{
	l->outcome = o;
	l->why = why;
	return -EIO;
}

char *lives_judge(const struct collector *c, const struct life_log *log, bool stray)
{
	u64 wanted = c->match_param ? 0 : log->expected;

	if (!c->counts || (!log->lost && (log->seen == wanted || (stray && wanted && log->seen > wanted))))
		return NULL;
	return str_fmt("a life made %llu events and should have seen %llu: %llu were seen, %llu lost",
		       (unsigned long long)log->expected, (unsigned long long)wanted, (unsigned long long)log->seen,
		       (unsigned long long)log->lost);
}

static int lives_one(struct lives *l, const struct cell_run *run, enum life_purpose purpose,
		     struct life_log *log)
{
	bool traced = purpose == LIFE_TRACED;
	int err = life_lead(run, purpose, log, &l->calls);
	char *why;

	if (err)
		return lives_end(l, OUTCOME_BROKEN, str_fmt("a life could not be led to its end: %s", strerror(-err)));
	if (log->failed)
		return lives_end(l, OUTCOME_FAIL, str_dup(*log->reason ? log->reason : "the life ended early"));
	/* Whoever traces a life makes system calls too, which a tracepoint of all system calls sees. */
	why = lives_judge(run->cell.collector, log, traced && run->cell.hook->event == PB_EV_SYSCALL);
	if (why)
		return lives_end(l, OUTCOME_FAIL, why);
	if (traced)
		return 0;
	l->expected += log->expected;
	l->seen += log->seen;
	l->lost += log->lost;
	return 0;
}

static int lives_stamped(struct lives *l, const struct cell_run *run, struct life_log *logs, int n,
			 const char *const *functions, struct stamps *s)
{
	int err = stamps_start(life_events, functions), stop;

	if (err)
		return lives_end(l, OUTCOME_BROKEN, str_fmt("the kernel's tracing: %s", strerror(-err)));
	for (int i = 0; i < n && !err; i++)
		err = lives_one(l, run, LIFE_TIMED, &logs[i]);
	stop = stamps_stop(s);
	if (!err && (stop || s->lost))
		err = lives_end(l, OUTCOME_BROKEN, str_fmt("the kernel's trace cannot be read, or %u events are missing",
							   s->lost));
	return err;
}

static int lives_timed(struct lives *l, const struct cell_run *run)
{
	struct life_log *logs = mem_alloc(LIVES_TIMED, sizeof(*logs));
	struct stamps s = { 0 };
	int err = lives_stamped(l, run, logs, LIVES_TIMED, NULL, &s);

	for (int i = 0; i < LIVES_TIMED && !err; i++)
		if (life_cost(&logs[i], &s, &l->cost[i]))
			err = lives_end(l, OUTCOME_BROKEN, str_dup("a stamp of the module's init or exit is missing"));
	stamps_free(&s);
	free(logs);
	return err;
}

static int lives_bracketed(struct lives *l, const struct cell_run *run)
{
	const char *functions[LIVES_PARTS + 1] = { NULL };
	struct life_log *logs = mem_alloc(LIVES_BRACKETED, sizeof(*logs));
	struct stamps s = { 0 };
	int err;

	for (size_t p = 0; p < LIVES_PARTS; p++)
		functions[p] = lives_parts[p].function;
	err = lives_stamped(l, run, logs, LIVES_BRACKETED, functions, &s);
	for (size_t p = 0; p < LIVES_PARTS; p++) {
		l->parts[p] = UINT64_MAX;
		for (int i = 0; i < LIVES_BRACKETED && !err; i++) {
			unsigned int calls;
			u64 insns = stamps_inside(&s, logs[i].pid, functions[p], logs[i].idle_to,
						  logs[i].settled, &calls);

			if (calls && insns < l->parts[p])
				l->parts[p] = insns;
		}
	}
	stamps_free(&s);
	free(logs);
	return err;
}

static void lives_lead(struct lives *l, const struct cell_run *run)
{
	struct life_log log;

	if (lives_timed(l, run) || lives_bracketed(l, run))
		return;
	if (lives_one(l, run, LIFE_TRACED, &log) || lives_one(l, run, LIFE_HELD, &log))
		return;
	l->held = json_loads(log.held, 0, NULL);
	if (!l->held)
		lives_end(l, OUTCOME_BROKEN, str_dup("what is held could not be looked up"));
}

struct lives *lives_of(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	struct lives *l;

	for (l = lives_led; l; l = l->next)
		if (l->collector == c->collector && l->mech == c->mech)
			return l;
	l = mem_alloc(1, sizeof(*l));
	l->collector = c->collector;
	l->mech = c->mech;
	l->next = lives_led;
	lives_led = l;
	lives_lead(l, run);
	return l;
}

