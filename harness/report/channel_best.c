// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_best - which channel of each side is best at what, and every other one that was tried.
 *
 * No channel is best at everything, so none is chosen for the reader: the table says by what measure it wins.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/channel.h"
#include "report/channel.h"
#include "report/cost.h"

const struct channel_quality channel_qualities[NR_CHANNEL_QUALITIES + 1] = {
	[CHANNEL_PRODUCER] = { "instructions of the producer", "none", "polls", "added_insn_per_event", false },
	[CHANNEL_READER] = { "instructions of a reader that polls", "none", "polls", "consume_insn_per_record", false },
	[CHANNEL_BATCHES] = { "both, reader woken for batches", "batch", "waits", "added_insn_per_event", false },
	[CHANNEL_WAKES] = { "both, reader woken for each record", "each", "waits", "added_insn_per_event", false },
	[CHANNEL_HOLDS] = { "records that 256 KiB hold", "none", "stopped", "capacity", true },
	[CHANNEL_FULL] = { "instructions of a record without room", "none", "stopped", "added_insn_per_event", false },
	[NR_CHANNEL_QUALITIES] = { .text = NULL },
};

bool channel_hands(const struct channel_way *way)
{
	return strcmp(way->channel, "none") != 0;
}

s64 channel_quality(const struct results *r, const char *kernel, const struct channel_way *way,
		    const struct channel_quality *q)
{
	return channel_value(channel_cell(r, kernel, way, CHANNEL_LEAD, q->policy, q->consumer), q->metric);
}

const struct channel_way *channel_best(const struct results *r, const char *kernel, const struct channel_way *ways,
				       size_t n, const char *arm, const struct channel_quality *q)
{
	const struct channel_way *best = NULL;
	s64 most = 0;

	for (size_t i = 0; i < n; i++) {
		bool has = !strcmp(ways[i].arm, arm) && channel_hands(&ways[i]);
		s64 value = has ? channel_quality(r, kernel, &ways[i], q) : -1;

		if (value >= 0 && (!best || (q->higher ? value > most : value < most))) {
			best = &ways[i];
			most = value;
		}
	}
	return best;
}

char *channel_others(const struct results *r, const char *kernel, const struct channel_way *ways, size_t n,
		     const struct channel_way *best, const struct channel_quality *q)
{
	char *text = NULL;

	for (size_t i = 0; i < n; i++) {
		bool other = &ways[i] != best && !strcmp(ways[i].arm, best->arm) && channel_hands(&ways[i]);
		s64 value = other ? channel_quality(r, kernel, &ways[i], q) : -1;

		if (value >= 0)
			text_add(&text, "%s`%s` %lld", text ? ", " : "", ways[i].channel, (long long)value);
	}
	return text ? text : str_dup("no other has it");
}

static bool channel_has_policy(const struct channel *ch, const char *policy)
{
	for (const char *const *p = ch->policies; *p; p++)
		if (!strcmp(*p, policy))
			return true;
	return false;
}

/* Outcome of the cell that has no figure, or that there is none; caller frees. */
static char *channel_why_none(const struct results *r, const char *kernel, const struct channel *ch,
			      const struct channel_quality *q)
{
	char *name;
	const char *why = "not run";

	if (!strcmp(q->consumer, "waits") && !channel_has_policy(ch, q->policy))
		return str_dup("has no such policy");
	name = str_fmt(CHANNEL_EXPERIMENT "/kernel=%s/channel=%s/size=%d/policy=%s/consumer=%s/arm=%s", kernel, ch->name,
		       CHANNEL_LEAD, q->policy, q->consumer, ch->arm);
	for (size_t i = 0; i < r->nr_cells; i++)
		if (!strcmp(r->cells[i].name, name) && r->cells[i].outcome != OUTCOME_OK)
			why = outcome_name(r->cells[i].outcome);
	free(name);
	return str_dup(why);
}

/* "; `relay` has no such policy": channels of @arm without this figure, and why; NULL: there are none; caller frees. */
static char *channel_lacking(const struct results *r, const char *kernel, const char *arm, const struct channel_quality *q)
{
	char *text = NULL;

	for (const struct channel *ch = channels; ch->name; ch++) {
		struct channel_way way = { ch->arm, (char *)ch->name };
		char *why;

		if (strcmp(ch->arm, arm) || !channel_hands(&way) || channel_quality(r, kernel, &way, q) >= 0)
			continue;
		why = channel_why_none(r, kernel, ch, q);
		text_add(&text, "; `%s` %s", ch->name, why);
		free(why);
	}
	return text;
}

struct table *channel_best_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("channel-best-%s", k->label),
				    str_fmt("Which channel is best at what, records of %d bytes: Linux %s", CHANNEL_LEAD, k->label),
				    results_provenance_of(r, CHANNEL_EXPERIMENT, k), "measured,side,best,#value,others");
	static const char *const arms[] = { "kmod", "ebpf" };
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);

	for (const struct channel_quality *q = channel_qualities; q->text; q++)
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			const struct channel_way *best = channel_best(r, k->release, ways, n, arms[a], q);
			char *others, *lacking;

			if (!best)
				continue;
			others = channel_others(r, k->release, ways, n, best, q);
			lacking = channel_lacking(r, k->release, arms[a], q);
			table_put(t, "%s", q->text);
			table_put(t, "%s", arm_text(arms[a]));
			table_put(t, "`%s`", best->channel);
			table_put(t, "%lld", (long long)channel_quality(r, k->release, best, q));
			table_put(t, "%s%s", others, lacking ? lacking : "");
			free(lacking);
			free(others);
		}
	channel_ways_free(ways, n);
	return t;
}

/* "`mmap` 4, `relay` 2": at how many measures each channel of @arm has the best figure, or shares it; caller frees. */
static char *channel_wins(const struct results *r, const char *kernel, const struct channel_way *ways, size_t n,
			  const char *arm)
{
	char *text = NULL;

	for (size_t i = 0; i < n; i++) {
		unsigned int wins = 0;

		if (strcmp(ways[i].arm, arm) || !channel_hands(&ways[i]))
			continue;
		for (const struct channel_quality *q = channel_qualities; q->text; q++) {
			const struct channel_way *best = channel_best(r, kernel, ways, n, arm, q);

			wins += best && channel_quality(r, kernel, best, q) == channel_quality(r, kernel, &ways[i], q);
		}
		text_add(&text, "%s`%s` %u", text ? ", " : "", ways[i].channel, wins);
	}
	return text ? text : str_dup("none was measured");
}

char *channel_why(const struct results *r, const struct result_kernel *k)
{
	const struct channel_quality *q = &channel_qualities[CHANNEL_PRODUCER];
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);
	const struct channel_way *best[2] = { channel_best(r, k->release, ways, n, "kmod", q),
					      channel_best(r, k->release, ways, n, "ebpf", q) };
	char *kmod = channel_wins(r, k->release, ways, n, "kmod"), *ebpf = channel_wins(r, k->release, ways, n, "ebpf");
	char *text = NULL;

	if (best[0] && best[1])
		text_add(&text,
			 "The first lines show `%s` and `%s`, whose producers pay least: that is what the events of others cost. Of "
			 "these %d measures each channel has the best figure, or shares it, at so many: module %s; eBPF %s. In the "
			 "tables by size the best figure of each side is bold.", best[0]->channel, best[1]->channel,
			 NR_CHANNEL_QUALITIES, kmod, ebpf);
	free(ebpf);
	free(kmod);
	channel_ways_free(ways, n);
	return text;
}
