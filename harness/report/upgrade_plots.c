// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade_plots - one upgrade of each strategy as stretches of events (upgrade_timeline.c), and what is missed and
 * doubled at every hook.
 *
 * Axes are logarithmic: a swapped pointer and an unloaded module are five orders of magnitude
 * apart. Lengths are events, not times: under an emulator only they mean anything.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/geometry.h"
#include "report/upgrade_draw.h"

const char *const upgrade_plot_stems[NR_UPGRADE_PLOTS] = { "timeline", "losses" };

#define PLOT_WIDTH_MM 170.0 /* two columns of a paper: the rows have long names */
#define PLOT_ROW_MM   4.2
#define PLOT_LEFT_MM  44.0
#define PLOT_TEXT_MM  46.0 /* at the right of the bars */
#define PLOT_ZERO     0.01 /* where a logarithmic axis has its 0 */
#define PLOT_HEAD_MM  12.0
#define PLOT_FOOT_MM  16.0

const struct plot_fate plot_fates[NR_PLOT_FATES] = {
	{ "old", "#B0B0B0", "old version" },
	{ "new", "#009E73", "new version" },
	{ "both", "#CC79A7", "both: recorded twice" },
	{ "none", "#D55E00", "none: missed" },
};

bool plot_shown(const struct upgrade_rows *rows, size_t i)
{
	const struct upgrade_row *r = &rows->v[i], *before = i ? r - 1 : NULL;

	return !before || strcmp(before->strategy, r->strategy) ||
	       strcmp(before->cell->arm, r->cell->arm);
}

static size_t plot_count(const struct upgrade_rows *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += plot_shown(rows, i);
	return n;
}

static bool plot_tested(const struct upgrade_row *r)
{
	return r->refusal <= 0 && r->exposed;
}

/* Was any hook of the strategy and side whose rows begin at @i put to the test? */
static bool plot_any_tested(const struct upgrade_rows *rows, size_t i)
{
	bool any = plot_tested(&rows->v[i]);

	for (size_t at = i + 1; at < rows->n && !plot_shown(rows, at); at++)
		any |= plot_tested(&rows->v[at]);
	return any;
}

/* y, missed and doubled events an upgrade, a line a hook. */
static char *losses_dat(const struct upgrade_rows *rows, struct plot_range *x)
{
	char *text = NULL;
	size_t len, y = 0;
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "# y\tmissed\tdoubled, a mean over the upgrades of a cell\thook\n");
	for (size_t i = 0; i < rows->n; i++) {
		const struct upgrade_row *r = &rows->v[i];
		double missed = (double)r->missed / (double)r->upgrades;
		double extra = (double)r->extra / (double)r->upgrades;

		y += plot_shown(rows, i);
		/* A 0 that nothing was put to the test for is none. */
		if (!plot_tested(r))
			continue;
		fprintf(out, "%zu\t%.10g\t%.10g\t%s\n", y - 1, missed, extra, upgrade_mech(r));
		x->most = missed > x->most ? missed : x->most;
		x->most = extra > x->most ? extra : x->most;
	}
	fclose(out);
	return text;
}

/* A mean: whole from 100 on, three digits below. */
static char *plot_mean(s64 sum, s64 n)
{
	return sum >= 100 * n ? upgrade_number((sum + n / 2) / n)
			      : str_fmt(sum < n ? "%.1g" : "%.3g", (double)sum / (double)n);
}

static double row_missed(const struct upgrade_row *r)
{
	return (double)r->missed / (double)r->upgrades;
}

static double row_extra(const struct upgrade_row *r)
{
	return (double)r->extra / (double)r->upgrades;
}

/* "12 to 1,256", or unless @whole "to 1,256": of the hooks of a strategy and side, which begin at row @i. */
static char *plot_range(const struct upgrade_rows *rows, size_t i, double (*of)(const struct upgrade_row *),
			bool whole)
{
	size_t least = i, most = i;
	char *from, *to, *text;

	for (size_t at = i + 1; at < rows->n && !plot_shown(rows, at); at++) {
		least = of(&rows->v[at]) < of(&rows->v[least]) ? at : least;
		most = of(&rows->v[at]) > of(&rows->v[most]) ? at : most;
	}
	from = plot_mean(of == row_extra ? rows->v[least].extra : rows->v[least].missed, rows->v[least].upgrades);
	to = plot_mean(of == row_extra ? rows->v[most].extra : rows->v[most].missed, rows->v[most].upgrades);
	text = !strcmp(from, to) ? str_dup(to) : whole ? str_fmt("%s to %s", from, to) : str_fmt("to %s", to);
	free(to);
	free(from);
	return text;
}

