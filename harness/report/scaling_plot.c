// SPDX-License-Identifier: GPL-2.0-only
/*
 * scaling_plot - a kernel's picture of `scaling`: three panels over the number of functions.
 *
 * The horizontal axes are logarithmic, and the third panel's vertical one: what attaching costs differs by orders
 * of magnitude between mechanisms that attach to all at once and those that go one by one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/geometry.h"
#include "report/scaling.h"

#define PLOT_WIDTH_MM	170.0
#define PLOT_HEIGHT_MM	77.0
#define PLOT_LEFT_MM	13.0
#define PLOT_PANEL_MM	40.0
#define PLOT_STRIDE_MM	55.0
#define PLOT_BOTTOM_MM	23.0
#define PLOT_LINE_CHARS 112 /* of the caption */
#define PLOT_TOP_MM	14.0 /* below the upper edge */
#define PLOT_PANELS	3
#define PLOT_DASHES	3

static const struct {
	const char *title, *metric;
	bool per_function; /* divided by the number of functions */
	bool log;
} panels[PLOT_PANELS] = {
	{ "One event, counted", "added_insn_per_event", false, false },
	{ "One event, counted by function", "by_function_insn_per_event", false, false },
	{ "Attaching, for each function", "attach_insn", true, true },
};

/* Columns: functions, then one a panel; a gap where there is no number. A block (index) a row. */
static char *plot_dat(const struct scaling_rows *rows)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < rows->n; i++) {
		fprintf(out, "%s# %s %s: functions", i ? "\n\n\n" : "", rows->v[i].arm, rows->v[i].mech);
		for (int p = 0; p < PLOT_PANELS; p++)
			fprintf(out, "\t%s", panels[p].title);
		for (int n = 0; n < SCALING_STEPS; n++) {
			fprintf(out, "\n%s", scaling_steps[n]);
			for (int p = 0; p < PLOT_PANELS; p++) {
				s64 value, by = panels[p].per_function ? strtol(scaling_steps[n], NULL, 10) : 1;

				if (scaling_value(rows->v[i].relevant[n], panels[p].metric, &value))
					fprintf(out, "\t%.10g", (double)value / (double)by);
				else
					fprintf(out, "\t?");
			}
		}
	}
	fprintf(out, "\n");
	fclose(out);
	return text;
}

static const char *plot_color(const struct scaling_row *row)
{
	return arm_color(!strcmp(row->arm, "kmod") ? BAR_MODULE : BAR_EBPF);
}

/* How many rows of the same side come before: each has a dash and a point of its own. */
static size_t plot_place(const struct scaling_rows *rows, size_t i)
{
	size_t place = 0;

	for (size_t j = 0; j < i; j++)
		place += !strcmp(rows->v[j].arm, rows->v[i].arm);
	return place % PLOT_DASHES;
}

static void script_line(FILE *out, const struct scaling_rows *rows, size_t i)
{
	static const char *const dashes[PLOT_DASHES] = { "1", "'-'", "'.'" };
	static const char *const points[PLOT_DASHES] = { "7", "5", "9" };
	size_t place = plot_place(rows, i);

	fprintf(out, "with linespoints linecolor rgb '%s' dashtype %s linewidth 1.2 pointtype %s pointsize 0.5",
		plot_color(&rows->v[i]), dashes[place], points[place]);
}

/* Samples of the lines, drawn by a plot without axes below the panels. */
static void script_keys(FILE *out, const struct scaling_rows *rows)
{
	fprintf(out, "\tset lmargin at screen 0\n\tset rmargin at screen 1\n\tset bmargin at screen 0\n"
		     "\tset tmargin at screen 1\n\tunset border\n\tunset tics\n\tunset logscale\n\tunset grid\n"
		     "\tunset label\n\tset xrange [0:%.1f]\n\tset yrange [0:%.1f]\n", PLOT_WIDTH_MM, PLOT_HEIGHT_MM);
	for (size_t i = 0; i < rows->n; i++) {
		double x = EDGE_MM + 55.0 * (double)(i % 3), y = 14.0 - 4.0 * (double)(i / 3);

		fprintf(out, "\tset label '%s %s' at %.1f,%.1f left noenhanced\n", arm_text(rows->v[i].arm),
			rows->v[i].mech, x + 10, y);
	}
	fprintf(out, "\tplot ");
	for (size_t i = 0; i < rows->n; i++) {
		double x = EDGE_MM + 55.0 * (double)(i % 3), y = 14.0 - 4.0 * (double)(i / 3);

		fprintf(out, "%s'+' using (%.1f + 4 * $0):(%.1f) every ::0::2 ", i ? ", \\\n\t\t" : "", x, y);
		script_line(out, rows, i);
	}
	fprintf(out, "\n");
}

