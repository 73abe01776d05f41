// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach_cost - what attaching to many functions and detaching from them takes, several times over.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "record.h"
#include "scaling/attach_cost.h"

struct attach_marks {
	u64 from, attached, ask, detached;
};

/* What was put off the last time shall not be paid for this time. */
static void attach_idle(void)
{
	const struct timespec t = { .tv_nsec = 100 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

static int attach_once(struct many *m, const struct many_side *side, struct attach_marks *t)
{
	int err;

	attach_idle();
	t->from = clock_read();
	err = side->attach(m, false);
	t->attached = clock_read();
	attach_idle();
	t->ask = clock_read();
	if (!err)
		err = side->detach(m);
	t->detached = clock_read();
	return err;
}

int attach_cost(struct many *m, const struct many_side *side, unsigned int times, struct attach_cost *cost)
{
	static const char *const events[] = { "sched:sched_switch", NULL };
	struct attach_marks t[ATTACH_TIMES];
	struct stamps s = { 0 };
	int err = stamps_start(events, NULL), stop;

	if (err)
		return cell_reason(m->run, err, "the kernel's tracing: %s", strerror(-err));
	for (unsigned int i = 0; i < times && !err; i++)
		err = attach_once(m, side, &t[i]);
	stop = stamps_stop(&s);
	if (!err && (stop || s.lost))
		err = cell_reason(m->run, stop ? stop : -EIO,
				  "the kernel's trace of switches cannot be read, or %u of them are missing", s.lost);
	cost->n = err ? 0 : times;
	for (unsigned int i = 0; i < cost->n; i++) {
		cost->attach[i] = stamps_span(&s, getpid(), t[i].from, t[i].attached);
		cost->detach[i] = stamps_span(&s, getpid(), t[i].ask, t[i].detached);
	}
	stamps_free(&s);
	return err;
}

static void attach_record_one(json_t *record, const char *step, const struct span *spans, unsigned int n)
{
	char *insn = str_fmt("%s_insn", step), *others = str_fmt("%s_others_insn", step);
	char *waits = str_fmt("%s_waits", step);
	u64 own[ATTACH_TIMES];
	unsigned int least = 0;

	for (unsigned int i = 0; i < n; i++) {
		own[i] = spans[i].own;
		if (spans[i].own < spans[least].own)
			least = i;
	}
	record_times(record, insn, own, n);
	record_count(record, others, (s64)spans[least].others, "insn");
	record_count(record, waits, spans[least].waits, "waits");
	free(waits);
	free(others);
	free(insn);
}

void attach_record(json_t *record, const struct attach_cost *cost)
{
	attach_record_one(record, "attach", cost->attach, cost->n);
	attach_record_one(record, "detach", cost->detach, cost->n);
}
