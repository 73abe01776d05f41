// SPDX-License-Identifier: GPL-2.0-only
/*
 * curves - a picture of curves over an axis of numbers, each through points that were measured and nowhere else.
 *
 * Columns of <name>.dat, a block a curve: 1 x, 2 y; with intervals 3 and 4 theirs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/curves.h"
#include "report/script.h"

#define CURVES_HEIGHT_MM 52.0 /* of the panel */
#define CURVES_LEFT_MM	11.0
#define CURVES_RIGHT_MM	3.0
#define CURVES_BESIDE	0.04 /* between two intervals at one point, as a share of x */
#define CURVES_NEAR	0.01 /* curves coincide that are nowhere further apart, as a share of y */
#define CURVES_WIDTH	1.5
#define CURVES_SPACE	1.15 /* beyond the outermost point of a logarithmic axis, as a ratio */

struct curve *curves_add(struct curves *l, char *label, const char *color, bool dashed)
{
	l->curves = mem_grow(l->curves, l->nr_curves + 1, sizeof(*l->curves));
	l->curves[l->nr_curves] = (struct curve){ .label = label, .color = color, .dashed = dashed };
	return &l->curves[l->nr_curves++];
}

void curve_point(struct curve *c, double x, double y)
{
	curve_interval(c, x, y, y, y);
}

void curve_interval(struct curve *c, double x, double y, double low, double high)
{
	if (c->n == CURVES_POINTS)
		return;
	c->x[c->n] = x;
	c->y[c->n] = y;
	c->low[c->n] = low;
	c->high[c->n++] = high;
}

/* Gnuplot's numbers of filled marks of different shapes. */
static const int curves_marks[] = { 7, 5, 9, 13, 11, 15 };

static int curves_mark(size_t i)
{
	return curves_marks[i % ARRAY_SIZE(curves_marks)];
}

/* Where the mark of curve @i and its interval stand, as a multiple of x: beside the others, or the last would hide them. */
static double curves_beside(const struct curves *l, size_t i)
{
	return 1 + CURVES_BESIDE * ((double)i - (double)(l->nr_curves - 1) / 2);
}

static bool curves_coincide(const struct curve *a, const struct curve *b)
{
	if (a->n != b->n)
		return false;
	for (size_t p = 0; p < a->n; p++)
		if (a->x[p] != b->x[p] || fabs(a->y[p] - b->y[p]) > CURVES_NEAR * fabs(a->y[p]))
			return false;
	return true;
}

/* Wider by one for each later curve that will lie on it. */
static double curves_width(const struct curves *l, size_t i)
{
	double width = CURVES_WIDTH;

	for (size_t k = i + 1; k < l->nr_curves; k++)
		width += curves_coincide(&l->curves[i], &l->curves[k]) ? CURVES_WIDTH : 0;
	return width;
}

/* "Lie on one another: a; b. ", each group once; NULL: none do. */
static char *curves_hidden(const struct curves *l)
{
	char *text = NULL;

	for (size_t i = 0; i < l->nr_curves; i++) {
		bool told = false, any = false;

		for (size_t k = 0; k < i; k++)
			told |= curves_coincide(&l->curves[k], &l->curves[i]);
		for (size_t k = i + 1; k < l->nr_curves && !told; k++) {
			if (!curves_coincide(&l->curves[i], &l->curves[k]))
				continue;
			if (!any)
				text_add(&text, "%s%s", text ? "; " : "Lie on one another, to 1 %: ", l->curves[i].label);
			any = true;
			text_add(&text, " = %s", l->curves[k].label);
		}
	}
	if (text)
		text_add(&text, ". ");
	return text;
}

/* The caption, with what the eye cannot see in the picture before it; caller frees. */
static char *curves_caption(const struct curves *l, const char *caption)
{
	char *hidden = l->points ? NULL : curves_hidden(l), *text;

	text = str_fmt("%s%s%s", l->log ? "Both axes are logarithmic. " : l->points ? "The horizontal axis is logarithmic. " : "",
		       hidden ? hidden : "", caption);
	free(hidden);
	return text;
}

static bool curves_intervals(const struct curves *l)
{
	for (size_t i = 0; i < l->nr_curves; i++)
		for (size_t p = 0; p < l->curves[i].n; p++)
			if (l->curves[i].low[p] < l->curves[i].high[p])
				return true;
	return false;
}