static void script_panel(FILE *out, const struct scaling_rows *rows, int p)
{
	double left = PLOT_LEFT_MM + PLOT_STRIDE_MM * p;

	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", left / PLOT_WIDTH_MM,
		(left + PLOT_PANEL_MM) / PLOT_WIDTH_MM);
	fprintf(out, "\tset label 1 '%s' at screen %.5f,%.5f left\n", panels[p].title,
		(left - PLOT_LEFT_MM + EDGE_MM) / PLOT_WIDTH_MM, 1 - 9.5 / PLOT_HEIGHT_MM);
	fprintf(out, "\t%s\n\tset yrange [%s:*]\n\tset format y '%s'\n", panels[p].log ? "set logscale y" : "unset logscale y",
		panels[p].log ? "*" : "0", panels[p].log ? "10^{%L}" : "%g");
	fprintf(out, "\tplot ");
	for (size_t i = 0; i < rows->n; i++) {
		fprintf(out, "%sdat index %zu using 1:%d ", i ? ", \\\n\t\t" : "", i, p + 2);
		script_line(out, rows, i);
	}
	fprintf(out, "\n");
}

/* Where it was measured, in two lines that break at a blank. */
static void script_from(FILE *out, const char *from)
{
	size_t len = strlen(from), cut = len;

	if (len > PLOT_LINE_CHARS)
		for (cut = PLOT_LINE_CHARS; cut && from[cut] != ' ';)
			cut--;
	for (int line = 0; line < 2; line++)
		fprintf(out, "\tset label %d '%.*s' at screen %.5f,%.5f left noenhanced textcolor rgb '#404040'\n", 3 + line,
			line ? (int)(len - cut) : (int)cut, line ? from + cut + (from[cut] == ' ') : from,
			EDGE_MM / PLOT_WIDTH_MM, (line ? 2.5 : 5.7) / PLOT_HEIGHT_MM);
}

static char *plot_script(const char *name, const char *label, const char *from, const struct scaling_rows *rows)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n", name);
	fprintf(out, "name = '%s'\ndat = name.'.dat'\nset datafile separator tab\nset datafile missing '?'\n", name);
	fprintf(out, "\ndo for [t in 'svg pdf png'] {\n");
	fprintf(out, "\tif (t eq 'svg') { set terminal svg enhanced size 1285,%.0f font 'sans-serif,18.67' linewidth 2 "
		     "background 'white' }\n", PLOT_HEIGHT_MM * 1285 / PLOT_WIDTH_MM);
	fprintf(out, "\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 17cm,%.2fcm font 'DejaVu Sans,7' "
		     "fontscale 0.75 }\n", PLOT_HEIGHT_MM / 10);
	fprintf(out, "\tif (t eq 'png') { set terminal pngcairo enhanced size 1506,%.0f font 'DejaVu Sans,7' fontscale "
		     "2.34 linewidth 2 }\n", PLOT_HEIGHT_MM * 1506 / PLOT_WIDTH_MM);
	fprintf(out, "\tset output name.'.'.t\n\treset\n\tset datafile separator tab\n\tset datafile missing '?'\n");
	fprintf(out, "\tunset key\n\tset border 3\n\tset logscale x\n\tset xrange [0.8:1250]\n"
		     "\tset xtics nomirror out scale 0.5 (1, 10, 100, 1000)\n\tset ytics nomirror out scale 0.5\n"
		     "\tset grid ytics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n"
		     "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n\tset multiplot\n",
		PLOT_BOTTOM_MM / PLOT_HEIGHT_MM, 1 - PLOT_TOP_MM / PLOT_HEIGHT_MM);
	fprintf(out, "\tset label 2 '{/:Bold Instructions over the number of functions attached to: Linux %s}' at screen "
		     "%.5f,%.5f left\n", label, EDGE_MM / PLOT_WIDTH_MM, 1 - 3.5 / PLOT_HEIGHT_MM);
	script_from(out, from);
	for (int p = 0; p < PLOT_PANELS; p++) {
		script_panel(out, rows, p);
		if (!p)
			fprintf(out, "\tunset label 2\n\tunset label 3\n\tunset label 4\n");
	}
	script_keys(out, rows);
	fprintf(out, "\tunset multiplot\n\tunset output\n}\n");
	fclose(out);
	return text;
}

bool scaling_plot_write(const struct chapter_run *c, const struct result_kernel *k, const struct scaling_rows *rows)
{
	char *name, *dat, *script, *from, *dat_name, *script_name;

	if (!rows->n)
		return false;
	name = str_fmt(SCALING_EXPERIMENT "-%s", k->label);
	from = results_provenance_of(c->r, SCALING_EXPERIMENT, k);
	dat = plot_dat(rows);
	script = plot_script(name, k->label, from, rows);
	dat_name = str_fmt("plots/%s.dat", name);
	script_name = str_fmt("plots/%s.gp", name);
	output_write(c->to, dat_name, dat);
	output_write(c->to, script_name, script);
	free(script_name);
	free(dat_name);
	free(script);
	free(dat);
	free(from);
	free(name);
	return true;
}
