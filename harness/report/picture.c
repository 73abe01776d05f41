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
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/script.h"

#define STACK_FROM 0.8 /* where its logarithmic axis begins: a body of one instruction is seen */

/* A gnuplot string: single quotes know no escapes but the doubled quote. */
void script_string(FILE *out, const char *s)
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
void script_bold(FILE *out, const char *s)
{
	fprintf(out, "'{/:Bold ");
	for (; *s; s++)
		fprintf(out, *s == '\'' ? "''" : strchr("_^{}@&~\\", *s) ? "\\%c" : "%c", *s);
	fprintf(out, "}'");
}

void script_label(FILE *out, const struct geometry *g, const char *text, double x, double y,
		  const char *style)
{
	fprintf(out, "\tset label ");
	script_string(out, text);
	fprintf(out, " at screen %.5f,%.5f left noenhanced %s\n", x / WIDTH_MM, y / g->height,
		style);
}

static const char *mark_size(int mark)
{
	return mark == MARK_FLOOR ? FLOOR_SIZE : MARK_SIZE;
}

/* The key, from @y downwards. */
static void script_keys(FILE *out, const struct geometry *g, double y)
{
	double x = EDGE_MM;

	for (const struct key *k = g->keys; k < g->keys + g->nr_keys; k++) {
		if (x > EDGE_MM && !key_fits(k, x)) {
			x = EDGE_MM;
			y -= KEY_MM;
		}
		if (k->mark)
			fprintf(out, "\tset label '' at screen %.5f,%.5f point pointtype %d %s %s\n",
				(x + 1.5) / WIDTH_MM, y / g->height, k->mark, mark_size(k->mark),
				k->style ? k->style : "");
		else
			fprintf(out,
				"\tset object rectangle from screen %.5f,%.5f to screen %.5f,%.5f %s\n",
				x / WIDTH_MM, (y - 1) / g->height, (x + 3) / WIDTH_MM, (y + 1) / g->height,
				k->style);
		script_label(out, g, k->text, x + 4, y, "");
		x += key_width(k);
	}
}

void script_caption(FILE *out, const struct geometry *g, const char *caption)
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

/* 1, 2 or 5 times a power of ten, at least a third of @max. */
static double tic_step(double max)
{
	static const double nice[] = { 2, 2.5, 2 };
	double step = 0.01;

	for (size_t i = 0; step < max / 3; i++)
		step *= nice[i % ARRAY_SIZE(nice)];
	return step;
}

void script_title(FILE *out, const struct geometry *g, const char *title)
{
	double y = g->height - EDGE_MM - 1.5;

	fprintf(out, "\tset label ");
	script_bold(out, title);
	fprintf(out, " at screen %.5f,%.5f left\n", EDGE_MM / WIDTH_MM, y / g->height);
	script_keys(out, g, y - KEY_MM);
}

static void script_head(const struct plot *p, FILE *out, const struct geometry *g)
{
	static const char *const titles[NR_PLOTS] = {
		[PLOT_ANSWER] = "Added instructions per event, collector " COST_LEAD,
		[PLOT_ADDED] = "Added instructions per event, collector " COST_LEAD,
		[PLOT_RATIO] = "eBPF / module, instructions per event, collector " COST_LEAD,
		[PLOT_STACK] = "Instructions per event: floor, and what bodies add",
	};

	script_title(out, g, titles[p->kind]);
}

/* Names at the left of the first column of panels: mechanisms at the axis, hooks at the edge. */
static void script_names(const struct plot *p, FILE *out, size_t row, bool first)
{
	const size_t *place = &p->place[row * p->nr_bars];
	const char *comma = "";

	for (size_t i = 0; first && i < p->nr_bars; i++) {
		if (p->bars[i].side.arm || place[i] == PLOT_GONE)
			continue;
		fprintf(out, "\tset label ");
		script_bold(out, p->bars[i].label);
		fprintf(out, " at screen %.5f, first %zu left\n", EDGE_MM / WIDTH_MM, place[i]);
	}
	fprintf(out, "\tset ytics scale 0 (");
	for (size_t i = 0; i < p->nr_bars; i++) {
		if (!p->bars[i].side.arm || place[i] == PLOT_GONE)
			continue;
		fprintf(out, "%s", comma);
		script_string(out, first ? p->bars[i].label : "");
		fprintf(out, " %zu", place[i]);
		comma = ", ";
	}
	fprintf(out, ") noenhanced\n");
}

