// SPDX-License-Identifier: GPL-2.0-only
/*
 * portability_map - the matrix as a picture: a row an artefact, a column a kernel.
 *
 * A letter stands in every field, and the fill goes from light to dark with how bad it is to meet: what works is
 * light, what is refused is darker, and what runs and lies is darkest. A copy without colour says the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portability/explain.h"
#include "report/geometry.h"
#include "report/portability.h"
#include "report/script.h"

#define MAP_MM	    170.0 /* two columns of a paper */
#define MAP_ROW_MM  3.6
#define MAP_TOP_MM  12.0
#define MAP_CHAR_MM 1.9 /* of a name that stands upright, because it is too long for its column */
#define MAP_FOOT_MM 4.0
#define MAP_NAMES   0.40 /* of the width, for the names of the rows */
#define MAP_KEYS    3	 /* columns of the key */

static const char map_works[] = "#E8F1E4", map_refused[] = "#B9C6D8", map_lies[] = "#7A1E12";

static const char *map_fill(enum fit fit)
{
	return fit == FIT_WORKS ? map_works : fit == FIT_WRONG_DATA || fit == FIT_MISCOUNTS ? map_lies : map_refused;
}

struct map {
	const struct results *r;
	struct row {
		const char *arm;
		char *name; /* NULL: the heading of a side */
	} *rows;
	size_t nr_rows;
	bool seen[NR_FITS];
	size_t nr_seen;
	bool blank; /* some field has no cell */
};

static void map_row(struct map *m, const char *arm, char *name)
{
	m->rows = mem_grow(m->rows, m->nr_rows + 1, sizeof(*m->rows));
	m->rows[m->nr_rows++] = (struct row){ arm, name };
}

static void map_rows(struct map *m)
{
	static const char *const arms[] = { "kmod", "ebpf" };

	for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
		char **names;
		size_t n = port_names(m->r, arms[a], &names);

		if (n)
			map_row(m, arms[a], NULL);
		for (size_t i = 0; i < n; i++)
			map_row(m, arms[a], names[i]);
		free(names);
	}
}

static int map_fit(const struct map *m, size_t row, size_t k)
{
	const struct row *at = &m->rows[row];

	return at->name ? fit_parse(port_verdict(port_cell(m->r, m->r->kernels[k].release, at->arm, at->name))) : -1;
}

/*
 * First block, a line a field: column, row, verdict's number, letter, verdict. Second, a line for neighbours of one
 * fill: first and last column, row, fill. Third: the names of the rows.
 */
static void map_data(struct map *m, FILE *out)
{
	fprintf(out, "# column, row from the top, number of the verdict, letter, verdict\n");
	for (size_t i = 0; i < m->nr_rows; i++)
		for (size_t k = 0; k < m->r->nr_kernels; k++) {
			int fit = map_fit(m, i, k);

			m->blank |= fit < 0 && m->rows[i].name;
			if (fit < 0)
				continue;
			m->nr_seen += !m->seen[fit];
			m->seen[fit] = true;
			fprintf(out, "%zu\t%zu\t%d\t%s\t%s\n", k, i, fit, fits[fit].symbol, fits[fit].name);
		}
	fprintf(out, "\n\n# first and last column, row, fill\n");
	for (size_t i = 0; i < m->nr_rows; i++)
		for (size_t k = 0, last; k < m->r->nr_kernels; k = last + 1) {
			int fit = map_fit(m, i, k), next;

			last = k;
			while (fit >= 0 && last + 1 < m->r->nr_kernels && (next = map_fit(m, i, last + 1)) >= 0 &&
			       map_fill((enum fit)next) == map_fill((enum fit)fit))
				last++;
			if (fit >= 0)
				fprintf(out, "%zu\t%zu\t%zu\t%s\n", k, last, i, map_fill((enum fit)fit));
		}
	fprintf(out, "\n\n# row, name\n");
	for (size_t i = 0; i < m->nr_rows; i++) {
		char *label = m->rows[i].name ? port_label(m->r, m->rows[i].name) : NULL;

		if (label)
			fprintf(out, "%zu\t%s\n", i, label);
		free(label);
	}
}

/* Lines of the key. */
static size_t map_keys(const struct map *m)
{
	return (m->nr_seen + m->blank + MAP_KEYS - 1) / MAP_KEYS;
}

/* The verdicts, and after them what a field without any means. */
static void map_key(const struct map *m, double height, FILE *out)
{
	size_t lines = map_keys(m), at = 0;

	for (int fit = 0; fit < NR_FITS + m->blank; fit++) {
		double x = 0.02 + (double)(at / lines) / MAP_KEYS;
		double y = (MAP_FOOT_MM + MAP_ROW_MM * ((double)(lines - at % lines) - 0.5)) / height;
		double half = MAP_ROW_MM / 2.2 / height;

		if (fit == NR_FITS) {
			fprintf(out, "set object rectangle from screen %.4f,%.4f to screen %.4f,%.4f fillstyle empty border "
				"linecolor rgb '%s'\nset label 'not tried; on its own kernel: @own' at screen %.4f,%.4f left noenhanced\n", x, y - half,
				x + 0.03, y + half, map_refused, x + 0.036, y);
			continue;
		}
		if (!m->seen[fit])
			continue;
		at++;
		fprintf(out, "set object rectangle from screen %.4f,%.4f to screen %.4f,%.4f fillcolor rgb '%s' "
			"fillstyle solid 1 noborder\n"
			"set label '%s' at screen %.4f,%.4f center noenhanced textcolor rgb '%s' front\n"
			"set label '%s' at screen %.4f,%.4f left noenhanced\n",
			x, y - half, x + 0.03, y + half, map_fill((enum fit)fit), fits[fit].symbol, x + 0.015, y,
			map_fill((enum fit)fit) == map_lies ? "#ffffff" : "#000000", fits[fit].name, x + 0.036, y);
	}
}

