// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_map - the matrix as a picture: a row a fault, a column a side under a profile that was tried.
 *
 * The fill goes from light to dark with harm, and two letters stand in every field, so that a copy without
 * colour says the same. A field outside of the ramp is empty: nothing is known there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/faults.h"

#define ROW_MM	    3.4
#define HEAD_MM	    14.0
#define FOOT_MM	    6.0
#define KEY_ROW_MM  3.4
#define MAP_MM	    120.0
#define KEY_COLUMNS 3

/* Letters on a dark field are white: luminance as the eye weighs it. */
static bool map_dark(const char *colour)
{
	unsigned int rgb = (unsigned int)strtoul(colour + 1, NULL, 16);

	return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255) < 128;
}

static int map_first_dark(void)
{
	int f = FATE_CLEAN;

	while (f < NR_FATES && !map_dark(fates[f].colour))
		f++;
	return f;
}

struct map_row {
	const struct fault *fault; /* NULL: the heading of a class */
	enum fault_class cls;
};

static struct map_row *map_rows(const struct results *r, size_t *rows)
{
	size_t n;
	const struct fault **seen = faults_seen(r, &n);
	struct map_row *all = mem_alloc(n + NR_FAULT_CLASSES, sizeof(*all));

	*rows = 0;
	for (size_t i = 0; i < n; i++) {
		if (!i || seen[i]->cls != seen[i - 1]->cls)
			all[(*rows)++] = (struct map_row){ .cls = seen[i]->cls };
		all[(*rows)++] = (struct map_row){ .fault = seen[i], .cls = seen[i]->cls };
	}
	free(seen);
	return all;
}

/* The profiles that any of the rows has a cell under; returns how many they are. */
static int map_profiles(const struct results *r, const struct result_kernel *k,
			const struct map_row *rows, size_t n, enum fault_profile *tried)
{
	int found = 0;

	for (int p = 0; p < NR_PROFILES; p++)
		for (size_t i = 0; i < n * NR_SIDES; i++) {
			const struct fault *f = rows[i / NR_SIDES].fault;

			if (f && faults_cell(r, k->release, f, (enum fault_profile)p,
					     (enum fault_side)(i % NR_SIDES))
					 .cell) {
				tried[found++] = (enum fault_profile)p;
				break;
			}
		}
	return found;
}

/* First block, a line a field: column, row, outcome's number and letters. Second: the names of the rows. */
static void map_data(const struct results *r, const struct result_kernel *k,
		     const struct map_row *rows, size_t n, FILE *out)
{
	enum fault_profile tried[NR_PROFILES];
	int columns = NR_SIDES * map_profiles(r, k, rows, n, tried);

	fprintf(out,
		"# column, row from the top, number of the outcome (0: none), letters, outcome\n");
	for (size_t i = 0; i < n; i++)
		for (int c = 0; rows[i].fault && c < columns; c++) {
			enum fault_side side = (enum fault_side)(c % NR_SIDES);
			struct fault_cell cell = faults_cell(r, k->release, rows[i].fault,
							     tried[c / NR_SIDES], side);
			bool cannot = rows[i].fault->side[side].inexpressible != NULL;

			fprintf(out, "%d\t%zu\t%d\t%s\t%s\n", c, i, (int)cell.verdict,
				cell.verdict ? fates[cell.verdict].symbol
				: cannot     ? "n/a"
					     : "-",
				cell.verdict ? fates[cell.verdict].name : "-");
		}
	fprintf(out, "\n\n");
	for (size_t i = 0; i < n; i++)
		if (rows[i].fault)
			fprintf(out, "%zu\t%s%s  %s\n", i, rows[i].fault->name,
				rows[i].fault->core ? " *" : "", rows[i].fault->id);
}

/* One plot for each outcome that has its own fill, then the letters on them, then the names. */
static void map_plot(FILE *out)
{
	fprintf(out, "plot ");
	for (int f = FATE_CLEAN; f < NR_FATES; f++)
		fprintf(out,
			"dat index 0 using ($3 == %d ? $1 : NaN):2:($1 - 0.48):($1 + 0.48):($2 - 0.46):($2 + 0.46) "
			"with boxxyerror fillcolor rgb '%s' fillstyle solid 1 noborder, \\\n\t",
			f, fates[f].colour);
	fprintf(out,
		"dat index 0 using 1:($3 >= %d ? $2 : NaN):4 with labels center noenhanced textcolor rgb '#ffffff', \\\n"
		"\tdat index 0 using 1:($3 < %d ? $2 : NaN):4 with labels center noenhanced textcolor rgb '#303030', \\\n"
		"\tdat index 1 using (-0.5):1:2 with labels right noenhanced offset char -0.8,0\n",
		map_first_dark(), map_first_dark());
}

static void map_headings(const struct map_row *rows, size_t n, FILE *out)
{
	for (size_t i = 0; i < n; i++)
		if (!rows[i].fault)
			fprintf(out, "set label '{/:Bold %s}' at graph -0.02, first %zu right\n",
				fault_classes[rows[i].cls].title, i);
}

