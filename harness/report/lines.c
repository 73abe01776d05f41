// SPDX-License-Identifier: GPL-2.0-only
/*
 * lines - a picture of a few series over the same places, on a logarithmic axis, each named at its end.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/lines.h"
#include "report/script.h"

#define LINES_HEIGHT_MM 62.0 /* of the plot alone */
#define LINES_APART	0.052 /* of the axis: names closer than that are moved */

void lines_place(struct lines *l, char *name, bool beside)
{
	l->places = mem_grow(l->places, l->nr_places + 1, sizeof(*l->places));
	l->places[l->nr_places++] = (struct lines_place){ name, beside };
}

struct line *lines_add(struct lines *l, char *label, const char *color, bool dashed)
{
	struct line *line = &l->series[l->nr_series++];

	*line = (struct line){ label, color, dashed, mem_alloc(l->nr_places + 1, sizeof(*line->at)) };
	return line;
}

void lines_free(struct lines *l)
{
	for (size_t i = 0; i < l->nr_series; i++) {
		free(l->series[i].label);
		free(l->series[i].at);
	}
	for (size_t i = 0; i < l->nr_places; i++)
		free(l->places[i].name);
	free(l->places);
	*l = (struct lines){ 0 };
}

static size_t lines_beside(const struct lines *l)
{
	size_t n = 0;

	for (size_t p = 0; p < l->nr_places; p++)
		n += l->places[p].beside;
	return n;
}

/* A block of those places that are @beside, or of those that are not. */
static void lines_block(const struct lines *l, FILE *out, bool beside)
{
	for (size_t p = 0; p < l->nr_places; p++) {
		if (l->places[p].beside != beside)
			continue;
		fprintf(out, "%zu", p);
		for (size_t s = 0; s < l->nr_series; s++)
			if (l->series[s].at[p] > 0)
				fprintf(out, "\t%lld", (long long)l->series[s].at[p]);
			else
				fprintf(out, "\t?");
		fprintf(out, "\t%s\n", l->places[p].name);
	}
}

/* First the places that the lines join, then those beside them. */
static void lines_data(const struct lines *l, FILE *out)
{
	fprintf(out, "# place");
	for (size_t s = 0; s < l->nr_series; s++)
		fprintf(out, "\t%s", l->series[s].label);
	fprintf(out, "\tname\n");
	lines_block(l, out, false);
	fprintf(out, "\n\n");
	lines_block(l, out, true);
}

/* The axis, in powers of ten. */
static void lines_range(const struct lines *l, double *low, double *high)
{
	*low = 9;
	*high = 1;
	for (size_t s = 0; s < l->nr_series; s++)
		for (size_t p = 0; p < l->nr_places; p++)
			if (l->series[s].at[p] > 0) {
				double v = log10((double)l->series[s].at[p]);

				*low = v < *low ? v : *low;
				*high = v > *high ? v : *high;
			}
	*low = floor(*low);
	*high += 0.15;
}

/* Where the last number of a series is, from 0 to 1 of the axis; below 0 if it has none. */
static double line_end_at(const struct lines *l, const struct line *line, double low, double high)
{
	for (size_t p = l->nr_places; p; p--)
		if (line->at[p - 1] > 0)
			return (log10((double)line->at[p - 1]) - low) / (high - low);
	return -1;
}

/* Names beside the ends of their lines, from the lowest up, each far enough above the one before. */
static void lines_names(const struct lines *l, FILE *out, const struct geometry *g, double bottom, double low,
			double high)
{
	double at[LINES_SERIES], above = -1;
	bool done[LINES_SERIES] = { false };

	for (size_t i = 0; i < l->nr_series; i++)
		at[i] = line_end_at(l, &l->series[i], low, high);
	for (size_t n = 0; n < l->nr_series; n++) {
		size_t next = l->nr_series;
		double y;
		char *style;

		for (size_t i = 0; i < l->nr_series; i++)
			if (!done[i] && (next == l->nr_series || at[i] < at[next]))
				next = i;
		done[next] = true;
		if (at[next] < 0)
			continue;
		y = at[next] < above + LINES_APART ? above + LINES_APART : at[next];
		above = y;
		style = str_fmt("textcolor rgb '%s'", l->series[next].color);
		script_label(out, g, l->series[next].label, g->left + g->panel_width + 1.5,
			     bottom + y * g->panel_height, style);
		free(style);
	}
}