/* The fills, white lines between the columns, letters, names. */
static void map_plot(const struct map *m, FILE *out)
{
	static const char *const all[] = { map_works, map_refused, map_lies };

	for (size_t k = 1; k < m->r->nr_kernels; k++)
		fprintf(out, "set arrow from first %zu.5, graph 0 to first %zu.5, graph 1 nohead front linewidth 3 linecolor "
			"rgb '#ffffff'\n", k - 1, k - 1);
	fprintf(out, "plot ");
	for (size_t f = 0; f < ARRAY_SIZE(all); f++)
		fprintf(out, "dat index 1 using (strcol(4) eq '%s' ? ($1 + $2) / 2 : NaN):3:($1 - 0.5):($2 + 0.5):($3 - 0.45):"
			"($3 + 0.45) with boxxyerror fillcolor rgb '%s' fillstyle solid 1 noborder, \\\n\t", all[f], all[f]);
	fprintf(out, "dat index 0 using 1:($3 == %d || $3 == %d ? $2 : NaN):4 with labels center noenhanced textcolor rgb "
		"'#ffffff', \\\n"
		"\tdat index 0 using 1:($3 != %d && $3 != %d ? $2 : NaN):4 with labels center noenhanced textcolor rgb "
		"'#000000', \\\n"
		"\tdat index 2 using (-0.5):1:2 with labels right noenhanced offset char -0.8,0\n",
		FIT_WRONG_DATA, FIT_MISCOUNTS, FIT_WRONG_DATA, FIT_MISCOUNTS);
}

/* Room for the names of the kernels above the columns; 0: they lie side by side. */
static double map_upright(const struct map *m)
{
	double column = MAP_MM * (0.99 - MAP_NAMES) / (double)m->r->nr_kernels;
	size_t longest = 0;

	for (size_t k = 0; k < m->r->nr_kernels; k++)
		longest = strlen(m->r->kernels[k].label) > longest ? strlen(m->r->kernels[k].label) : longest;
	return (double)longest * MAP_CHAR_MM > column ? (double)longest * MAP_CHAR_MM : 0;
}

static void map_script(const struct map *m, FILE *out)
{
	size_t keys = map_keys(m);
	double bottom = MAP_FOOT_MM + MAP_ROW_MM * (double)(keys + 1);
	double upright = map_upright(m), top = MAP_TOP_MM + upright;
	double height = bottom + MAP_ROW_MM * (double)m->nr_rows + top;

	script_open(out, PORT_PICTURE);
	fprintf(out, "unset border\nset xrange [-0.5:%zu.5]\nset yrange [%zu.5:-0.5]\nunset xtics\nunset ytics\n",
		m->r->nr_kernels - 1, m->nr_rows - 1);
	fprintf(out,
		"do for [t in 'svg pdf png'] {\n"
		"if (t eq 'svg') { set terminal svg enhanced size %.0f,%.0f font 'sans-serif,14' background 'white' }\n"
		"if (t eq 'pdf') { set terminal pdfcairo enhanced size %.2fcm,%.2fcm font 'DejaVu Sans,6' }\n"
		"if (t eq 'png') { set terminal pngcairo enhanced size %.0f,%.0f font 'DejaVu Sans,14' background 'white' }\n"
		"set output name.'.'.t\n",
		MAP_MM * 5.6, height * 5.6, MAP_MM / 10, height / 10, MAP_MM * 7, height * 7);
	fprintf(out, "set lmargin at screen %.3f\nset rmargin at screen 0.99\nset tmargin at screen %.5f\n"
		"set bmargin at screen %.5f\n"
		"set label '{/:Bold What was built once, and the kernels that it was tried on}' at screen 0.02,%.5f left\n",
		MAP_NAMES, 1 - top / height, bottom / height, 1 - 2.5 / height);
	for (size_t k = 0; k < m->r->nr_kernels; k++)
		fprintf(out, "set label '%s' at first %zu, screen %.5f %s noenhanced\n", m->r->kernels[k].label, k,
			1 - (top - 2) / height, upright > 0 ? "left rotate by 90" : "center");
	for (size_t i = 0; i < m->nr_rows; i++)
		if (!m->rows[i].name)
			fprintf(out, "set label '{/:Bold %s}' at graph -0.02, first %zu right\n", arm_text(m->rows[i].arm), i);
	map_key(m, height, out);
	map_plot(m, out);
	fprintf(out, "unset label\nunset object\nunset arrow\nunset output\n}\n");
}

bool port_map(struct chapter_run *c)
{
	static const char *const extensions[] = { "dat", "gp" };
	struct map m = { .r = c->r };
	bool good = true;

	map_rows(&m);
	for (size_t i = 0; i < ARRAY_SIZE(extensions); i++) {
		char *text = NULL, *name = str_fmt("plots/" PORT_PICTURE ".%s", extensions[i]);
		size_t len;
		FILE *out = open_memstream(&text, &len);

		if (!out)
			abort();
		if (i)
			map_script(&m, out);
		else
			map_data(&m, out);
		fclose(out);
		good = good && m.nr_seen && !output_write(c->to, name, text);
		free(text);
		free(name);
	}
	for (size_t i = 0; i < m.nr_rows; i++)
		free(m.rows[i].name);
	free(m.rows);
	return good && chapter_draw(c, PORT_PICTURE);
}