/* A whole range has no room beside another one. */
static char *plot_losses(const struct upgrade_rows *rows, size_t i)
{
	char *missed = plot_range(rows, i, row_missed, true), *extra = plot_range(rows, i, row_extra, true), *text;
	bool misses = strcmp(missed, "0"), doubles = strcmp(extra, "0");

	if (misses && doubles) {
		free(missed);
		free(extra);
		missed = plot_range(rows, i, row_missed, false);
		extra = plot_range(rows, i, row_extra, false);
	}
	text = doubles && !misses   ? str_fmt("%s twice", extra)
	       : misses && !doubles ? str_fmt("%s missed", missed)
				    : str_fmt("%s missed, %s twice", missed, extra);
	free(extra);
	free(missed);
	return text;
}

static char *plot_label(const struct upgrade_rows *rows, size_t i, enum upgrade_plot kind)
{
	const struct upgrade_row *r = &rows->v[i];

	if (r->refusal > 0)
		return str_fmt("refused: %s", strerrorname_np((int)r->refusal));
	if (!plot_any_tested(rows, i))
		return str_dup("not put to the test");
	if (kind == UPGRADE_LOSSES)
		return plot_losses(rows, i);
	return timeline_label(r);
}

/* "overlap, eBPF kprobe": of a timeline, the hook that it was taken at. Caller frees. */
static char *plot_name(const struct upgrade_row *r, enum upgrade_plot kind)
{
	const char *mech = kind == UPGRADE_TIMELINE ? upgrade_mech(r) : "";

	return str_fmt("%s, %s%s%s", r->strategy, upgrade_side(r), *mech ? " " : "", mech);
}

static void script_rows(FILE *out, const struct upgrade_rows *rows, enum upgrade_plot kind,
			double right)
{
	const char *comma = "";
	size_t y = 0;

	for (size_t i = 0; i < rows->n; i++) {
		char *label;

		if (!plot_shown(rows, i))
			continue;
		label = plot_label(rows, i, kind);
		fprintf(out, "\tset label '%s' at screen %.5f, first %zu left noenhanced\n", label,
			right, y++);
		free(label);
	}
	y = 0;
	fprintf(out, "\tset ytics scale 0 (");
	for (size_t i = 0; i < rows->n; i++) {
		char *name;

		if (!plot_shown(rows, i))
			continue;
		name = plot_name(&rows->v[i], kind);
		fprintf(out, "%s'%s' %zu", comma, name, y++);
		free(name);
		comma = ", ";
	}
	fprintf(out, ") noenhanced\n");
}

static void script_keys(FILE *out, double height, enum upgrade_plot kind)
{
	double x = EDGE_MM, y = 1 - 7.5 / height;

	for (size_t i = 0; i < ARRAY_SIZE(plot_fates); i++) {
		if (kind == UPGRADE_LOSSES && i < 2)
			continue;
		fprintf(out,
			"\tset object rectangle from screen %.5f,%.5f to screen %.5f,%.5f fillcolor rgb '%s' "
			"fillstyle solid 1 noborder\n",
			x / PLOT_WIDTH_MM, y - 1 / height, (x + 3) / PLOT_WIDTH_MM, y + 1 / height,
			plot_fates[i].color);
		fprintf(out, "\tset label '%s' at screen %.5f,%.5f left\n", plot_fates[i].text,
			(x + 4) / PLOT_WIDTH_MM, y);
		x += 7 + CHAR_MM * (double)strlen(plot_fates[i].text);
	}
	if (kind == UPGRADE_TIMELINE)
		fprintf(out, "\tset label '| a step begins' at screen %.5f,%.5f left\n",
			x / PLOT_WIDTH_MM, y);
}

static void script_plot(FILE *out, enum upgrade_plot kind)
{
	fprintf(out, "\tplot \\\n");
	if (kind == UPGRADE_LOSSES) {
		/* Columns 2 and 3, above and below the middle of a row: bars, and the ends that tell hooks apart. */
		for (int column = 2; column <= 3; column++)
			fprintf(out,
				"\t\tdat using ($%d > 0 ? %g : NaN):1:(%g):%d:($1 %s 0.36):($1 %s 0.04) with boxxyerror "
				"fillcolor rgb '%s' fillstyle transparent solid 0.25 noborder, \\\n"
				"\t\tdat using ($%d > 0 ? $%d : %g):($1 %s 0.2) with points pointtype 7 pointsize 0.8 "
				"linecolor rgb '%s'%s\n",
				column, PLOT_ZERO, PLOT_ZERO, column, column == 2 ? "-" : "+", column == 2 ? "-" : "+",
				plot_fates[5 - column].color, column, column, PLOT_ZERO, column == 2 ? "-" : "+",
				plot_fates[5 - column].color, column == 2 ? ", \\" : "");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(plot_fates); i++)
		fprintf(out,
			"\t\tdat index 0 using ($2 == %zu ? $3 : NaN):1:3:4:($1 - 0.34):($1 + 0.2) "
			"with boxxyerror fillcolor rgb '%s' fillstyle solid 1 noborder, \\\n",
			i, plot_fates[i].color);
	fprintf(out,
		"\t\tdat index 1 using 2:($1 + 0.22):(0):(0.2) with vectors nohead linecolor rgb '#000000'\n");
}

