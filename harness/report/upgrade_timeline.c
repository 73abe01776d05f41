// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade_timeline - one upgrade of each strategy as stretches of events.
 *
 * 0 is where the versions change, and the axis is logarithmic on both sides of it: what is missed or doubled begins at the
 * same place in every row, so that lengths compare, and a swapped pointer fits beside an unloaded module.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/upgrade_draw.h"

#define TIMELINE_LEAST 0.06 /* a stretch that matters is drawn at least so wide, of a power of ten */

enum timeline_fate { TIMELINE_OLD, TIMELINE_NEW, TIMELINE_BOTH, TIMELINE_NONE };

static int timeline_fate(const char *name)
{
	for (int i = 0; i < NR_PLOT_FATES; i++)
		if (name && !strcmp(name, plot_fates[i].key))
			return i;
	return -1;
}

/* A place on an axis that is logarithmic on both sides of 0. */
static double timeline_place(double events)
{
	return events < 0 ? -log10(1 - events) : log10(1 + events);
}

static const json_t *timeline_part(const struct upgrade_row *r, const char *name)
{
	return json_object_get(json_object_get(r->cell->record, "timeline"), name);
}

/* Where the versions change: the first event that is not the old version's alone; without one, the step that is to do it. */
static s64 timeline_origin(const struct upgrade_row *r)
{
	const json_t *first = json_array_get(timeline_part(r, "stretches"), 0), *steps = json_object_get(r->cell->record, "steps");
	s64 origin = 0;

	if (json_array_size(timeline_part(r, "stretches")) > 1 && timeline_fate(json_string_value(json_array_get(first, 0))) == TIMELINE_OLD)
		return json_integer_value(json_array_get(first, 1));
	for (size_t i = json_array_size(steps); i--;)
		if (json_is_true(json_object_get(json_array_get(steps, i), "swaps")))
			results_int(json_array_get(timeline_part(r, "steps"), i), "begin", &origin);
	return origin;
}

/* The stretches from the first step on: y, fate, from, to. */
static void timeline_row(FILE *out, const struct upgrade_row *r, size_t y, struct plot_range *x)
{
	const json_t *stretches = timeline_part(r, "stretches"), *one;
	s64 at = 0, begin = 0, origin = timeline_origin(r);
	size_t i;

	results_int(json_array_get(timeline_part(r, "steps"), 0), "begin", &begin);
	begin = begin < origin ? begin : origin;
	json_array_foreach(stretches, i, one)
	{
		int fate = timeline_fate(json_string_value(json_array_get(one, 0)));
		s64 events = json_integer_value(json_array_get(one, 1)), to = at + events;
		double left = timeline_place((double)((at > begin ? at : begin) - origin));
		double right = timeline_place((double)(to - origin));

		at = to;
		if (fate < 0 || to <= begin)
			continue;
		if (fate >= TIMELINE_BOTH && right < left + TIMELINE_LEAST)
			right = left + TIMELINE_LEAST;
		fprintf(out, "%zu\t%d\t%.5f\t%.5f\n", y, fate, left, right);
		x->least = left < x->least ? left : x->least;
		x->most = right > x->most ? right : x->most;
	}
}

/* Where steps begin: y, x. */
static void timeline_marks(FILE *out, const struct upgrade_row *r, size_t y)
{
	const json_t *steps = timeline_part(r, "steps");

	for (size_t i = 0; i < json_array_size(steps); i++) {
		s64 begin = 0;

		results_int(json_array_get(steps, i), "begin", &begin);
		fprintf(out, "%zu\t%.5f\n", y, timeline_place((double)(begin - timeline_origin(r))));
	}
}

char *timeline_dat(const struct upgrade_rows *rows, struct plot_range *x)
{
	char *text = NULL;
	size_t len, y = 0;
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "# y\tfate (0 old, 1 new, 2 both, 3 none)\tfrom\tto: sign(n) log10(1 + |n|), n events from where versions change\n");
	for (size_t i = 0; i < rows->n; i++)
		if (plot_shown(rows, i))
			timeline_row(out, &rows->v[i], y++, x);
	fprintf(out, "\n\n# y\twhere a step begins\n");
	y = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (plot_shown(rows, i))
			timeline_marks(out, &rows->v[i], y++);
	fclose(out);
	return text;
}

void timeline_axis(FILE *out, const struct plot_range *x)
{
	fprintf(out, "set xrange [%.4g:%.4g]\nset xtics ('0' 0", x->least - 0.1, x->most + 0.1);
	for (int power = 1; power < 9; power++) {
		double place = timeline_place(pow(10, power));

		if (-place > x->least)
			fprintf(out, ", '-10^%d' %.5f", power, -place);
		if (place < x->most)
			fprintf(out, ", '10^%d' %.5f", power, place);
	}
	fprintf(out, ")\nset arrow from first 0, graph 0 to first 0, graph 1 nohead back linewidth 1 linecolor rgb '#808080'\n");
}

char *timeline_label(const struct upgrade_row *r)
{
	const json_t *stretches = timeline_part(r, "stretches"), *one;
	s64 sum[NR_PLOT_FATES] = { 0 };
	char *missed, *twice, *text;
	size_t i;

	json_array_foreach(stretches, i, one)
	{
		int fate = timeline_fate(json_string_value(json_array_get(one, 0)));

		if (fate >= 0)
			sum[fate] += json_integer_value(json_array_get(one, 1));
	}
	missed = upgrade_number(sum[TIMELINE_NONE]);
	twice = upgrade_number(sum[TIMELINE_BOTH]);
	text = str_fmt("%s missed, %s twice", missed, twice);
	free(twice);
	free(missed);
	return text;
}
