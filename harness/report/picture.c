// SPDX-License-Identifier: GPL-2.0-only
/*
 * picture - the gnuplot script of a picture, sized for one column (85 mm) of a paper.
 *
 * Bars lie on their side: ten mechanisms a panel have names that would not fit under upright bars
 * without being turned. Colours are Okabe and Ito's blue and orange, which differ in lightness
 * too, so that the picture survives a black-and-white printer. All panels share one axis, from 0,
 * or the eye would compare lengths that mean different things. Text is 7 pt in the PDF; SVG and
 * PNG are the same picture at 192 and 300 dots an inch.
 */
#include <stdlib.h>
#include <string.h>

#include "report/picture.h"

#define WIDTH_MM    85.0
#define ROW_MM	    3.5
#define HEAD_MM	    10.5 /* title and key */
#define TITLE_MM    4.5	 /* name of a panel */
#define AXIS_MM	    4.5	 /* numbers of its axis */
#define LINE_MM	    3.1	 /* a line of text */
#define EDGE_MM	    1.5
#define GAP_MM	    3.0 /* between two panels side by side */
#define CHAR_MM	    1.5 /* an average character of the label font, with reserve */
#define LINE_CHARS  58	/* characters in a line of the caption */
#define COLUMNS	    2
#define COLOR_KMOD  "#0072B2"
#define COLOR_EBPF  "#E69F00"
#define COLOR_RATIO "#009E73" /* belongs to neither side */

/* All lengths in mm, y from the bottom. */
struct geometry {
	double height, left, bottom; /* bottom: below the lowest panel's axis numbers */
	size_t columns, rows;
	double panel_width, panel_height;
};

/* A gnuplot string: single quotes know no escapes but the doubled quote. */
static void script_string(FILE *out, const char *s)
{
	fputc('\'', out);
	for (; *s; s++)
		fprintf(out, *s == '\'' ? "''" : "%c", (unsigned char)*s < ' ' ? ' ' : *s);
	fputc('\'', out);
}

/*
 * The same in bold. Only gnuplot's enhanced text makes bold letters in all three formats, and it
 * gives a meaning to characters that names contain (raw_tp): those are escaped here, and every
 * other text is noenhanced.
 */
static void script_bold(FILE *out, const char *s)
{
	fprintf(out, "'{/:Bold ");
	for (; *s; s++)
		fprintf(out, *s == '\'' ? "''" : strchr("_^{}@&~\\", *s) ? "\\%c" : "%c", *s);
	fprintf(out, "}'");
}

/* A label at a place in mm from the lower left corner. */
static void script_label(FILE *out, const struct geometry *g, const char *text, double x, double y,
			 const char *style)
{
	fprintf(out, "\tset label ");
	script_string(out, text);
	fprintf(out, " at screen %.5f,%.5f left noenhanced %s\n", x / WIDTH_MM, y / g->height,
		style);
}

static void script_swatch(FILE *out, const struct geometry *g, double x, double y,
			  const char *color, const char *text)
{
	fprintf(out,
		"\tset object rectangle from screen %.5f,%.5f to screen %.5f,%.5f "
		"fillcolor rgb '%s' fillstyle solid 1 noborder\n",
		x / WIDTH_MM, (y - 1) / g->height, (x + 3) / WIDTH_MM, (y + 1) / g->height, color);
	script_label(out, g, text, x + 4, y, "");
}

/* Where a line of at most LINE_CHARS ends: at the last space that fits. */
static size_t line_end(const char *s)
{
	size_t n = strlen(s), cut = LINE_CHARS;

	if (n <= LINE_CHARS)
		return n;
	while (cut && s[cut] != ' ')
		cut--;
	return cut ? cut : LINE_CHARS;
}

static size_t caption_lines(const char *caption)
{
	size_t n = 0;

	for (; *caption; n++) {
		caption += line_end(caption);
		caption += strspn(caption, " ");
	}
	return n;
}

