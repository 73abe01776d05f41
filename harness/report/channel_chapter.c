// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_chapter - what the report says of the ways by which records reach user space.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/trial.h"
#include "report/channel.h"
#include "report/cost.h"

static const struct result_kernel *newest(const struct results *r)
{
	return r->nr_kernels ? &r->kernels[r->nr_kernels - 1] : NULL;
}

/* What a record costs on both sides; caller frees, NULL: too little was measured. */
static char *channel_sentence(const struct results *r, const struct result_kernel *k)
{
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);
	const struct channel_quality *q = &channel_qualities[CHANNEL_PRODUCER];
	const struct channel_way *best[2] = { channel_best(r, k->release, ways, n, "kmod", q),
					      channel_best(r, k->release, ways, n, "ebpf", q) };
	char *text = NULL;

	if (best[0] && best[1]) {
		char *others[2] = { channel_others(r, k->release, ways, n, best[0], q),
				    channel_others(r, k->release, ways, n, best[1], q) };

		text_add(&text,
			 "On Linux %s, handing a record of %d bytes to user space adds %lld instructions to an empty handler of a "
			 "module (`%s`; %s), and %lld to an empty program (`%s`; %s).",
			 k->label, CHANNEL_LEAD, (long long)channel_quality(r, k->release, best[0], q), best[0]->channel,
			 others[0], (long long)channel_quality(r, k->release, best[1], q), best[1]->channel, others[1]);
		free(others[0]);
		free(others[1]);
	}
	channel_ways_free(ways, n);
	return text;
}

/* Is every record that did not come counted as dropped, in every cell? Caller frees. */
static char *loss_sentence(const struct results *r)
{
	u64 cells = 0, dropped = 0, uncounted = 0, bad = 0;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		s64 missed = channel_value(c, "missed");

		if (strcmp(c->experiment, CHANNEL_EXPERIMENT) || missed < 0)
			continue;
		cells++;
		dropped += (u64)missed;
		uncounted += (u64)llabs(channel_value(c, "uncounted"));
		bad += (u64)channel_value(c, "wrong");
	}
	return str_fmt("In %llu cells %llu records were lost on purpose; readers miss %llu that no side counted as dropped, and "
		       "%llu came twice, out of order or damaged.", (unsigned long long)cells, (unsigned long long)dropped,
		       (unsigned long long)uncounted, (unsigned long long)bad);
}

static void put_marked(struct table *t, s64 value, bool best)
{
	const char *mark = best ? "**" : "";

	if (value < 0)
		table_put(t, "-");
	else
		table_put(t, "%s%lld%s", mark, (long long)value, mark);
}

static void put_value(struct table *t, s64 value)
{
	put_marked(t, value, false);
}

/* Has no channel of the same side a better figure? The floor hands nothing over and has no say. */
static bool best_here(const struct results *r, const struct result_kernel *k, const struct channel_way *ways, size_t n,
		      size_t i, s64 size, const struct channel_quality *q)
{
	s64 mine = channel_value(channel_cell(r, k->release, &ways[i], size, q->policy, q->consumer), q->metric);

	for (size_t o = 0; o < n && mine >= 0 && channel_hands(&ways[i]); o++) {
		s64 other = channel_value(channel_cell(r, k->release, &ways[o], size, q->policy, q->consumer), q->metric);

		if (!strcmp(ways[o].arm, ways[i].arm) && channel_hands(&ways[o]) && other >= 0 &&
		    (q->higher ? other > mine : other < mine))
			return false;
	}
	return mine >= 0 && channel_hands(&ways[i]);
}

/* Channels down, sizes across. */
static struct table *size_table(const struct results *r, const struct result_kernel *k, const char *stem,
				const char *title, const struct channel_quality *q)
{
	struct table *t = table_new(str_fmt("channel-%s-%s", stem, k->label), str_fmt("%s: Linux %s", title, k->label),
				    results_provenance_of(r, CHANNEL_EXPERIMENT, k), "side,channel");
	s64 *sizes = channel_sizes_of(r, k->release, q->consumer);
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);

	for (const s64 *size = sizes; *size; size++) {
		char *head = str_fmt("%lld B", (long long)*size);

		table_column(t, true, head);
		free(head);
	}
	for (size_t i = 0; i < n && *sizes; i++) {
		/* The floor has a producer, and nothing else. */
		if (!channel_hands(&ways[i]) && (strcmp(q->metric, "added_insn_per_event") || strcmp(q->consumer, "polls")))
			continue;
		table_put(t, "%s", arm_text(ways[i].arm));
		table_put(t, "%s", ways[i].channel);
		for (const s64 *size = sizes; *size; size++)
			put_marked(t, channel_value(channel_cell(r, k->release, &ways[i], *size, q->policy, q->consumer), q->metric),
				   best_here(r, k, ways, n, i, *size, q));
	}
	channel_ways_free(ways, n);
	free(sizes);
	return t;
}

