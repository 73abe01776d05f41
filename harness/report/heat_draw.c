// SPDX-License-Identifier: GPL-2.0-only
/*
 * heat_draw - the map of workloads and hooks as gnuplot reads it: shades, letters and the script.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/heat_map.h"
#include "report/script.h"

#define HEAT_MM	    170.0 /* two columns of a paper */
#define HEAT_ROW_MM 4.0
#define HEAT_TOP_MM 42.0 /* title, names of the blocks, upright names of the columns */
#define HEAT_FOOT_MM 13.5
#define HEAT_LINE_MM 3.6
#define HEAT_LINE    140 /* characters of a caption's line */
#define HEAT_NAMES_MM 17.0
#define HEAT_WIDE   24.0 /* columns for which letters of full size are small enough */

static const struct {
	const char *title[NR_HEATS];
	unsigned int light, dark; /* ends of the ramp */
} heat_blocks[NR_BLOCKS] = {
	[BLOCK_MODULE] = { { "module, instructions", "module, per cent" }, 0xf4f8fc, 0x00436b },
	[BLOCK_EBPF] = { { "eBPF, instructions", "eBPF, per cent" }, 0xfdf8ee, 0x8a4b00 },
	[BLOCK_RATIO] = { { "eBPF / module", NULL }, 0xf2faf7, 0x00553d },
};

/* The ends of a scale that blocks share if they are of the same unit. */
static void heat_range(const struct heat *h, bool ratio, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < h->nr_rows * h->nr_columns; i++) {
		const struct heat_field *f = &h->fields[i];

		if (!f->known || f->value <= 0 || (h->columns[i % h->nr_columns].block == BLOCK_RATIO) != ratio)
			continue;
		*low = f->value < *low ? f->value : *low;
		*high = f->value > *high ? f->value : *high;
	}
}

static unsigned int heat_mix(unsigned int light, unsigned int dark, double t)
{
	unsigned int rgb = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		double from = light >> shift & 255, to = dark >> shift & 255;

		rgb |= (unsigned int)lround(from + (to - from) * t) << shift;
	}
	return rgb;
}

/* Luminance as the eye weighs it: on what is dark letters are white. */
static bool heat_dark(unsigned int rgb)
{
	return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255) < 140;
}

/* First block, a line a field; second, the names of the rows; third, those of the columns. */
void heat_data(const struct heat *h, FILE *out)
{
	double low[2], high[2];

	for (int ratio = 0; ratio < 2; ratio++)
		heat_range(h, ratio, &low[ratio], &high[ratio]);
	fprintf(out, "# x\ty\tcolour (0xRRGGBB)\tdark (1: white letters)\ttext\tworkload\thook\tmech\n");
	for (size_t i = 0; i < h->nr_rows * h->nr_columns; i++) {
		const struct heat_column *c = &h->columns[i % h->nr_columns];
		const struct heat_field *f = &h->fields[i];
		bool ratio = c->block == BLOCK_RATIO;
		double t = f->known && f->value > 0 && high[ratio] > low[ratio] ?
				   log(f->value / low[ratio]) / log(high[ratio] / low[ratio]) : 0;
		unsigned int rgb = heat_mix(heat_blocks[c->block].light, heat_blocks[c->block].dark, t);

		fprintf(out, "%.1f\t%zu\t%u\t%d\t%s\t%s\t%s\t", c->x, i / h->nr_columns,
			f->known ? rgb : 0xffffffu, f->known && heat_dark(rgb), f->text, h->rows[i / h->nr_columns],
			ratio ? c->row.hook : c->side.hook);
		if (ratio)
			fprintf(out, "%s / %s\n", c->row.ebpf, c->row.kmod);
		else
			fprintf(out, "%s\n", c->side.mech);
	}
	fprintf(out, "\n\n# y\tworkload\n");
	for (size_t y = 0; y < h->nr_rows; y++)
		fprintf(out, "%zu\t%s\n", y, h->rows[y]);
}

/* Is there another pair of the same two names, at another hook? */
static bool heat_namesake(const struct heat *h, const struct heat_column *c)
{
	for (const struct heat_column *o = h->columns; o < h->columns + h->nr_columns; o++)
		if (o != c && o->block == BLOCK_RATIO && !strcmp(o->row.ebpf, c->row.ebpf) &&
		    !strcmp(o->row.kmod, c->row.kmod))
			return strcmp(c->row.hook, c->row.kmod) != 0;
	return false;
}

static char *heat_column_name(const struct heat *h, const struct heat_column *c)
{
	if (c->block == BLOCK_RATIO && heat_namesake(h, c))
		return str_fmt("%s / %s (%s)", c->row.ebpf, c->row.kmod, c->row.hook);
	if (c->block == BLOCK_RATIO)
		return str_fmt("%s / %s", c->row.ebpf, c->row.kmod);
	if (!strcmp(c->side.hook, c->side.mech))
		return str_dup(c->side.mech);
	return str_fmt("%s (%s)", c->side.mech, c->side.hook);
}

