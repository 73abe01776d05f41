// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel_rate - picture of the records a second that reach a reader, over their size, from sampled cells.
 */
#include <stdlib.h>
#include <string.h>

#include "channel/trial.h"
#include "report/channel.h"
#include "report/curves.h"

/* Readers that poll: they are what a channel can carry, and not what waking costs. */
char *channel_draw_rate(struct chapter_run *c, const char *release)
{
	static const double tics[] = { 16, 64, 256, 1024, 4096, -1 };
	struct curves l = { .title = "Thousands of records a second that reach a reader", .x_title = "bytes of a record",
			    .log = true, .tics = tics };
	char *note = channel_times_note(c->r), *name;
	bool drawn;

	for (const struct channel *ch = channels; ch->name; ch++) {
		struct channel_way way = { ch->arm, (char *)ch->name };
		struct curve *curve = curves_add(&l, channel_label(&way), channel_color(&way), false);

		for (u32 size = PB_STREAM_MIN; size <= PB_STREAM_MAX; size *= 2) {
			double rate, low, high;

			if (channel_times_rate(channel_times_cell(c->r, release, ch, size, "none"), &rate, &low, &high) && rate > 0)
				curve_interval(curve, size, rate / 1000, low / 1000, high / 1000);
		}
		channel_curve_end(&l);
	}
	l.name = name = str_fmt("channel-rate-%s", release);
	drawn = curves_draw(c, &l, note);
	curves_free(&l);
	free(note);
	if (drawn)
		return name;
	free(name);
	return NULL;
}
