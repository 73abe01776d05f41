// SPDX-License-Identifier: GPL-2.0-only
/*
 * upfail_chapter - what the report says of upgrades that go wrong.
 *
 * One table a kernel: a failure a row, a strategy of an arm a column of words. What the failure was and what
 * the kernel said stands below, for those who do not believe it.
 */
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "registry.h"
#include "report/chapter.h"
#include "report/cost.h"

#define UPFAIL_EXPERIMENT "upfail"

static const char *const upfail_arms[] = { "kmod", "ebpf" };

static const struct result_cell *upfail_find(const struct results *r, const char *kernel, const char *failure,
					     const char *strategy, const char *arm)
{
	char *part = str_fmt("/strategy=%s/failure=%s/", strategy, failure);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_cells && !found; i++) {
		const struct result_cell *c = &r->cells[i];

		if (!strcmp(c->experiment, UPFAIL_EXPERIMENT) && !strcmp(c->kernel, kernel) &&
		    !strcmp(c->arm, arm) && strstr(c->name, part))
			found = c;
	}
	free(part);
	return found;
}

/* Is it what the kernel said of the failure, not what a busy host did to its clock? */
static bool upfail_complains(const json_t *note)
{
	const char *stage = json_string_value(json_object_get(note, "stage"));
	const char *what = json_string_value(json_object_get(note, "outcome"));

	return stage && what && !strcmp(stage, "log") && strcmp(what, splat_kind_name(SPLAT_RCU_STALL)) &&
	       strcmp(what, splat_kind_name(SPLAT_SOFT_LOCKUP));
}

/* The verdict in a reader's words; caller frees. */
static char *upfail_words(const struct result_cell *c)
{
	static const char *const words[][2] = {
		{ "old clean", "v1 goes on" },	   { "old left", "v1 goes on, rest" },
		{ "new clean", "v2 runs" },	   { "new left", "v2 runs, rest" },
		{ "both clean", "both run" },	   { "both left", "both run, rest" },
		{ "none clean", "nobody" },	   { "none left", "nobody, rest" },
		{ "part clean", "some events" },   { "part left", "some events, rest" },
		{ "unseen unseen", "not seen" },
	};
	char *verdict = results_text(c->record, "verdict", ""), *text = NULL;
	json_t *one;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words) && !text; i++)
		if (str_starts(verdict, words[i][0]))
			text = str_fmt("%s;%s", words[i][1], verdict + strlen(words[i][0]));
	if (!text)
		text = str_dup(*verdict ? verdict : outcome_name(c->outcome));
	json_array_foreach(results_at(c->record, "course"), i, one)
		if (upfail_complains(one))
			text_add(&text, "; %s", json_string_value(json_object_get(one, "outcome")));
	if (c->outcome == OUTCOME_FAIL)
		text_add(&text, " (unexpected)");
	free(verdict);
	return text;
}

static bool upfail_kernel_has(const struct results *r, const char *kernel)
{
	for (size_t i = 0; i < r->nr_cells; i++)
		if (!strcmp(r->cells[i].experiment, UPFAIL_EXPERIMENT) && !strcmp(r->cells[i].kernel, kernel))
			return true;
	return false;
}

/* Rows of one failure: a strategy each, both arms beside one another. */
static void upfail_rows(struct table *t, const struct results *r, const char *kernel, const struct failure *f)
{
	for (const struct strategy *const *s = strategies; *s; s++) {
		const struct result_cell *cells[2];

		/* The table has both arms of one name: take the row at the first of them. */
		if (strategy_find("kmod", (*s)->name) && strcmp((*s)->arm, "kmod"))
			continue;
		for (size_t a = 0; a < 2; a++)
			cells[a] = upfail_find(r, kernel, f->name, (*s)->name, upfail_arms[a]);
		if (!cells[0] && !cells[1])
			continue;
		table_put(t, "%s", f->name);
		table_put(t, "%s", (*s)->name);
		for (size_t a = 0; a < 2; a++)
			table_take(t, cells[a] ? upfail_words(cells[a]) :
				      str_dup(failure_side(f, upfail_arms[a]) ? "-" : "cannot be"));
	}
}

static char *upfail_from(const struct results *r, const struct result_kernel *k)
{
	char *accel = results_distinct(r, UPFAIL_EXPERIMENT, k->release, "accel", "unknown");
	char *text = str_fmt("What was seen, not time. Accelerator %s, one CPU, Linux %s", accel,
			     k->release);

	free(accel);
	return text;
}

static struct table *upfail_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("upfail-%s", k->label),
				    str_fmt("Who records events once it has gone wrong; can it be finished: Linux %s", k->label),
				    upfail_from(r, k), "failure,strategy,module,eBPF");

	for (const struct failure *const *f = failures; *f; f++)
		if (!(*f)->kill)
			upfail_rows(t, r, k->release, *f);
	return t;
}