static void script_caption(FILE *out, const struct geometry *g, const char *caption)
{
	double y = EDGE_MM + LINE_MM * ((double)caption_lines(caption) - 0.5);

	for (; *caption; y -= LINE_MM) {
		size_t n = line_end(caption);
		char *line = str_fmt("%.*s", (int)n, caption);

		script_label(out, g, line, EDGE_MM, y, "textcolor rgb '#404040'");
		free(line);
		caption += n + strspn(caption + n, " ");
	}
}

static struct geometry geometry_of(const struct plot *p, const char *caption)
{
	struct geometry g = { .columns = p->nr_panels < COLUMNS ? p->nr_panels : COLUMNS };
	size_t longest = 0;

	for (size_t i = 0; i < p->nr_bars; i++)
		if (p->bars[i].arm && strlen(p->bars[i].label) > longest)
			longest = strlen(p->bars[i].label);
	g.rows = (p->nr_panels + g.columns - 1) / g.columns;
	g.left = EDGE_MM + 1 + CHAR_MM * (double)longest;
	g.panel_width = (WIDTH_MM - g.left - EDGE_MM - GAP_MM * (double)(g.columns - 1)) /
			(double)g.columns;
	g.panel_height = ROW_MM * (double)p->nr_bars;
	g.bottom = EDGE_MM + LINE_MM * ((double)caption_lines(caption) + 0.3);
	g.height = g.bottom + (g.panel_height + TITLE_MM + AXIS_MM) * (double)g.rows + HEAD_MM;
	return g;
}

/* 1, 2 or 5 times a power of ten, at least a third of @max. */
static double tic_step(double max)
{
	static const double nice[] = { 2, 2.5, 2 };
	double step = 0.01;

	for (size_t i = 0; step < max / 3; i++)
		step *= nice[i % ARRAY_SIZE(nice)];
	return step;
}

static void script_head(const struct plot *p, FILE *out, const struct geometry *g)
{
	double y = g->height - EDGE_MM - 1.5;

	fprintf(out, "\tset label ");
	script_bold(out, p->ratio ? "eBPF / module, instructions per event, collector count"
				  : "Added instructions per event, collector count");
	fprintf(out, " at screen %.5f,%.5f left\n", EDGE_MM / WIDTH_MM, y / g->height);
	y -= 4;
	if (p->ratio) {
		script_swatch(out, g, EDGE_MM, y, COLOR_RATIO,
			      "eBPF / module (line at 1: equal cost)");
		return;
	}
	script_swatch(out, g, EDGE_MM, y, COLOR_KMOD, "module");
	script_swatch(out, g, EDGE_MM + 19, y, COLOR_EBPF, "eBPF");
	script_swatch(out, g, EDGE_MM + 34, y, "#000000", "of which body (count - null)");
}

/* Names at the left of the first column of panels: mechanisms at the axis, hooks at the edge. */
static void script_names(const struct plot *p, FILE *out, bool first)
{
	const char *comma = "";

	for (size_t i = 0; first && i < p->nr_bars; i++) {
		if (p->bars[i].arm)
			continue;
		fprintf(out, "\tset label ");
		script_bold(out, p->bars[i].label);
		fprintf(out, " at screen %.5f, first %zu left\n", EDGE_MM / WIDTH_MM, i);
	}
	fprintf(out, "\tset ytics scale 0 (");
	for (size_t i = 0; i < p->nr_bars; i++) {
		if (!p->bars[i].arm)
			continue;
		fprintf(out, "%s", comma);
		script_string(out, first ? p->bars[i].label : "");
		fprintf(out, " %zu", i);
		comma = ", ";
	}
	fprintf(out, ") noenhanced\n");
}