static void script_boxes(FILE *out, size_t panel, const char *from, const char *to,
			 const char *style)
{
	fprintf(out,
		"\t\tdat index %zu using (0):1:(%s):(%s):($1 - 0.38):($1 + 0.38) with boxxyerror %s, \\\n",
		panel, from, to, style);
}

/* One of gnuplot's "plot elements" after the other: later ones cover earlier ones. */
static void script_bars(const struct plot *p, FILE *out, const struct geometry *g, size_t panel)
{
	/* Clear of the line at 1, which would strike a number out. */
	const char *at = p->kind == PLOT_RATIO ? "($4 < 1 ? 1 : $4)" : "$4";
	char *cover = str_fmt("%s + %.6g * (strlen(strcol(5)) + 0.7)", at,
			      g->range * CHAR_MM / g->panel_width);
	char *covered = str_fmt("strcol(5) eq '-' ? NaN : %s", at);

	fprintf(out, "\tplot \\\n");
	/* Grid lines stop where a number stands. */
	script_boxes(out, panel, covered, cover,
		     "fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder");
	for (int arm = 0; arm < NR_BAR_ARMS; arm++) {
		char *to = str_fmt("$2 == %d ? $4 : NaN", arm);
		char *style = key_solid(p->kind == PLOT_RATIO ? COLOR_RATIO
							      : arm_color((enum bar_arm)arm));

		script_boxes(out, panel, "0", to, style);
		free(style);
		free(to);
	}
	if (p->kind == PLOT_ADDED || p->kind == PLOT_ANSWER)
		script_boxes(out, panel, "$3", "$4",
			     "fillcolor rgb '" COLOR_BODY "' fillstyle solid 1 noborder");
	fprintf(out,
		"\t\tdat index %zu using (%s):1:5 with labels left noenhanced offset char 0.4,0, \\\n",
		panel, at);
	fprintf(out,
		"\t\tdat index %zu using (%d):1:(strcol(6) eq '-' ? '' : strcol(6)) "
		"with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'\n",
		panel, p->kind == PLOT_RATIO);
	free(covered);
	free(cover);
}

/* A column of the data as marks in the colours of the arms. */
static void script_marks(FILE *out, size_t panel, size_t column, int mark)
{
	for (int arm = 0; arm < NR_BAR_ARMS; arm++)
		fprintf(out, "\t\tdat index %zu using ($2 == %d ? $%zu : NaN):1 with points pointtype %d %s linecolor "
			"rgb '%s', \\\n", panel, arm, column, mark, mark_size(mark), arm_color((enum bar_arm)arm));
}

/* The floor and what each body adds exclude one another, so nothing is stacked. */
static void script_stack(const struct plot *p, FILE *out, size_t panel)
{
	fprintf(out, "\tplot \\\n");
	script_marks(out, panel, 3, MARK_FLOOR);
	for (size_t i = 0; i < p->nr_bodies; i++)
		script_marks(out, panel, 9 + i, body_mark(i));
	fprintf(out, "\t\tdat index %zu using (%g):1:(strcol(6) eq '-' ? '' : strcol(6)) "
		"with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'\n", panel, STACK_FROM);
}

static void script_panel(const struct plot *p, FILE *out, const struct geometry *g, size_t panel)
{
	size_t column = panel % g->columns, row = panel / g->columns;
	double x = g->left + (g->panel_width + GAP_MM) * (double)column;
	double y = g->bottom + AXIS_MM, height = panel_height(p, row);

	for (size_t below = row + 1; below < g->rows; below++)
		y += panel_height(p, below) + TITLE_MM + AXIS_MM;
	fprintf(out, "\n\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", x / WIDTH_MM,
		(x + g->panel_width) / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n", y / g->height,
		(y + height) / g->height);
	fprintf(out, "\tset yrange [%g:-0.5]\n", (double)p->rows[row] - 0.5);
	script_label(out, g, p->panels[panel], x, y + height + TITLE_MM / 2, "");
	script_names(p, out, row, column == 0);
	if (p->kind == PLOT_STACK)
		script_stack(p, out, panel);
	else
		script_bars(p, out, g, panel);
	fprintf(out, "\tunset label\n\tunset object\n");
}