static struct table *upfail_kills(const struct results *r, const struct result_kernel *k)
{
	static const char *const counts[] = { "stops", "stops_old", "stops_both", "stops_new", "stops_none", "stops_part",
					      "stops_left", "stops_continued", "stops_anew", "stops_stuck" };
	struct table *t = table_new(str_fmt("upkill-%s", k->label),
				    str_fmt("The upgrader is killed after every one of its system calls: Linux %s", k->label),
				    upfail_from(r, k),
				    "strategy,side,#calls,#v1 runs,#both,#v2 runs,#nobody,#some events,#rest,#continued,"
				    "#anew,#stuck");

	for (const struct strategy *const *s = strategies; *s; s++) {
		const struct result_cell *c = upfail_find(r, k->release, "killed", (*s)->name, (*s)->arm);

		if (!c)
			continue;
		table_put(t, "%s", (*s)->name);
		table_put(t, "%s", arm_text((*s)->arm));
		for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
			char *path = str_fmt("metrics.%s.value", counts[i]);

			table_take(t, results_text(c->record, path, outcome_name(c->outcome)));
			free(path);
		}
	}
	return t;
}

/* In the machine's own words: where it stopped, and the worst line of the log. */
static void upfail_evidence(struct page *p, const struct results *r, const struct result_kernel *k)
{
	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		const json_t *observed = results_at(c->record, "course");
		char *failure = cell_key(c->name, "failure"), *strategy = cell_key(c->name, "strategy");
		json_t *one;
		size_t n;

		if (!strcmp(c->experiment, UPFAIL_EXPERIMENT) && !strcmp(c->kernel, k->release) && failure && strategy)
			json_array_foreach(observed, n, one) {
				const char *stage = json_string_value(json_object_get(one, "stage"));
				const char *evidence = json_string_value(json_object_get(one, "evidence"));

				if (stage && evidence && *evidence && (!strcmp(stage, "steps") || !strcmp(stage, "log")))
					page_item(p, "%s, %s of the %s: `%s`", failure, strategy, arm_text(c->arm),
						  evidence);
			}
		free(strategy);
		free(failure);
	}
}

static void upfail_answer(struct chapter_run *c, struct page *p)
{
	for (size_t i = c->r->nr_kernels; i; i--) {
		const struct result_kernel *k = &c->r->kernels[i - 1];

		if (!upfail_kernel_has(c->r, k->release))
			continue;
		page_text(p, "v1 is the version that runs, v2 the one that is to replace it. _rest_: kernel objects that "
			     "belong to no version that runs. _continued_: the steps that were left can be done with a sound "
			     "v2; _anew_: all must be taken away first; _stuck_: neither works without a reboot; _dead_: the "
			     "machine does not survive it, _not seen_: before anybody could look. A last word (_oops_, "
			     "_panic_) is the kernel's own: it stands in its log.");
		page_table(p, upfail_table(c->r, k));
		page_table(p, upfail_kills(c->r, k));
		return;
	}
}

static void upfail_body(struct chapter_run *c, struct page *p)
{
	page_heading(p, 2, "What goes wrong");
	for (const struct failure *const *f = failures; *f; f++)
		page_item(p, "**%s**: %s. Module: %s. eBPF: %s.", (*f)->name, (*f)->summary,
			  (*f)->kmod.how ? (*f)->kmod.how : (*f)->kmod.why, (*f)->ebpf.how ? (*f)->ebpf.how : (*f)->ebpf.why);
	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		const struct result_kernel *k = &c->r->kernels[i];

		if (!upfail_kernel_has(c->r, k->release))
			continue;
		page_heading(p, 2, "Failed upgrades on Linux %s", k->label);
		page_table(p, upfail_table(c->r, k));
		page_table(p, upfail_kills(c->r, k));
		upfail_evidence(p, c->r, k);
	}
}

static const char upfail_limits[] =
	"Events are made by a process of their own after everything has come to rest: what was lost on the way is the "
	"matter of the experiment `upgrade`. The upgrader that is killed is the process that loaded the old version, "
	"too, and dies between two system calls, never inside of one: what a kernel does half is not shown. Where loaders are "
	"processes of their own, a kill after one of their calls takes loader and upgrader at once. What is left is told "
	"by name and id as far as those are known beforehand; a version's own programs, maps and type information are new "
	"each time and are counted by kind, where one too many and one too few would look like none.";

static const struct chapter_output upfail_outputs[] = {
	{ "tables/", "upfail-", OUTPUT_TABLE },
	{ "tables/", "upkill-", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_upfail = {
	.outputs = upfail_outputs,
	.answer = upfail_answer,
	.body = upfail_body,
	.limits = upfail_limits,
};