/* "500" wake-ups for 1,000 records: how often a reader that waits was woken, over all sizes. */
static char *wakeups_text(const struct results *r, const char *kernel, const struct channel_way *way, const s64 *sizes,
			  const char *policy)
{
	double low = -1, high = -1;

	for (; *sizes; sizes++) {
		const struct result_cell *c = channel_cell(r, kernel, way, *sizes, policy, "waits");
		s64 records = channel_value(c, "records"), wakeups = channel_value(c, "wakeups");
		double share = records > 0 ? 1000.0 * (double)wakeups / (double)records : -1;

		if (share < 0)
			continue;
		low = low < 0 || share < low ? share : low;
		high = share > high ? share : high;
	}
	if (high < 0)
		return str_dup("-");
	return high - low < 0.05 ? str_fmt("%.4g", high) : str_fmt("%.4g to %.4g", low, high);
}

/* What a record costs from its producer to a reader that sleeps: waking, switching and reading included. */
static struct table *wake_table(const struct results *r, const struct result_kernel *k)
{
	static const char *const policies[] = { "each", "auto", "batch", NULL };
	struct table *t = table_new(str_fmt("channel-wake-%s", k->label),
				    str_fmt("Instructions of a record, its sleeping reader's included: Linux %s", k->label),
				    results_provenance_of(r, CHANNEL_EXPERIMENT, k), "side,channel,policy,#wake-ups of 1000");
	s64 *sizes = channel_sizes_of(r, k->release, "waits");
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);

	for (const s64 *size = sizes; *size; size++) {
		char *head = str_fmt("%lld B", (long long)*size);

		table_column(t, true, head);
		free(head);
	}
	for (size_t i = 0; i < n; i++)
		for (const char *const *policy = policies; *policy; policy++) {
			char *wakeups = wakeups_text(r, k->release, &ways[i], sizes, *policy);

			if (!strcmp(wakeups, "-")) {
				free(wakeups);
				continue;
			}
			table_put(t, "%s", arm_text(ways[i].arm));
			table_put(t, "%s", ways[i].channel);
			table_put(t, "%s", *policy);
			table_take(t, wakeups);
			for (const s64 *size = sizes; *size; size++)
				put_value(t, channel_value(channel_cell(r, k->release, &ways[i], *size, *policy, "waits"),
							   "added_insn_per_event"));
		}
	channel_ways_free(ways, n);
	free(sizes);
	return t;
}

static bool loss_has(const struct results *r, const struct result_kernel *k, const struct consumer *s)
{
	s64 *sizes = channel_sizes_of(r, k->release, s->name);
	bool has = s->loses && *sizes;

	free(sizes);
	return has;
}

/* Of records made for a consumer that is too slow, how many were dropped, for the size where its speed varies. */
static struct table *loss_table(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("channel-loss-%s", k->label),
				    str_fmt("Records of %d bytes dropped, by what the consumer takes of 100: Linux %s", CHANNEL_LEAD,
					    k->label),
				    results_provenance_of(r, CHANNEL_EXPERIMENT, k), "side,channel,#offered");
	struct channel_way *ways;
	size_t n = channel_ways(r, k->release, &ways);

	for (const struct consumer *s = consumers; s->name; s++) {
		char *head = str_fmt("%u", s->percent);

		if (loss_has(r, k, s))
			table_column(t, true, head);
		free(head);
	}
	for (size_t i = 0; i < n; i++) {
		const struct result_cell *stopped = channel_cell(r, k->release, &ways[i], CHANNEL_LEAD, "none", "stopped");

		if (!stopped)
			continue;
		table_put(t, "%s", arm_text(ways[i].arm));
		table_put(t, "%s", ways[i].channel);
		put_value(t, channel_value(stopped, "offered"));
		for (const struct consumer *s = consumers; s->name; s++)
			if (loss_has(r, k, s))
				put_value(t, channel_value(channel_cell(r, k->release, &ways[i], CHANNEL_LEAD, "none", s->name),
							   "dropped"));
	}
	channel_ways_free(ways, n);
	return t;
}

struct channel_pictures {
	char **cost, **loss; /* a kernel; NULL: not drawn */
	char **rate;	     /* the same, a sampled cell that is its kernel's first */
};

static void channel_open(struct chapter_run *c)
{
	struct channel_pictures *own = c->own = mem_alloc(1, sizeof(*own));

	own->cost = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->cost));
	own->loss = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->loss));
	own->rate = mem_alloc(c->r->nr_sampled + 1, sizeof(*own->rate));
	for (size_t i = 0; i < c->r->nr_sampled; i++)
		if (channel_times_release(c->r, i))
			own->rate[i] = channel_draw_rate(c, c->r->sampled[i].kernel);
	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		own->cost[i] = channel_draw_cost(c, &c->r->kernels[i]);
		own->loss[i] = channel_draw_loss(c, &c->r->kernels[i]);
	}
}

