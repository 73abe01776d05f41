// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile_chapter - what the report says of samples: what one costs, and what each sampler saw of work whose shares
 * are known.
 */
#include <stdlib.h>
#include <string.h>

#include "profile/sampler.h"
#include "registry.h"
#include "report/cost.h"
#include "report/profile.h"

#define PROFILE_HERTZ 99 /* what profilers are mostly run at */
#define PROFILE_LEAD  "500us" /* the period of the answer: the longer one is nearer to that */

static const struct result_cell *profile_cell(const struct results *r, const char *kernel, const struct mech *m,
					      const char *event, const char *period, const char *body)
{
	char *name = str_fmt(PROFILE_EXPERIMENT "/kernel=%s/event=%s/period=%s/body=%s/arm=%s/mech=%s", kernel, event, period,
			     body, m->arm, m->name);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_cells && !found; i++)
		if (!strcmp(r->cells[i].name, name))
			found = &r->cells[i];
	free(name);
	return found;
}

static char *profile_number(const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s.value", metric);
	s64 value;
	char *text;

	if (!c)
		text = str_dup("-");
	else if (c->outcome != OUTCOME_OK)
		text = str_dup(outcome_name(c->outcome));
	else
		text = results_int(c->record, path, &value) ? str_fmt("%lld", (long long)value) : str_dup("-");
	free(path);
	return text;
}

/* "48 of 48" */
static char *profile_share(const struct result_cell *c, const char *metric)
{
	char *clock = str_fmt("%s_by_clock", metric), *have = profile_number(c, metric), *must = profile_number(c, clock);
	char *text = !strcmp(must, "-") ? str_dup("-") : str_fmt("%s of %s", have, must);

	free(must);
	free(have);
	free(clock);
	return text;
}

static const struct mech *profile_mechs(void)
{
	return experiment_find(PROFILE_EXPERIMENT)->mechs;
}

static bool profile_has(const struct results *r, const char *kernel)
{
	for (size_t i = 0; i < r->nr_cells; i++)
		if (!strcmp(r->cells[i].experiment, PROFILE_EXPERIMENT) && !strcmp(r->cells[i].kernel, kernel))
			return true;
	return false;
}

static const char *const profile_shown[] = { "50us", PROFILE_LEAD };

static struct table *profile_costs(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("profile-%s", k->label),
				    str_fmt("Instructions that one sample by the clock adds: Linux %s", k->label),
				    results_provenance_of(r, PROFILE_EXPERIMENT, k),
				    "side,mech,period,#count,#by task,#by address");

	for (const struct mech *m = profile_mechs(); m->name; m++)
		for (size_t p = 0; p < ARRAY_SIZE(profile_shown); p++) {
			if (!profile_cell(r, k->release, m, "cpu-clock", profile_shown[p], "count"))
				continue;
			table_put(t, "%s", arm_text(m->arm));
			table_put(t, "%s", m->name);
			table_put(t, "%s", profile_shown[p]);
			for (size_t b = 0; b < PB_NR_PROFILE_BODIES; b++)
				table_take(t, profile_number(profile_cell(r, k->release, m, "cpu-clock", profile_shown[p],
									  sampler_bodies[b]),
							     "added_insn_per_event"));
		}
	return t;
}

static struct table *profile_seen(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("profile-shares-%s", k->label),
				    str_fmt("Samples of work of which three parts are done in one function or task and one in "
					    "another, and how many there must be by the clock: Linux %s", k->label),
				    results_provenance_of(r, PROFILE_EXPERIMENT, k), "side,mech,period,body,all,first,second");

	for (const struct mech *m = profile_mechs(); m->name; m++)
		for (size_t p = 0; p < ARRAY_SIZE(profile_shown); p++)
			for (size_t b = 0; b < PB_NR_PROFILE_BODIES; b++) {
				const struct result_cell *c = profile_cell(r, k->release, m, "cpu-clock", profile_shown[p],
									   sampler_bodies[b]);

				if (!c)
					continue;
				table_put(t, "%s", arm_text(m->arm));
				table_put(t, "%s", m->name);
				table_put(t, "%s", profile_shown[p]);
				table_put(t, "%s", sampler_bodies[b]);
				table_take(t, profile_share(c, "samples"));
				table_take(t, profile_share(c, "first"));
				table_take(t, profile_share(c, "second"));
			}
	return t;
}

/* "module perf_event 1,234, eBPF perf_event 1,500"; caller frees; NULL: nothing was measured. */
static char *profile_sentence(const struct results *r, const struct result_kernel *k)
{
	char *text = NULL;

	for (const struct mech *m = profile_mechs(); m->name; m++) {
		const struct result_cell *c = profile_cell(r, k->release, m, "cpu-clock", PROFILE_LEAD, "address");
		s64 value;

		if (!c || c->outcome != OUTCOME_OK || !results_int(c->record, "metrics.added_insn_per_event.value", &value))
			continue;
		if (!text)
			text_add(&text, "Instructions that a sample by the clock, one in " PROFILE_LEAD ", counted by address, adds on "
					"Linux %s (and %d of them a second): ", k->label, PROFILE_HERTZ);
		else
			text_add(&text, "; ");
		text_add(&text, "%s %s %lld (%lld)", arm_text(m->arm), m->name, (long long)value,
			 (long long)value * PROFILE_HERTZ);
	}
	if (text)
		text_add(&text, ".");
	return text;
}

static const struct result_kernel *profile_newest(const struct results *r)
{
	size_t n = r->nr_kernels;

	while (n && !profile_has(r, r->kernels[n - 1].release))
		n--;
	return n ? &r->kernels[n - 1] : NULL;
}

static void profile_answer(struct chapter_run *c, struct page *p)
{
	const struct result_kernel *k = profile_newest(c->r);
	char *sentence = k ? profile_sentence(c->r, k) : NULL;

	if (sentence)
		page_text(p, "%s", sentence);
	if (k)
		page_table(p, profile_costs(c->r, k));
	free(sentence);
}

static void profile_body(struct chapter_run *c, struct page *p)
{
	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		const struct result_kernel *k = &c->r->kernels[i];

		if (!profile_has(c->r, k->release))
			continue;
		page_heading(p, 2, "Samples on Linux %s", k->label);
		if (k != profile_newest(c->r))
			page_table(p, profile_costs(c->r, k));
		page_table(p, profile_seen(c->r, k));
	}
	page_text(p, "A program is called for samples by perf alone. A module has two ways: perf's overflow handler, which is the "
		     "like of the program and the only way to a CPU's own counters, and a timer of its own on each CPU, which does "
		     "without perf's accounting and can do no more than take time. Both are shown.");
}

static char *profile_headline(const struct results *r)
{
	const struct result_kernel *k = profile_newest(r);

	return k ? profile_sentence(r, k) : NULL;
}

static const struct chapter_output profile_outputs[] = {
	{ "tables/", "profile-", OUTPUT_TABLE },
	{ "tables/", "profile-shares-", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_profile = {
	.outputs = profile_outputs,
	.answer = profile_answer,
	.body = profile_body,
	.headline = profile_headline,
	.limits = "One CPU, and a clock that counts instructions: a period of 50 us is 50,000 of them. An interrupt's cost in time, "
		  "the caches that it leaves cold and the counters of a CPU's own (there is none under an emulator) are not in "
		  "these figures.",
};