static void heat_names(const struct heat *h, FILE *out, double height)
{
	for (size_t i = 0; i < h->nr_columns; i++) {
		const struct heat_column *c = &h->columns[i];
		char *name = heat_column_name(h, c);

		fprintf(out, "\tset label ");
		script_string(out, name);
		fprintf(out, " at first %.1f, screen %.5f left rotate by 90 noenhanced\n", c->x,
			1 - (HEAT_TOP_MM - 1) / height);
		free(name);
		if (i && c[-1].block == c->block)
			continue;
		fprintf(out, "\tset label ");
		script_bold(out, heat_blocks[c->block].title[h->kind]);
		fprintf(out, " at first %.1f, screen %.5f left\n", c->x - 0.4, 1 - 7.5 / height);
	}
}

static void heat_foot(FILE *out, const char *caption, double height)
{
	for (double y = HEAT_FOOT_MM - 4; *caption; y -= HEAT_LINE_MM) {
		size_t n = strlen(caption);
		char *line;

		for (n = n < HEAT_LINE ? n : HEAT_LINE; caption[n] && caption[n] != ' ' && n > 1; n--)
			;
		line = str_fmt("%.*s", (int)n, caption);
		fprintf(out, "\tset label ");
		script_string(out, line);
		fprintf(out, " at screen 0.01,%.5f left noenhanced textcolor rgb '#404040'\n", y / height);
		free(line);
		caption += n + strspn(caption + n, " ");
	}
}

void heat_gnuplot(const struct heat *h, FILE *out)
{
	double height = HEAT_TOP_MM + HEAT_ROW_MM * (double)h->nr_rows + HEAT_FOOT_MM;
	double letters = (double)h->nr_columns > HEAT_WIDE ? HEAT_WIDE / (double)h->nr_columns : 1;
	char *from = results_provenance(h->r, h->k);
	char *caption = str_fmt("Rows by the cost of an operation, cheapest first. Darker is more. ?: not resolved, "
				"the workload moves as much by itself. Empty: not measured, or not there on this "
				"kernel. !: failed. %s", from);
	char *title = str_fmt("%s, collector " COST_LEAD ", Linux %s",
			      h->kind == HEAT_EVENT ? "What one event costs" :
						      "What is added to an operation, in per cent of its own cost",
			      h->k->label);

	script_open(out, h->name);
	fprintf(out, "unset border\nunset tics\nset xrange [-0.5:%.1f]\nset yrange [%zu.5:-0.5]\n",
		h->columns[h->nr_columns - 1].x + 0.5, h->nr_rows - 1);
	fprintf(out, "\ndo for [t in 'svg pdf png'] {\n"
		     "\tif (t eq 'svg') { set terminal svg enhanced size 1286,%.0f "
		     "font 'sans-serif,16' background 'white' }\n"
		     "\tif (t eq 'pdf') { set terminal pdfcairo enhanced size 17cm,%.2fcm "
		     "font 'DejaVu Sans,6.5' fontscale 0.75 }\n"
		     "\tif (t eq 'png') { set terminal pngcairo enhanced size 2008,%.0f "
		     "font 'DejaVu Sans,6.5' fontscale 3.125 }\n"
		     "\tset output name.'.'.t\n"
		     "\tsmall = t eq 'svg' ? 'sans-serif,%.1f' : 'DejaVu Sans,%.1f'\n",
		height * 1286 / HEAT_MM, height / 10, height * 2008 / HEAT_MM, 16 * letters, 6.5 * letters);
	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen 0.995\n"
		     "\tset tmargin at screen %.5f\n\tset bmargin at screen %.5f\n",
		HEAT_NAMES_MM / HEAT_MM, 1 - HEAT_TOP_MM / height, HEAT_FOOT_MM / height);
	fprintf(out, "\tset label ");
	script_bold(out, title);
	fprintf(out, " at screen 0.01,%.5f left\n", 1 - 3 / height);
	heat_names(h, out, height);
	heat_foot(out, caption, height);
	/* White on white is not drawn: most fields of a map with every hook are empty. */
	fprintf(out, "\tplot dat index 0 using 1:($3 == 0xffffff ? NaN : $2):($1 - 0.48):($1 + 0.48):($2 - 0.46):($2 + 0.46):3 "
		     "with boxxyerror fillcolor rgb variable fillstyle solid 1 noborder, \\\n"
		     "\t\tdat index 0 using 1:($4 == 1 ? $2 : NaN):5 with labels center noenhanced "
		     "font small textcolor rgb '#ffffff', \\\n"
		     "\t\tdat index 0 using 1:($4 == 0 && strcol(5) ne '-' ? $2 : NaN):5 with labels center noenhanced "
		     "font small textcolor rgb '#202020', \\\n"
		     "\t\tdat index 1 using (-0.5):1:2 with labels right noenhanced offset char -0.6,0\n"
		     "\tunset label\n\tunset output\n}\n");
	free(title);
	free(caption);
	free(from);
}
