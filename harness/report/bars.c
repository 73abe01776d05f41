// SPDX-License-Identifier: GPL-2.0-only
/*
 * bars - a picture of bars that lie on their side, one below the other, in groups; stacked, or each part by itself.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/bars.h"
#include "report/script.h"

#define BARS_TEXT_CHARS 1.5 /* free space between a bar and the number at its end */
#define BARS_APART	1.4 /* times the height of a row that holds several bars */
#define BARS_HALF	0.38 /* of what a row has above and below its middle */

/* Okabe and Ito: told apart by people who see fewer colours, and in grey. */
static const char *const bars_colors[BARS_PARTS] = { "#56B4E9", "#0072B2", "#E69F00",
						     "#D55E00", "#CC79A7", "#999999" };

/* Gnuplot's numbers of filled shapes. */
static const int bars_marks[BARS_PARTS] = { 7, 5, 9, 13, 11, 15 };

struct bars_row *bars_add(struct bars *b, char *label, bool heading)
{
	b->rows = mem_grow(b->rows, b->nr_rows + 1, sizeof(*b->rows));
	b->rows[b->nr_rows] = (struct bars_row){ .label = label, .heading = heading };
	return &b->rows[b->nr_rows++];
}

void bars_free(struct bars *b)
{
	for (size_t i = 0; i < b->nr_rows; i++) {
		free(b->rows[i].label);
		free(b->rows[i].text);
	}
	free(b->rows);
	b->rows = NULL;
	b->nr_rows = 0;
}

static size_t bars_parts(const struct bars *b)
{
	size_t n = 0;

	while (n < BARS_PARTS && b->parts[n])
		n++;
	return n;
}

/* Where the row ends, on the axis. */
static double bars_length(const struct bars *b, const struct bars_row *row)
{
	double sum = 0, most = 0;

	for (size_t i = 0; i < bars_parts(b); i++) {
		sum += row->part[i];
		most = row->part[i] > most ? row->part[i] : most;
	}
	return b->apart ? most : sum;
}

/* Where the axis begins: a logarithmic one at a power of ten, so that the shortest bar is still one. */
static double bars_low(const struct bars *b)
{
	double least = 0;

	for (size_t i = 0; i < b->nr_rows * bars_parts(b) && b->apart; i++) {
		double part = b->rows[i / bars_parts(b)].part[i % bars_parts(b)];

		if (part > 0 && (least <= 0 || part < least))
			least = part;
	}
	return least > 0 ? pow(10, ceil(log10(least)) - 1) : b->apart ? 1 : 0;
}

/* Columns: y, end of the bar, text, then from and to of every part. */
static void bars_data(const struct bars *b, FILE *out)
{
	double low = bars_low(b);

	fprintf(out, "# y\tend\ttext");
	for (size_t i = 0; i < bars_parts(b); i++)
		fprintf(out, "\t%s from\tto", b->parts[i]);
	fprintf(out, "\tname\n");
	for (size_t y = 0; y < b->nr_rows; y++) {
		const struct bars_row *row = &b->rows[y];
		double at = low, length = bars_length(b, row);

		if (row->heading)
			continue;
		fprintf(out, "%zu\t%.6g\t%s", y, length > low ? length : low, row->text ? row->text : "");
		for (size_t i = 0; i < bars_parts(b); i++) {
			double to = b->apart ? row->part[i] : at + row->part[i];

			/* What is not there is not drawn; a box of no width would be. */
			if (row->part[i] > 0)
				fprintf(out, "\t%.6g\t%.6g", at, to);
			else
				fprintf(out, "\t?\t?");
			at = b->apart ? low : to > at ? to : at;
		}
		fprintf(out, "\t%s\n", row->label);
	}
}

static const char *bars_color(const struct bars *b, size_t part)
{
	return b->colors[part] ? b->colors[part] : bars_colors[part];
}

/* The key, and how many lines it takes. */
static size_t bars_keys(const struct bars *b, struct geometry *g)
{
	double x = EDGE_MM;
	size_t lines = 1;

	for (size_t i = 0; i < bars_parts(b); i++) {
		const struct key k = { .style = b->marks ? str_fmt("linecolor rgb '%s'", bars_color(b, i)) :
							 key_solid(bars_color(b, i)),
				       .text = str_dup(b->parts[i]), .mark = b->marks ? bars_marks[i] : 0 };

		if (x > EDGE_MM && !key_fits(&k, x)) {
			x = EDGE_MM;
			lines++;
		}
		x += key_width(&k);
		g->keys[g->nr_keys++] = k;
	}
	return lines;
}

/* How many bars of a row are there at most, one below the other. */
static size_t bars_at_once(const struct bars *b)
{
	size_t most = 1;

	for (size_t i = 0; i < b->nr_rows && b->apart; i++) {
		size_t n = 0;

		for (size_t p = 0; p < bars_parts(b); p++)
			n += b->rows[i].part[p] > 0;
		most = n > most ? n : most;
	}
	return most;
}

static struct geometry bars_geometry(const struct bars *b, const char *caption, double *max)
{
	bool several = b->apart && bars_at_once(b) > 1;
	struct geometry g = { .columns = 1, .rows = 1,
			      .panel_height = ROW_MM * (several ? BARS_APART : 1) * (double)b->nr_rows };
	double chars = 0, text = 0, free_share, low = bars_low(b);
	size_t key_lines = bars_keys(b, &g);