static void script_axis(FILE *out, enum upgrade_plot kind, const struct plot_range *x)
{
	if (kind == UPGRADE_LOSSES) {
		fprintf(out, "set logscale x\nset xrange [0.007:%.4g]\nset format x '10^{%%L}'\nset xtics add ('0' %g)\n",
			x->most * 1.2, PLOT_ZERO);
		return;
	}
	timeline_axis(out, x);
}

static char *plot_script(const struct chapter_run *c, const struct result_kernel *k,
			 const struct upgrade_rows *rows, enum upgrade_plot kind, const char *name,
			 const struct plot_range *x)
{
	static const char *const titles[NR_UPGRADE_PLOTS] = {
		"One upgrade of each strategy: who recorded the events before and after the versions change",
		"Events missed and recorded twice in an upgrade, mean: a bar with a dot for each hook",
	};
	size_t n = plot_count(rows), len;
	double height = PLOT_HEAD_MM + PLOT_FOOT_MM + PLOT_ROW_MM * (double)n;
	char *text = NULL, *from = upgrade_provenance(c->r, k, "upgrade");
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n", name);
	fprintf(out,
		"name = '%s'\ndat = name.'.dat'\nset datafile separator tab\nunset key\nset border 3\n",
		name);
	fprintf(out, "set yrange [%.1f:-0.5]\nset xtics nomirror out scale 0.5\nset ytics nomirror\n", (double)n - 0.5);
	script_axis(out, kind, x);
	fprintf(out, "set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n");
	fprintf(out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
		PLOT_LEFT_MM / PLOT_WIDTH_MM, 1 - PLOT_TEXT_MM / PLOT_WIDTH_MM);
	fprintf(out, "set bmargin at screen %.5f\nset tmargin at screen %.5f\n",
		PLOT_FOOT_MM / height, 1 - PLOT_HEAD_MM / height);
	fprintf(out, "\ndo for [t in 'svg pdf png'] {\n");
	fprintf(out,
		"\tif (t eq 'svg') { set terminal svg enhanced size 1285,%.0f font 'sans-serif,18.67' "
		"linewidth 2 background 'white' }\n",
		height * 1285 / PLOT_WIDTH_MM);
	fprintf(out,
		"\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 17cm,%.2fcm font 'DejaVu Sans,7' "
		"fontscale 0.75 }\n",
		height / 10);
	fprintf(out,
		"\tif (t eq 'png') { set terminal pngcairo enhanced size 1506,%.0f font 'DejaVu Sans,7' "
		"fontscale 2.34 linewidth 2 }\n",
		height * 1506 / PLOT_WIDTH_MM);
	fprintf(out, "\tset output name.'.'.t\n\tunset label\n\tunset object\n");
	fprintf(out, "\tset label '{/:Bold %s}' at screen %.5f,%.5f left\n", titles[kind],
		EDGE_MM / PLOT_WIDTH_MM, 1 - 3 / height);
	script_keys(out, height, kind);
	fprintf(out, "\tset label '%s' at screen %.5f,%.5f left\n",
		kind == UPGRADE_TIMELINE ? "events, from the first that is not of the old version alone; logarithmic on both sides"
					 : "events, logarithmic; 0 at the left",
		PLOT_LEFT_MM / PLOT_WIDTH_MM, (PLOT_FOOT_MM - 8) / height);
	fprintf(out,
		"\tset label '%s' at screen %.5f,%.5f left noenhanced textcolor rgb '#404040'\n",
		from, EDGE_MM / PLOT_WIDTH_MM, 3.5 / height);
	script_rows(out, rows, kind, 1 - (PLOT_TEXT_MM - 2) / PLOT_WIDTH_MM);
	script_plot(out, kind);
	fprintf(out, "\tunset output\n}\n");
	fclose(out);
	free(from);
	return text;
}

bool upgrade_plot_write(const struct chapter_run *c, const struct result_kernel *k,
			const struct upgrade_rows *rows, enum upgrade_plot kind)
{
	struct plot_range x = { 0, kind == UPGRADE_LOSSES ? 10 : 1 };
	char *name = str_fmt("%s-%s", upgrade_plot_stems[kind], k->label), *dat, *script;
	char *dat_name = str_fmt("plots/%s.dat", name), *script_name = str_fmt("plots/%s.gp", name);
	bool any = plot_count(rows) > 0;

	if (any) {
		dat = kind == UPGRADE_TIMELINE ? timeline_dat(rows, &x) : losses_dat(rows, &x);
		script = plot_script(c, k, rows, kind, name, &x);
		output_write(c->to, dat_name, dat);
		output_write(c->to, script_name, script);
		free(script);
		free(dat);
	}
	free(script_name);
	free(dat_name);
	free(name);
	return any;
}