/* The key: a field and its words, in columns below the map. */
static void map_key(double height, FILE *out)
{
	size_t n = NR_FATES - FATE_CLEAN, lines = (n + KEY_COLUMNS - 1) / KEY_COLUMNS;

	for (size_t i = 0; i < n; i++) {
		const struct fate_info *f = &fates[FATE_CLEAN + i];
		double x = 0.03 + (double)(i / lines) / KEY_COLUMNS;
		double y = (FOOT_MM + KEY_ROW_MM * (double)(lines - i % lines) - KEY_ROW_MM / 2) /
			   height;
		double half = KEY_ROW_MM / 2.2 / height;

		fprintf(out,
			"set object rectangle from screen %.4f,%.4f to screen %.4f,%.4f fillcolor rgb '%s' "
			"fillstyle solid 1 noborder\n"
			"set label '%s' at screen %.4f,%.4f center noenhanced textcolor rgb '%s' front\n"
			"set label '%s' at screen %.4f,%.4f left noenhanced\n",
			x, y - half, x + 0.05, y + half, f->colour, f->symbol, x + 0.025, y,
			map_dark(f->colour) ? "#ffffff" : "#303030", f->name, x + 0.06, y);
	}
}

static void map_script(const struct results *r, const struct result_kernel *k,
		       const struct map_row *rows, size_t n, const char *name, FILE *out)
{
	size_t keys = (NR_FATES - FATE_CLEAN + KEY_COLUMNS - 1) / KEY_COLUMNS;
	double bottom = FOOT_MM + KEY_ROW_MM * (double)(keys + 1);
	double height = bottom + ROW_MM * (double)n + HEAD_MM;
	enum fault_profile tried[NR_PROFILES];
	int profiles = map_profiles(r, k, rows, n, tried);
	char *from = faults_provenance(r, k);

	fprintf(out,
		"# Drawn by `probebench report`; to draw it again: gnuplot %s.gp\n"
		"name = '%s'\ndat = name.'.dat'\n"
		"set datafile separator tab\nset datafile commentschars '#'\nunset key\nunset border\n"
		"set xrange [-0.5:%d.5]\nset yrange [%zu.5:-0.5]\n"
		"unset xtics\nunset ytics\n",
		name, name, profiles * NR_SIDES - 1, n - 1);
	fprintf(out,
		"do for [t in 'svg pdf png'] {\n"
		"if (t eq 'svg') { set terminal svg enhanced size %.0f,%.0f font 'sans-serif,15' background 'white' }\n"
		"if (t eq 'pdf') { set terminal pdfcairo enhanced size %.2fcm,%.2fcm font 'DejaVu Sans,6' }\n"
		"if (t eq 'png') { set terminal pngcairo enhanced size %.0f,%.0f font 'DejaVu Sans,14' background 'white' }\n"
		"set output name.'.'.t\n",
		MAP_MM * 6.5, height * 6.5, MAP_MM / 10, height / 10, MAP_MM * 8, height * 8);
	fprintf(out,
		"set lmargin at screen 0.42\nset rmargin at screen 0.98\nset tmargin at screen %.5f\nset bmargin at screen %.5f\n"
		"set label '{/:Bold The same mistake on both sides, Linux %s}' at screen 0.02,%.5f left\n",
		1 - HEAD_MM / height, bottom / height, k->label, 1 - 2.5 / height);
	for (int c = 0; c < profiles * NR_SIDES; c++)
		fprintf(out, "set label '%s' at first %d, screen %.5f center noenhanced\n",
			c % NR_SIDES == SIDE_KMOD ? "module" : "eBPF", c,
			1 - (HEAD_MM - 2) / height);
	for (int p = 0; p < profiles; p++)
		fprintf(out, "set label '{/:Bold %s}' at first %.1f, screen %.5f center\n",
			fault_profile_names[tried[p]], p * NR_SIDES + 0.5,
			1 - (HEAD_MM - 5.5) / height);
	map_headings(rows, n, out);
	map_key(height, out);
	fprintf(out,
		"set label '%.150s' at screen 0.02,%.5f left noenhanced font ',%s' textcolor rgb '#404040'\n",
		from, FOOT_MM / 2 / height, "9");
	map_plot(out);
	fprintf(out, "unset label\nunset object\nunset output\n}\n");
	free(from);
}

int faults_map(const struct results *r, const struct result_kernel *k, struct outputs *to)
{
	char *name = str_fmt("faults-%s", k->label), *dat = NULL, *gp = NULL, *path;
	size_t rows, len;
	struct map_row *all = map_rows(r, &rows);
	FILE *out = open_memstream(&dat, &len);
	int err = out ? 0 : -ENOMEM;

	if (!err) {
		map_data(r, k, all, rows, out);
		fclose(out);
		path = str_fmt("plots/%s.dat", name);
		err = output_write(to, path, dat);
		free(path);
	}
	out = err ? NULL : open_memstream(&gp, &len);
	if (out) {
		map_script(r, k, all, rows, name, out);
		fclose(out);
		path = str_fmt("plots/%s.gp", name);
		err = output_write(to, path, gp);
		free(path);
	}
	free(all);
	free(dat);
	free(gp);
	free(name);
	return err;
}