static void channel_close(struct chapter_run *c)
{
	struct channel_pictures *own = c->own;

	for (size_t i = 0; i < c->r->nr_kernels; i++) {
		free(own->cost[i]);
		free(own->loss[i]);
	}
	for (size_t i = 0; i < c->r->nr_sampled; i++)
		free(own->rate[i]);
	free(own->rate);
	free(own->cost);
	free(own->loss);
	free(own);
}

static struct table *cost_table(const struct results *r, const struct result_kernel *k)
{
	return size_table(r, k, "cost", "Instructions that a record adds to its producer",
			  &channel_qualities[CHANNEL_PRODUCER]);
}

static void channel_answer(struct chapter_run *c, struct page *p)
{
	const struct channel_pictures *own = c->own;
	const struct result_kernel *k = newest(c->r);
	char *sentence = k ? channel_sentence(c->r, k) : NULL, *loss = loss_sentence(c->r);

	if (!k)
		channel_times(c->r, p, own->rate);
	if (sentence)
		page_text(p, "%s", sentence);
	if (k)
		page_text(p, "%s", loss);
	if (k)
		page_table(p, cost_table(c->r, k));
	if (k && own->cost[c->r->nr_kernels - 1])
		page_picture(p, str_dup(own->cost[c->r->nr_kernels - 1]),
			     str_fmt("What a record adds to its producer, over its size, Linux %s.", k->label));
	free(loss);
	free(sentence);
}

static void channel_kernel(struct chapter_run *c, struct page *p, size_t i)
{
	const struct channel_pictures *own = c->own;
	const struct result_kernel *k = &c->r->kernels[i];

	page_heading(p, 2, "Channels on Linux %s", k->label);
	if (k != newest(c->r)) {
		char *sentence = channel_sentence(c->r, k);

		if (sentence)
			page_text(p, "%s", sentence);
		page_table(p, cost_table(c->r, k));
		if (own->cost[i])
			page_picture(p, str_dup(own->cost[i]),
				     str_fmt("What a record adds to its producer, over its size, Linux %s.", k->label));
		free(sentence);
	}
	page_table(p, size_table(c->r, k, "read", "Instructions of a reader that polls, for each record",
				 &channel_qualities[CHANNEL_READER]));
	page_table(p, wake_table(c->r, k));
	page_table(p, loss_table(c->r, k));
	if (own->loss[i])
		page_picture(p, str_dup(own->loss[i]),
			     str_fmt("What is lost to a consumer that is too slow, Linux %s.", k->label));
	page_table(p, size_table(c->r, k, "capacity", "Records that 256 KiB hold for a reader that has stopped",
				 &channel_qualities[CHANNEL_HOLDS]));
	page_table(p, size_table(c->r, k, "full", "Instructions of a record that finds no room",
				 &channel_qualities[CHANNEL_FULL]));
}

static void channel_body(struct chapter_run *c, struct page *p)
{
	const struct channel_pictures *own = c->own;
	char *why = newest(c->r) ? channel_why(c->r, newest(c->r)) : NULL;

	page_heading(p, 2, "Which channels");
	for (const struct channel *ch = channels; ch->name; ch++)
		page_item(p, "`%s`, %s: %s", ch->name, arm_text(ch->arm), ch->summary);
	if (newest(c->r))
		page_table(p, channel_best_table(c->r, newest(c->r)));
	if (why)
		page_text(p, "%s", why);
	free(why);
	for (size_t i = 0; i < c->r->nr_kernels; i++)
		channel_kernel(c, p, i);
	if (c->r->nr_kernels)
		channel_times(c->r, p, own->rate);
}

static char *channel_headline(const struct results *r)
{
	const struct result_kernel *k = newest(r);
	char *sentence = k ? channel_sentence(r, k) : NULL, *loss = loss_sentence(r), *text = NULL;

	if (k)
		text_add(&text, "%s%s%s\n\n![What a record adds to its producer](plots/channel-cost-%s.svg)\n",
			 sentence ? sentence : "", sentence ? " " : "", loss, k->label);
	free(loss);
	free(sentence);
	return text ? text : str_dup("");
}

static const char channel_limits[] =
	"One CPU, one producer: what CPUs that share a ring cost each other is not seen, nor what a cache miss costs. "
	"Instructions are work, not time. A batch of relay is an eighth of its buffer, 512 records of 64 bytes; of the others it is 64 "
	"records. A record's contents are made up; reading them from the kernel would cost both sides more. "
	"Throughput is a figure of time: it comes from machines whose clock is not the emulator's, where a task that sends "
	"itself signals makes the records, no faster than it can.";

static const struct chapter_output channel_outputs[] = {
	{ "tables/", "channel-*", OUTPUT_TABLE },
	{ "plots/", "channel-cost-", OUTPUT_PLOT },
	{ "plots/", "channel-loss-", OUTPUT_PLOT },
	{ "plots/", "channel-rate-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_channel = {
	.outputs = channel_outputs,
	.open = channel_open,
	.answer = channel_answer,
	.body = channel_body,
	.limits = channel_limits,
	.headline = channel_headline,
	.close = channel_close,
};