void curves_free(struct curves *l)
{
	for (size_t i = 0; i < l->nr_curves; i++)
		free(l->curves[i].label);
	free(l->curves);
	l->curves = NULL;
	l->nr_curves = 0;
}

static void curves_data(const struct curves *l, FILE *out)
{
	bool intervals = curves_intervals(l);

	for (size_t i = 0; i < l->nr_curves; i++) {
		const struct curve *c = &l->curves[i];

		fprintf(out, "%s# %s: x\ty%s\n", i ? "\n\n" : "", c->label, intervals ? "\tlow\thigh" : "");
		for (size_t p = 0; p < c->n; p++) {
			fprintf(out, "%.10g\t%.10g", c->x[p], c->y[p]);
			if (intervals)
				fprintf(out, "\t%.10g\t%.10g", c->low[p], c->high[p]);
			fprintf(out, "\n");
		}
	}
}

/*
 * A stretch of the line itself, as wide as the square that other keys have; or the mark. Gnuplot 5.4 draws lines of one
 * colour and width in one SVG path with the dashes of the first, so dashed ones are a little less wide.
 */
static void curves_key(FILE *out, const struct geometry *g, const struct curves *l, size_t i, double x, double y)
{
	const struct curve *c = &l->curves[i];

	if (l->points)
		fprintf(out, "\tset label '' at screen %.5f,%.5f point pointtype %d pointsize 0.7 linecolor rgb '%s'\n",
			(x + 2.5) / WIDTH_MM, y / g->height, curves_mark(i), c->color);
	else
		fprintf(out, "\tset arrow from screen %.5f,%.5f to screen %.5f,%.5f nohead linewidth %s linecolor rgb '%s'\n",
			x / WIDTH_MM, y / g->height, (x + 5) / WIDTH_MM, y / g->height,
			c->dashed ? "1.99 dashtype 2" : "2 dashtype 1", c->color);
	script_label(out, g, c->label, x + 6, y, "");
}

static double curves_key_width(const struct curve *c)
{
	return 9 + CHAR_MM * (double)strlen(c->label);
}

static bool curves_key_fits(const struct curve *c, double x)
{
	return x + curves_key_width(c) <= WIDTH_MM - EDGE_MM;
}

/* The key, from @y downwards; how many lines it takes. Without @out they are only counted. */
static size_t curves_keys(const struct curves *l, FILE *out, const struct geometry *g, double y)
{
	double x = EDGE_MM;
	size_t rows = 1;

	for (size_t i = 0; i < l->nr_curves; i++) {
		if (x > EDGE_MM && !curves_key_fits(&l->curves[i], x)) {
			x = EDGE_MM;
			y -= KEY_MM;
			rows++;
		}
		if (out)
			curves_key(out, g, l, i, x, y);
		x += curves_key_width(&l->curves[i]);
	}
	return rows;
}

static void curves_range(const struct curves *l, double *low, double *high, bool y)
{
	*low = 1e300;
	*high = 0;
	for (size_t i = 0; i < l->nr_curves; i++)
		for (size_t p = 0; p < l->curves[i].n; p++) {
			double least = y ? l->curves[i].low[p] : l->curves[i].x[p];
			double most = y ? l->curves[i].high[p] : l->curves[i].x[p];

			*low = least < *low ? least : *low;
			*high = most > *high ? most : *high;
		}
}

/* "20", "50k", "10M": a number of the axis that ends at @high. */
static void curves_number(FILE *out, double v, double high)
{
	if (v >= 1e6)
		fprintf(out, "'%.15gM' %.15g", v / 1e6, v);
	else if (v >= 1e3 && high >= 1e4)
		fprintf(out, "'%.15gk' %.15g", v / 1e3, v);
	else
		fprintf(out, "%.15g", v);
}

/*
 * Numbers at powers of ten, at 2 and 5 times them where there is room, and at more of their multiples where the axis is
 * shorter than one of them; ticks at all others.
 */
static void curves_tics(FILE *out, double low, double high)
{
	const char *shown = high / low < 10 ? "1234579" : high / low < 1000 ? "125" : "1", *between = "";

	fprintf(out, "set ytics (");
	for (double ten = pow(10, floor(log10(low))); ten <= high; ten *= 10)
		for (int i = 1; i < 10; i++) {
			double v = ten * i;

			if (v < low || v > high)
				continue;
			fputs(between, out);
			if (strchr(shown, '0' + i))
				curves_number(out, v, high);
			else
				fprintf(out, "'' %.15g 1", v);
			between = ", ";
		}
	fprintf(out, ")\n");
}

