// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress - what a person sees while a run goes on: one line on a terminal, a line a cell elsewhere.
 */
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "run.h"

static double progress_left(const struct run_progress *p)
{
	double spent = clock_seconds() - p->started;

	return p->done ? spent / (double)p->done * (double)(p->total - p->done) : -1;
}

void run_progress_tick(struct run *run, const char *doing)
{
	const struct run_progress *p = &run->progress;
	double left = progress_left(p);

	if (left < 0)
		log_progress("[%zu/%zu] %s", p->done, p->total, doing);
	else
		log_progress("[%zu/%zu] about %d s left  %.60s", p->done, p->total, (int)(left + 0.5),
			     doing);
}

void run_progress_cell(struct run *run, const json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "cell"));
	const char *outcome = json_string_value(json_object_get(record, "outcome"));
	const char *reason = json_string_value(json_object_get(record, "reason"));

	run->progress.done++;
	if (strcmp(outcome, "ok") && strcmp(outcome, "skip"))
		log_warn("%s %s: %s", outcome, name, reason);
	else if (!isatty(STDERR_FILENO))
		log_info("[%zu/%zu] %s %s%s%s", run->progress.done, run->progress.total, outcome, name,
			 *reason ? ": " : "", reason);
	else
		run_progress_tick(run, name);
}