static void script_bars(const struct plot *p, FILE *out, size_t panel)
{
	const struct {
		const char *from, *to, *color;
	} parts[] = { { "(0)", "($2 == 0 ? $4 : NaN)", COLOR_KMOD },
		      { "(0)", "($2 == 1 ? $4 : NaN)", p->ratio ? COLOR_RATIO : COLOR_EBPF },
		      { "3", "4", "#000000" } };

	fprintf(out, "\tplot \\\n");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		fprintf(out,
			"\t\tdat index %zu using (0):1:%s:%s:($1 - 0.38):($1 + 0.38) "
			"with boxxyerror fillstyle solid 1 noborder linecolor rgb '%s', \\\n",
			panel, parts[i].from, parts[i].to, parts[i].color);
	fprintf(out,
		"\t\tdat index %zu using 4:1:5 with labels left noenhanced offset char 0.4,0, \\\n",
		panel);
	fprintf(out,
		"\t\tdat index %zu using (%d):1:(strcol(6) eq '-' ? '' : strcol(6)) "
		"with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'\n",
		panel, p->ratio); /* clear of the line at 1 */
}

static void script_panel(const struct plot *p, FILE *out, const struct geometry *g, size_t panel)
{
	size_t column = panel % g->columns, row = panel / g->columns;
	double x = g->left + (g->panel_width + GAP_MM) * (double)column;
	double y = g->bottom + AXIS_MM +
		   (g->panel_height + TITLE_MM + AXIS_MM) * (double)(g->rows - 1 - row);

	fprintf(out, "\n\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", x / WIDTH_MM,
		(x + g->panel_width) / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n", y / g->height,
		(y + g->panel_height) / g->height);
	script_label(out, g, p->panels[panel], x, y + g->panel_height + TITLE_MM / 2, "");
	script_names(p, out, column == 0);
	script_bars(p, out, panel);
	fprintf(out, "\tunset label\n\tunset object\n");
}

void picture_script(struct plot *p, FILE *out)
{
	char *caption = results_provenance(p->r, p->k);
	struct geometry g = geometry_of(p, caption);
	double max = p->max > 0 ? p->max : 1;

	if (p->ratio && max < 1)
		max = 1;
	fprintf(out, "# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n", p->name);
	fprintf(out, "name = ");
	script_string(out, p->name);
	fprintf(out, "\ndat = name.'.dat'\nset datafile separator tab\nset datafile missing '?'\n");
	fprintf(out, "set datafile commentschars '#'\nunset key\nset border 3\n");
	fprintf(out, "set xrange [0:%g]\nset yrange [%g:-0.5]\n", max * 1.3,
		(double)p->nr_bars - 0.5);
	fprintf(out, "set xtics nomirror out scale 0.5 offset 0,0.4 %g\nset ytics nomirror\n",
		tic_step(max));
	fprintf(out, "set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n");
	if (p->ratio)
		fprintf(out, "set arrow from 1, graph 0 to 1, graph 1 nohead front\n");
	fprintf(out, "\ndo for [t in 'svg pdf png'] {\n");
	fprintf(out,
		"\tif (t eq 'svg') { set terminal svg enhanced size 643,%.0f "
		"font 'sans-serif,18.67' linewidth 2 background 'white' }\n",
		g.height * 643 / WIDTH_MM);
	/* The cairo terminals count 96 points an inch, hence 3/4 and 300/96. */
	fprintf(out,
		"\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,%.2fcm "
		"font 'DejaVu Sans,7' fontscale 0.75 }\n",
		g.height / 10);
	fprintf(out,
		"\tif (t eq 'png') { set terminal pngcairo enhanced size 1004,%.0f "
		"font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }\n",
		g.height * 1004 / WIDTH_MM);
	fprintf(out, "\tset output name.'.'.t\n\tset multiplot\n\n");
	script_head(p, out, &g);
	script_caption(out, &g, caption);
	for (size_t i = 0; i < p->nr_panels; i++)
		script_panel(p, out, &g, i);
	fprintf(out, "\n\tunset multiplot\n\tunset output\n}\n");
	free(caption);
}