/* Letters of the longest name along the axis if the names stand upright, as they must where they do not fit; else 0. */
static size_t lines_upright(const struct lines *l, double width)
{
	size_t longest = 0;

	for (size_t p = 0; p < l->nr_places; p++)
		longest = strlen(l->places[p].name) > longest ? strlen(l->places[p].name) : longest;
	return (double)((longest + 1) * l->nr_places) * CHAR_MM > width ? longest : 0;
}

static void lines_script(const struct lines *l, FILE *out, const char *caption)
{
	struct geometry g = { .columns = 1, .rows = 1, .panel_height = LINES_HEIGHT_MM };
	double low, high, chars = 0, axis = AXIS_MM;
	size_t upright;

	for (size_t s = 0; s < l->nr_series; s++) {
		double n = (double)strlen(l->series[s].label);

		chars = n > chars ? n : chars;
	}
	lines_range(l, &low, &high);
	g.left = EDGE_MM + 6 * CHAR_MM;
	g.panel_width = WIDTH_MM - g.left - chars * CHAR_MM - EDGE_MM;
	upright = lines_upright(l, g.panel_width);
	axis += (double)(upright ? upright - 1 : 0) * CHAR_MM;
	g.bottom = EDGE_MM + LINE_MM * (double)caption_lines(caption);
	g.height = g.bottom + axis + g.panel_height + TITLE_MM + EDGE_MM;
	script_open(out, l->name);
	fprintf(out, "set logscale y\nset xrange [-0.2:%.1f]\nset yrange [%.6g:%.6g]\n",
		(double)l->nr_places - 0.8, pow(10, low), pow(10, high));
	fprintf(out, "set ytics nomirror out scale 0.5\nset xtics nomirror out scale 0.5 %s (",
		upright ? "rotate by 90 right offset 0,0.2" : "offset 0,0.4");
	for (size_t p = 0; p < l->nr_places; p++) {
		fprintf(out, "%s", p ? ", " : "");
		script_string(out, l->places[p].name);
		fprintf(out, " %zu", p);
	}
	fprintf(out, ") noenhanced\nset grid ytics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n");
	script_formats(out, g.height);
	script_title(out, &g, l->title);
	script_caption(out, &g, caption);
	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", g.left / WIDTH_MM,
		(g.left + g.panel_width) / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n",
		(g.bottom + axis) / g.height, (g.bottom + axis + g.panel_height) / g.height);
	lines_names(l, out, &g, g.bottom + axis, low, high);
	fprintf(out, "\tplot ");
	for (size_t s = 0; s < l->nr_series; s++)
		fprintf(out,
			"%s\\\n\t\tdat index 0 using 1:%zu with linespoints linewidth 1.5 %s linecolor rgb '%s' "
			"pointtype 7 pointsize 0.35",
			s ? ", " : "", s + 2, l->series[s].dashed ? "dashtype 2" : "dashtype 1",
			l->series[s].color);
	for (size_t s = 0; s < l->nr_series && lines_beside(l); s++)
		fprintf(out, ", \\\n\t\tdat index 1 using 1:%zu with points linecolor rgb '%s' pointtype 6 pointsize 0.9",
			s + 2, l->series[s].color);
	fprintf(out, "\n");
	script_close(out);
	geometry_free(&g);
}

bool lines_draw(struct chapter_run *c, const struct lines *l, const char *caption)
{
	static const char *const extensions[] = { "dat", "gp" };
	bool good = true;

	for (size_t i = 0; i < ARRAY_SIZE(extensions); i++) {
		char *text = NULL, *name = str_fmt("plots/%s.%s", l->name, extensions[i]);
		size_t len;
		FILE *out = open_memstream(&text, &len);

		if (!out)
			abort();
		if (i)
			lines_script(l, out, caption);
		else
			lines_data(l, out);
		fclose(out);
		good &= !output_write(c->to, name, text);
		free(text);
		free(name);
	}
	return good && chapter_draw(c, l->name);
}