void script_tics(FILE *out, const struct geometry *g, double range, double max)
{
	/* A number is centred on its tic, and has only the edge of the picture to stand out into. */
	double room = (2 * CHAR_MM - EDGE_MM) / g->panel_width, step = tic_step(max);

	/* Where the range is wider than the bars, for what is written behind them, numbers must not touch each other. */
	while (g->panel_width * step / range < CHAR_MM * (2 + (int)log10(range)))
		step *= 2;

	fprintf(out, "set xtics nomirror out scale 0.5 offset 0,0.4 0,%g,%g\nset ytics nomirror\n", step,
		range * (1 - room));
}

void script_open(FILE *out, const char *name)
{
	fprintf(out, "# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n", name);
	fprintf(out, "name = ");
	script_string(out, name);
	fprintf(out, "\ndat = name.'.dat'\nset datafile separator tab\nset datafile missing '?'\n");
	fprintf(out, "set datafile commentschars '#'\nunset key\nset border 3\n");
}

void script_formats(FILE *out, double height_mm)
{
	fprintf(out, "\ndo for [t in 'svg pdf png'] {\n");
	fprintf(out,
		"\tif (t eq 'svg') { set terminal svg enhanced size 643,%.0f "
		"font 'sans-serif,18.67' linewidth 2 background 'white' }\n",
		height_mm * 643 / WIDTH_MM);
	/* The cairo terminals count 96 points an inch, hence 3/4 and 300/96. */
	fprintf(out,
		"\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,%.2fcm "
		"font 'DejaVu Sans,7' fontscale 0.75 }\n",
		height_mm / 10);
	fprintf(out,
		"\tif (t eq 'png') { set terminal pngcairo enhanced size 1004,%.0f "
		"font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }\n",
		height_mm * 1004 / WIDTH_MM);
	fprintf(out, "\tset output name.'.'.t\n\tset multiplot\n\n");
}

void script_close(FILE *out)
{
	fprintf(out, "\n\tunset multiplot\n\tunset output\n}\n");
}

void picture_script(struct plot *p, FILE *out)
{
	char *from = results_provenance(p->r, p->k);
	char *caption =
		str_fmt("%s%s",
			p->kind == PLOT_STACK ? "The axis is logarithmic. Each body alone adds so much to " COST_FLOOR
						", the empty one; without a mark: not resolved, or not run. "
					      : "",
			from);
	struct geometry g = geometry_of(p, caption);

	script_open(out, p->name);
	if (p->kind == PLOT_STACK) {
		fprintf(out, "set logscale x\nset xrange [%g:%g]\n", STACK_FROM, 1.3 * (p->max > 1 ? p->max : 1));
		fprintf(out, "set xtics nomirror out scale 0.5 offset 0,0.4 10\nset mxtics 10\nset ytics nomirror\n");
	} else {
		fprintf(out, "set xrange [0:%g]\n", g.range);
		script_tics(out, &g, g.range, p->max > 0 ? p->max : 1);
	}
	/* Marks lie on a line, or the eye would lose their row. */
	fprintf(out, "set grid xtics%s linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n",
		p->kind == PLOT_STACK ? " ytics" : "");
	if (p->kind == PLOT_RATIO)
		fprintf(out, "set arrow from 1, graph 0 to 1, graph 1 nohead front\n");
	script_formats(out, g.height);
	script_head(p, out, &g);
	script_caption(out, &g, caption);
	for (size_t i = 0; i < p->nr_panels; i++)
		script_panel(p, out, &g, i);
	script_close(out);
	geometry_free(&g);
	free(caption);
	free(from);
}
