// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_rows - finding the cells of the experiment `channel`, and its pictures of exact ones.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/trial.h"
#include "report/channel.h"
#include "report/cost.h"
#include "report/curves.h"

static bool channel_is(const struct result_cell *c, const char *kernel, const char *key, const char *value)
{
	char *word = cell_key(c->name, key);
	bool is = word && !strcmp(word, value) && !strcmp(c->experiment, CHANNEL_EXPERIMENT) &&
		  !strcmp(c->kernel, kernel) && c->outcome == OUTCOME_OK;

	free(word);
	return is;
}

size_t channel_ways(const struct results *r, const char *kernel, struct channel_way **ways)
{
	size_t n = 0;

	*ways = NULL;
	for (const struct channel *ch = channels; ch->name; ch++)
		for (size_t i = 0; i < r->nr_cells; i++) {
			if (strcmp(r->cells[i].arm, ch->arm) || !channel_is(&r->cells[i], kernel, "channel", ch->name))
				continue;
			*ways = mem_grow(*ways, n + 1, sizeof(**ways));
			(*ways)[n++] = (struct channel_way){ ch->arm, str_dup(ch->name) };
			break;
		}
	return n;
}

void channel_ways_free(struct channel_way *ways, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(ways[i].channel);
	free(ways);
}

s64 *channel_sizes_of(const struct results *r, const char *kernel, const char *consumer)
{
	s64 *sizes = mem_alloc(1, sizeof(*sizes));
	size_t n = 0;

	for (u32 size = PB_STREAM_MIN; size <= PB_STREAM_MAX; size *= 2) {
		char *word = str_fmt("%u", size);
		bool has = false;

		for (size_t i = 0; i < r->nr_cells && !has; i++)
			has = channel_is(&r->cells[i], kernel, "size", word) &&
			      channel_is(&r->cells[i], kernel, "consumer", consumer);
		free(word);
		if (!has)
			continue;
		sizes = mem_grow(sizes, n + 2, sizeof(*sizes));
		sizes[n++] = size;
		sizes[n] = 0;
	}
	return sizes;
}

const struct result_cell *channel_cell(const struct results *r, const char *kernel, const struct channel_way *way,
				       s64 size, const char *policy, const char *consumer)
{
	char *name = str_fmt(CHANNEL_EXPERIMENT "/kernel=%s/channel=%s/size=%lld/policy=%s/consumer=%s/arm=%s", kernel,
			     way->channel, (long long)size, policy, consumer, way->arm);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_cells && !found; i++)
		if (r->cells[i].outcome == OUTCOME_OK && !strcmp(r->cells[i].name, name))
			found = &r->cells[i];
	free(name);
	return found;
}

s64 channel_value(const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s.value", metric);
	s64 value = -1;

	if (c)
		results_int(c->record, path, &value);
	free(path);
	return value;
}

char *channel_label(const struct channel_way *way)
{
	return str_fmt("%s, %s", way->channel, arm_text(way->arm));
}

