// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_times - tables of records a second, and of the share that is lost, from sampled cells.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/trial.h"
#include "report/channel.h"
#include "report/cost.h"

const struct result_cell *channel_times_cell(const struct results *r, const char *release, const struct channel *ch,
					     u32 size, const char *policy)
{
	char *words = str_fmt(CHANNEL_EXPERIMENT "/kernel=%s/channel=%s/size=%u/policy=%s/consumer=", release, ch->name, size,
			      policy);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_sampled && !found; i++)
		if (str_starts(r->sampled[i].name, words) && !strcmp(r->sampled[i].arm, ch->arm))
			found = &r->sampled[i];
	free(words);
	return found;
}

bool channel_times_rate(const struct result_cell *c, double *rate, double *low, double *high)
{
	if (!c || c->outcome != OUTCOME_OK || !results_num(c->record, "metrics.records_per_s.value", rate))
		return false;
	*low = json_number_value(json_array_get(results_at(c->record, "metrics.records_per_s.ci"), 0));
	*high = json_number_value(json_array_get(results_at(c->record, "metrics.records_per_s.ci"), 1));
	return true;
}

char *channel_times_note(const struct results *r)
{
	char *model = results_text(r->host, "cpu_model", "unknown");
	char *text = str_fmt("Class sampled: median and 95 %% interval, on the machine that ran; policy none: the reader looks "
			     "again and again. Host CPU %s.", model);

	free(model);
	return text;
}

/* "1,136 [923, 1,333], 0.2 %": thousands of records a second with their interval, and what is lost beside them. */
static char *times_text(const struct result_cell *c)
{
	double rate, low, high, lost;

	if (!channel_times_rate(c, &rate, &low, &high) || !results_num(c->record, "metrics.lost_share.value", &lost))
		return str_dup(c && c->outcome != OUTCOME_OK ? outcome_name(c->outcome) : "-");
	return str_fmt("%.0f [%.0f, %.0f], %.2g %%", rate / 1000, low / 1000, high / 1000, lost);
}

static void times_row(struct table *t, const struct results *r, const char *release, const struct channel *ch,
		      const char *policy, bool *skipped)
{
	const struct result_cell *cell;
	bool any = false;

	for (u32 size = PB_STREAM_MIN; size <= PB_STREAM_MAX; size *= 4) {
		cell = channel_times_cell(r, release, ch, size, policy);
		any |= cell && cell->outcome != OUTCOME_SKIP;
		*skipped |= cell && cell->outcome == OUTCOME_SKIP;
	}
	if (!any)
		return;
	table_put(t, "%s", arm_text(ch->arm));
	table_put(t, "%s", ch->name);
	table_put(t, "%s", policy);
	for (u32 size = PB_STREAM_MIN; size <= PB_STREAM_MAX; size *= 4)
		table_take(t, times_text(channel_times_cell(r, release, ch, size, policy)));
}

/* The reason of the first cell that was skipped. */
static const char *times_why(const struct results *r, const char *release)
{
	for (size_t i = 0; i < r->nr_sampled; i++)
		if (!strcmp(r->sampled[i].experiment, CHANNEL_EXPERIMENT) && !strcmp(r->sampled[i].kernel, release) &&
		    r->sampled[i].outcome == OUTCOME_SKIP)
			return r->sampled[i].reason;
	return "";
}

static void times_kernel(const struct results *r, struct page *p, const char *release, const char *picture)
{
	char *note = channel_times_note(r);
	struct table *t = table_new(str_fmt("channel-rate-%s", release),
				    str_fmt("Thousands of records a second that reach a reader with a CPU of its own, and what is "
					    "lost meanwhile, Linux %s", release),
				    note, "side,channel,policy");
	bool skipped = false;

	for (u32 size = PB_STREAM_MIN; size <= PB_STREAM_MAX; size *= 4) {
		char *head = str_fmt("%u B", size);

		table_column(t, true, head);
		free(head);
	}
	for (const struct channel *ch = channels; ch->name; ch++) {
		times_row(t, r, release, ch, "none", &skipped);
		for (const char *const *policy = ch->policies; *policy; policy++)
			times_row(t, r, release, ch, *policy, &skipped);
	}
	page_table(p, t);
	if (picture)
		page_picture(p, str_dup(picture),
			     str_fmt("Records a second that reach a reader with a CPU of its own, over their size, Linux %s.", release));
	if (skipped)
		page_text(p, "Skipped there: %s.", times_why(r, release));
}

const char *channel_times_release(const struct results *r, size_t i)
{
	if (strcmp(r->sampled[i].experiment, CHANNEL_EXPERIMENT))
		return NULL;
	for (size_t k = 0; k < i; k++)
		if (!strcmp(r->sampled[k].experiment, CHANNEL_EXPERIMENT) && !strcmp(r->sampled[k].kernel, r->sampled[i].kernel))
			return NULL;
	return r->sampled[i].kernel;
}

void channel_times(const struct results *r, struct page *p, char *const *pictures)
{
	for (size_t i = 0; i < r->nr_sampled; i++)
		if (channel_times_release(r, i))
			times_kernel(r, p, r->sampled[i].kernel, pictures[i]);
}
