// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_best - which channel of each side is best at what, and every other one that was tried.
 *
 * No channel is best at everything, so none is chosen for the reader: the table says by what measure it wins.
 */
#include <stdlib.h>
#include <string.h>

#include "report/channel.h"
#include "report/cost.h"

const struct channel_quality channel_qualities[] = {
	{ "instructions of the producer", "none", "polls", "added_insn_per_event", false },
	{ "instructions of a reader that polls", "none", "polls", "consume_insn_per_record", false },
	{ "both, reader woken for batches", "batch", "waits", "added_insn_per_event", false },
	{ "both, reader woken for each record", "each", "waits", "added_insn_per_event", false },
	{ "records that 256 KiB hold", "none", "stopped", "capacity", true },
	{ "instructions of a record without room", "none", "stopped", "added_insn_per_event", false },
	{ .text = NULL },
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

			if (!best)
				continue;
			table_put(t, "%s", q->text);
			table_put(t, "%s", arm_text(arms[a]));
			table_put(t, "`%s`", best->channel);
			table_put(t, "%lld", (long long)channel_quality(r, k->release, best, q));
			table_take(t, channel_others(r, k->release, ways, n, best, q));
		}
	channel_ways_free(ways, n);
	return t;
}