const char *channel_color(const struct channel_way *way)
{
	static const struct {
		const char *arm, *channel, *color;
	} colors[] = {
		{ "kmod", "mmap", "#0072B2" },	  { "kmod", "read", "#009E73" },   { "kmod", "relay", "#56B4E9" },
		{ "ebpf", "ringbuf", "#D55E00" }, { "ebpf", "output", "#E69F00" }, { "ebpf", "perfbuf", "#CC79A7" },
		{ "kmod", "none", "#0072B2" },	  { "ebpf", "none", "#D55E00" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(colors); i++)
		if (!strcmp(colors[i].arm, way->arm) && !strcmp(colors[i].channel, way->channel))
			return colors[i].color;
	return "#000000";
}

/* A curve without points would only be an entry in the key; one point is no curve. */
void channel_curve_end(struct curves *l)
{
	struct curve *last = &l->curves[l->nr_curves - 1];

	if (last->n > 1)
		return;
	free(last->label);
	l->nr_curves--;
}

static char *channel_drawn(struct chapter_run *c, const struct result_kernel *k, struct curves *l, char *name,
			   const char *note)
{
	char *from = results_provenance_of(c->r, CHANNEL_EXPERIMENT, k), *caption = str_fmt("%s %s", note, from);
	bool drawn;

	l->name = name;
	drawn = curves_draw(c, l, caption);
	curves_free(l);
	free(caption);
	free(from);
	if (drawn)
		return name;
	free(name);
	return NULL;
}

/* A module's read() has the same producer as its mapped ring: one curve for both. */
char *channel_draw_cost(struct chapter_run *c, const struct result_kernel *k)
{
	static const double tics[] = { 16, 64, 256, 1024, 4096, -1 };
	struct curves l = { .title = "Instructions that a record adds to its producer", .x_title = "bytes of a record",
			   .log = true, .tics = tics };
	s64 *sizes = channel_sizes_of(c->r, k->release, "polls");
	struct channel_way *ways;
	size_t n = channel_ways(c->r, k->release, &ways);

	for (size_t i = 0; i < n; i++) {
		bool none = !strcmp(ways[i].channel, "none");
		struct curve *curve;

		if (!strcmp(ways[i].channel, "read"))
			continue;
		curve = curves_add(&l, channel_label(&ways[i]), channel_color(&ways[i]), none);
		for (const s64 *size = sizes; *size; size++) {
			s64 value = channel_value(channel_cell(c->r, k->release, &ways[i], *size, "none", "polls"),
						  "added_insn_per_event");

			if (value > 0)
				curve_point(curve, (double)*size, (double)value);
		}
		channel_curve_end(&l);
	}
	channel_ways_free(ways, n);
	free(sizes);
	return channel_drawn(c, k, &l, str_fmt("channel-cost-%s", k->label),
			     "Over an empty handler at the same hook; nobody is woken. Dashed: the record is written and "
			     "handed to nobody. What is read with read() has the producer of mmap.");
}

static s64 channel_any_size(const struct results *r, const char *kernel, const struct channel_way *way,
			    const s64 *sizes, const char *consumer, s64 *offered)
{
	for (; *sizes; sizes++) {
		const struct result_cell *cell = channel_cell(r, kernel, way, *sizes, "none", consumer);
		const struct result_cell *slow = channel_cell(r, kernel, way, *sizes, "none", "slow50");

		/* The size at which the speed was varied. */
		if (!cell || !slow)
			continue;
		*offered = channel_value(cell, "offered");
		return channel_value(cell, "dropped");
	}
	return -1;
}

char *channel_draw_loss(struct chapter_run *c, const struct result_kernel *k)
{
	static const double tics[] = { 0, 10, 25, 50, 75, 100, -1 };
	struct curves l = { .title = "Records lost to a slow consumer, %",
			   .x_title = "records that it takes, % of those made", .tics = tics };
	s64 *sizes = channel_sizes_of(c->r, k->release, "stopped");
	struct channel_way *ways;
	size_t n = channel_ways(c->r, k->release, &ways);

	for (size_t i = 0; i < n; i++) {
		struct curve *curve = curves_add(&l, channel_label(&ways[i]), channel_color(&ways[i]), false);

		/* They share a ring with the one before, and its curve. */
		curve->dashed = !strcmp(ways[i].channel, "read") || !strcmp(ways[i].channel, "output");
		for (const struct consumer *s = consumers; s->name; s++) {
			s64 offered = 0, lost = s->loses ? channel_any_size(c->r, k->release, &ways[i], sizes, s->name,
									     &offered) : -1;

			if (lost >= 0 && offered > 0)
				curve_point(curve, s->percent, 100.0 * (double)lost / (double)offered);
		}
		channel_curve_end(&l);
	}
	channel_ways_free(ways, n);
	free(sizes);
	return channel_drawn(c, k, &l, str_fmt("channel-loss-%s", k->label),
			     "Of records of 64 bytes, four times as many as the bare bytes of the buffer hold, made in bursts of 64. "
			     "Dashed: the ring of the one before, with another way out (read) or in (output).");
}
