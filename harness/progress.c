// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress - what a person sees while a run goes on: one line on a terminal, a line a cell elsewhere;
 * and where its time went, for the manifest.
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

/* Time goes on where an earlier session that ended in order stopped. */
static void progress_add(json_t *o, const char *key, double seconds)
{
	json_object_set_new(o, key, json_real(json_number_value(json_object_get(o, key)) + seconds));
}

static void progress_count(json_t *o, const char *key, s64 n)
{
	json_object_set_new(o, key, json_integer(json_integer_value(json_object_get(o, key)) + n));
}

/* The object @key of the manifest, made if there is none. */
static json_t *progress_object(json_t *m, const char *key)
{
	json_t *o = json_object_get(m, key);

	if (json_is_object(o))
		return o;
	o = json_object();
	json_object_set_new(m, key, o);
	return o;
}

/*
 * The guests' time by what they did: "other" is what neither booting nor measuring explains. Of the
 * time in cells, the guests' own instruction clock says how much of it was blocks.
 */
void run_progress_seconds(struct run *run)
{
	const struct run_progress *p = &run->progress;
	json_t *m = run->folder.manifest, *profile = progress_object(m, "profile_seconds");
	double wall = clock_seconds() - p->started;
	double other = wall * p->slots - p->boot_seconds - p->cell_seconds;

	progress_add(m, "wall_seconds", wall);
	progress_add(m, "boot_seconds", p->boot_seconds);
	progress_add(profile, "boot", p->boot_seconds);
	progress_add(profile, "cells", p->cell_seconds);
	progress_add(profile, "other", other > 0 ? other : 0);
	if (!p->busy_insn)
		return;
	profile = progress_object(m, "profile_insn");
	progress_count(profile, "cells", p->busy_insn);
	progress_count(profile, "blocks", p->block_insn);
}