	*max = 0;
	for (size_t i = 0; i < b->nr_rows; i++) {
		const struct bars_row *row = &b->rows[i];
		double n = (double)strlen(row->label), length = bars_length(b, row);

		chars = !row->heading && n > chars ? n : chars;
		*max = length > *max ? length : *max;
		n = row->text ? (double)strlen(row->text) : 0;
		text = n > text ? n : text;
	}
	*max = *max > low ? *max : low + 1;
	g.left = EDGE_MM + chars * CHAR_MM + 1;
	g.panel_width = WIDTH_MM - g.left - 2 * EDGE_MM;
	g.bottom = EDGE_MM + LINE_MM * (double)caption_lines(caption);
	g.height = g.bottom + AXIS_MM + g.panel_height + KEY_MM * (double)key_lines + TITLE_MM + EDGE_MM;
	free_share = (text + BARS_TEXT_CHARS) * CHAR_MM / g.panel_width;
	g.range = b->apart ? low * pow(*max / low, 1 / (1 - free_share)) : *max / (1 - free_share);
	return g;
}

/* Names of rows at the axis, headings of groups at the edge. */
static void bars_names(const struct bars *b, FILE *out)
{
	const char *comma = "";

	for (size_t i = 0; i < b->nr_rows; i++) {
		if (!b->rows[i].heading)
			continue;
		fprintf(out, "\tset label ");
		script_bold(out, b->rows[i].label);
		fprintf(out, " at screen %.5f, first %zu left\n", EDGE_MM / WIDTH_MM, i);
	}
	fprintf(out, "\tset ytics scale 0 (");
	for (size_t i = 0; i < b->nr_rows; i++) {
		if (b->rows[i].heading)
			continue;
		fprintf(out, "%s", comma);
		script_string(out, b->rows[i].label);
		fprintf(out, " %zu", i);
		comma = ", ";
	}
	fprintf(out, ") noenhanced\n");
}

static void bars_plot(const struct bars *b, FILE *out)
{
	bool several = bars_at_once(b) > 1;
	double thick = several ? 2 * BARS_HALF / (double)bars_parts(b) : 2 * BARS_HALF;

	fprintf(out, "\tplot \\\n");
	for (size_t i = 0; i < bars_parts(b) && b->marks; i++)
		fprintf(out, "\t\tdat using ($%zu > $%zu ? $2 : NaN):1 with points pointtype %d " MARK_SIZE
			" linecolor rgb '%s', \\\n", 5 + 2 * i, 4 + 2 * i, bars_marks[i], bars_color(b, i));
	for (size_t i = 0; i < bars_parts(b) && !b->marks; i++) {
		double top = -BARS_HALF + (several ? thick * (double)i : 0);

		fprintf(out,
			"\t\tdat using (%.6g):1:%zu:%zu:($1 + %.3g):($1 + %.3g) with boxxyerror "
			"fillcolor rgb '%s' fillstyle solid 1 noborder, \\\n",
			bars_low(b), 4 + 2 * i, 5 + 2 * i, top, top + thick, bars_color(b, i));
	}
	fprintf(out, "\t\tdat using 2:1:3 with labels left noenhanced offset char %g,0\n", b->marks ? 0.8 : 0.4);
}

static void bars_script(const struct bars *b, FILE *out, const char *caption)
{
	double max, bottom;
	struct geometry g = bars_geometry(b, caption, &max);

	bottom = g.bottom + AXIS_MM;
	script_open(out, b->name);
	fprintf(out, "set xrange [%.6g:%.6g]\nset yrange [%g:-0.5]\n", bars_low(b), g.range, (double)b->nr_rows - 0.5);
	if (b->apart)
		fprintf(out, "set logscale x\nset xtics nomirror out scale 0.5 offset 0,0.4\nset format x '%%.0s%%c'\n"
			     "set mxtics %d\nset ytics nomirror\n", b->marks ? 10 : 1);
	else
		script_tics(out, &g, g.range, max);
	/* A mark lies on a line, or the eye would lose its row. */
	fprintf(out, "set grid xtics%s linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n", b->marks ? " ytics" : "");
	script_formats(out, g.height);
	script_title(out, &g, b->title);
	script_caption(out, &g, caption);
	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", g.left / WIDTH_MM,
		(g.left + g.panel_width) / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n", bottom / g.height,
		(bottom + g.panel_height) / g.height);
	bars_names(b, out);
	bars_plot(b, out);
	script_close(out);
	geometry_free(&g);
}

bool bars_draw(struct chapter_run *c, struct bars *b, const char *caption)
{
	char *text[2] = { NULL, NULL }, *name;
	static const char *const extensions[] = { "dat", "gp" };
	bool good = true;
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		FILE *out = open_memstream(&text[i], &len);

		if (!out)
			abort();
		if (i)
			bars_script(b, out, caption);
		else
			bars_data(b, out);
		fclose(out);
		name = str_fmt("plots/%s.%s", b->name, extensions[i]);
		good &= !output_write(c->to, name, text[i]);
		free(name);
		free(text[i]);
	}
	return good && chapter_draw(c, b->name);
}
