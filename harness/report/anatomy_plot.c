// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_plot - what a collector adds, as stacked bars by layer: the module beside eBPF at each hook.
 *
 * Columns of <stem>.dat: 1 y, 2 the end of the bar, then the end of each layer's part; "?" where the layer has none.
 * A layer that becomes cheaper cannot be stacked: it is left out of the bar and named beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"
#include "report/geometry.h"

struct layer_plot {
	const struct events *e;
	const struct event *group, *base;
	const char *stem;
	size_t rows; /* bars and headings */
	s64 max;
};

static bool plot_has(const struct layer_plot *p, size_t i)
{
	return event_same_group(&p->e->v[i], p->group) && !event_is_base(&p->e->v[i]);
}

static bool plot_new_hook(const struct layer_plot *p, size_t i)
{
	while (i-- > 0)
		if (plot_has(p, i))
			return strcmp(p->e->v[i].cell->hook, p->e->v[i + 1].cell->hook) != 0;
	return true;
}

static void plot_dat(struct layer_plot *p, FILE *out)
{
	fprintf(out, "# y\tall\tlayers, each from\tto:");
	for (int l = 0; l < NR_LAYERS; l++)
		fprintf(out, " %s", layer_infos[l].name);
	fputc('\n', out);
	for (size_t i = 0; i < p->e->n; i++) {
		const struct event *e = &p->e->v[i];
		s64 at = 0;

		if (!plot_has(p, i))
			continue;
		p->rows += plot_new_hook(p, i);
		fprintf(out, "%zu\t%lld", p->rows++, (long long)event_added(e, p->base, NR_LAYERS));
		for (int l = 0; l < NR_LAYERS; l++) {
			s64 added = event_added(e, p->base, l);

			if (added <= 0) {
				fprintf(out, "\t?\t?");
				continue;
			}
			fprintf(out, "\t%lld\t%lld", (long long)at, (long long)(at + added));
			at += added;
		}
		fprintf(out, "\t%s\t%s\t%s\n", event_arm(e), e->cell->hook, e->cell->mech);
		p->max = at > p->max ? at : p->max;
	}
}

static void plot_names(struct layer_plot *p, FILE *out)
{
	size_t y = 0;
	const char *comma = "";

	for (size_t i = 0; i < p->e->n; i++)
		if (plot_has(p, i)) {
			if (plot_new_hook(p, i))
				fprintf(out, "\tset label '{/:Bold %s}' at screen %.5f, first %zu left\n",
					p->e->v[i].cell->hook, EDGE_MM / WIDTH_MM, y++);
			y++;
		}
	fprintf(out, "\tset ytics scale 0 (");
	y = 0;
	for (size_t i = 0; i < p->e->n; i++)
		if (plot_has(p, i)) {
			y += plot_new_hook(p, i);
			fprintf(out, "%s'%s, %s' %zu", comma, event_arm(&p->e->v[i]),
				p->e->v[i].cell->mech, y++);
			comma = ", ";
		}
	fprintf(out, ") noenhanced\n");
}

/* Two columns of the key; what no bar has is left out, the unclassified never. */
static double plot_key(struct layer_plot *p, FILE *out, double top, double height)
{
	int shown = 0;

	for (int l = 0; l < NR_LAYERS; l++) {
		bool any = l == LAYER_UNCLASSIFIED;
		double x = shown % 2 ? WIDTH_MM / 2 : EDGE_MM, y = top - KEY_MM * (shown / 2);

		for (size_t i = 0; i < p->e->n && !any; i++)
			any = plot_has(p, i) && event_added(&p->e->v[i], p->base, l) > 0;
		if (!any)
			continue;
		fprintf(out, "\tset object rectangle from screen %.5f,%.5f to screen %.5f,%.5f fillcolor rgb "
			     "'%s' fillstyle solid 1 noborder\n\tset label '%s' at screen %.5f,%.5f left\n",
			x / WIDTH_MM, (y - 1) / height, (x + 3) / WIDTH_MM, (y + 1) / height,
			anatomy_colours[l], layer_infos[l].title, (x + 4) / WIDTH_MM, y / height);
		shown++;
	}
	return KEY_MM * ((shown + 1) / 2);
}