static void curves_axes(const struct curves *l, FILE *out)
{
	/* Marks stand beside one another. */
	double low, high, space = l->points ? 1.5 : CURVES_SPACE;

	for (int y = 0; y < 2; y++) {
		curves_range(l, &low, &high, y);
		if (l->log || (l->points && !y))
			fprintf(out, "set logscale %c\nset %crange [%.6g:%.6g]\n", y ? 'y' : 'x', y ? 'y' : 'x', low / space,
				high * space);
		else
			fprintf(out, "set %crange [0:%.6g]\n", y ? 'y' : 'x',
				high > 0 ? high * (l->points ? 1.05 : 1) : 1);
	}
	fprintf(out, "set xtics nomirror out scale 0.5 offset 0,0.4 (");
	for (size_t i = 0; l->tics[i] >= 0; i++)
		fprintf(out, "%s%g", i ? ", " : "", l->tics[i]);
	fprintf(out, ")\nset ytics nomirror out scale 0.5 offset 0.6,0\n");
	if (l->log)
		curves_tics(out, low / space, high * space);
	fprintf(out, "set grid xtics ytics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n");
}

static void curves_plot(const struct curves *l, FILE *out)
{
	bool intervals = curves_intervals(l);

	for (size_t i = 0; i < l->nr_curves; i++) {
		fprintf(out, "%s index %zu using ", i ? "\t\tdat" : "\tplot dat", i);
		if (l->points)
			fprintf(out, "($1*%.3f):2 with points pointtype %d pointsize 0.7", curves_beside(l, i), curves_mark(i));
		else
			fprintf(out, "1:2 with linespoints pointtype 7 pointsize 0.35 linewidth %g dashtype %d",
				curves_width(l, i), l->curves[i].dashed ? 2 : 1);
		fprintf(out, " linecolor rgb '%s'%s\n", l->curves[i].color, i + 1 < l->nr_curves || intervals ? ", \\" : "");
	}
	for (size_t i = 0; i < l->nr_curves && intervals; i++)
		fprintf(out, "\t\tdat index %zu using ($1*%.3f):3:(0):($4-$3) with vectors nohead linewidth 1 linecolor "
			     "rgb '%s'%s\n", i, curves_beside(l, i), l->curves[i].color,
			i + 1 < l->nr_curves ? ", \\" : "");
}

static void curves_script(const struct curves *l, FILE *out, const char *caption)
{
	struct geometry g = { .columns = 1, .rows = 1, .panel_height = CURVES_HEIGHT_MM, .left = CURVES_LEFT_MM };
	double keys = KEY_MM * (double)curves_keys(l, NULL, &g, 0), top;

	g.bottom = EDGE_MM + LINE_MM * (double)caption_lines(caption) + LINE_MM;
	g.height = g.bottom + AXIS_MM + g.panel_height + keys + TITLE_MM + EDGE_MM;
	top = g.height - EDGE_MM - 1.5;
	script_open(out, l->name);
	curves_axes(l, out);
	script_formats(out, g.height);
	script_title(out, &g, l->title);
	curves_keys(l, out, &g, top - KEY_MM);
	script_caption(out, &g, caption);
	script_label(out, &g, l->x_title, g.left, g.bottom - LINE_MM / 2, "");
	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", g.left / WIDTH_MM,
		1 - CURVES_RIGHT_MM / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n", (g.bottom + AXIS_MM) / g.height,
		(g.bottom + AXIS_MM + g.panel_height) / g.height);
	curves_plot(l, out);
	script_close(out);
}

bool curves_draw(struct chapter_run *c, struct curves *l, const char *caption)
{
	static const char *const extensions[] = { "dat", "gp" };
	char *whole = curves_caption(l, caption);
	bool good = l->nr_curves > 0;

	for (size_t i = 0; i < ARRAY_SIZE(extensions) && good; i++) {
		char *text = NULL, *name = str_fmt("plots/%s.%s", l->name, extensions[i]);
		size_t len;
		FILE *out = open_memstream(&text, &len);

		if (!out)
			abort();
		if (i)
			curves_script(l, out, whole);
		else
			curves_data(l, out);
		fclose(out);
		good = !output_write(c->to, name, text);
		free(name);
		free(text);
	}
	free(whole);
	return good && chapter_draw(c, l->name);
}