static void plot_terminals(FILE *out, double height)
{
	fprintf(out, "\tif (t eq 'svg') { set terminal svg enhanced size 643,%.0f font 'sans-serif,18.67' "
		     "linewidth 2 background 'white' }\n", height * 643 / WIDTH_MM);
	fprintf(out, "\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,%.2fcm "
		     "font 'DejaVu Sans,7' fontscale 0.75 }\n", height / 10);
	fprintf(out, "\tif (t eq 'png') { set terminal pngcairo enhanced size 1004,%.0f "
		     "font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }\n", height * 1004 / WIDTH_MM);
}

static double plot_step(s64 max)
{
	static const double steps[] = { 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000 };
	size_t i = 0;

	while (i + 1 < ARRAY_SIZE(steps) && steps[i] * 4 < (double)max)
		i++;
	return steps[i];
}

static void plot_script(struct layer_plot *p, FILE *out)
{
	double key = KEY_MM * 4, head = EDGE_MM + TITLE_MM + key, foot = EDGE_MM + 2 * LINE_MM + AXIS_MM + 1;
	double height = head + foot + ROW_MM * (double)p->rows;

	fprintf(out, "# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n"
		     "name = '%s'\ndat = name.'.dat'\nset datafile separator tab\n"
		     "set datafile missing '?'\nset datafile commentschars '#'\nunset key\nset border 3\n"
		     "set xrange [0:%.0f]\nset yrange [%.1f:-0.7]\n"
		     "set xtics nomirror out scale 0.5 offset 0,0.4 %g\nset ytics nomirror\n"
		     "set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n",
		p->stem, p->stem, (double)p->max * 1.12 + 1, (double)p->rows - 0.4, plot_step(p->max));
	fprintf(out, "do for [t in 'svg pdf png'] {\n");
	plot_terminals(out, height);
	fprintf(out, "\tset output name.'.'.t\n\tset multiplot\n"
		     "\tset label '{/:Bold Added instructions by layer, collector %s}' at screen %.5f,%.5f left\n",
		p->group->cell->collector, EDGE_MM / WIDTH_MM, (height - EDGE_MM - 1.5) / height);
	plot_key(p, out, height - EDGE_MM - TITLE_MM - 1.5, height);
	fprintf(out, "\tset label 'Class exact: instructions, not time. Linux %s,' at screen %.5f,%.5f left "
		     "noenhanced textcolor rgb '#404040'\n"
		     "\tset label 'workload %s, one operation, traced' at screen %.5f,%.5f left noenhanced "
		     "textcolor rgb '#404040'\n", p->group->kernel->label, EDGE_MM / WIDTH_MM,
		(EDGE_MM + 1.5 * LINE_MM) / height, p->group->cell->workload, EDGE_MM / WIDTH_MM,
		(EDGE_MM + 0.5 * LINE_MM) / height);
	fprintf(out, "\tset lmargin at screen 0.36\n\tset rmargin at screen 0.98\n"
		     "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n", foot / height,
		1 - head / height);
	plot_names(p, out);
	fprintf(out, "\tplot \\\n");
	for (int l = 0; l < NR_LAYERS; l++)
		fprintf(out, "\t\tdat using (0):1:%d:%d:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb "
			     "'%s' fillstyle solid 1 noborder, \\\n", 3 + 2 * l, 4 + 2 * l, anatomy_colours[l]);
	fprintf(out, "\t\tdat using 2:1:2 with labels left noenhanced offset char 0.4,0\n"
		     "\tunset multiplot\n\tunset output\n}\n");
}

static char *plot_made(struct layer_plot *p, void (*write)(struct layer_plot *p, FILE *out))
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	write(p, out);
	fclose(out);
	return text;
}

int anatomy_plot(const struct events *e, const struct event *group, const char *stem,
		 struct outputs *to)
{
	struct layer_plot p = { .e = e, .group = group, .base = event_base(e, group), .stem = stem };
	char *dat = plot_made(&p, plot_dat), *script = plot_made(&p, plot_script);
	char *dat_name = str_fmt("plots/%s.dat", stem), *script_name = str_fmt("plots/%s.gp", stem);
	int err = output_write(to, dat_name, dat);

	if (!err)
		err = output_write(to, script_name, script);
	free(dat);
	free(script);
	free(dat_name);
	free(script_name);
	return err;
}
