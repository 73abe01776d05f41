// SPDX-License-Identifier: GPL-2.0-only
/*
 * times_picture - what one event adds, in time: a point and its interval for each mechanism.
 *
 * Columns of times-<release>.dat: 1 y, 2 arm, 3 median, 4 and 5 its interval, 6 the number beside it,
 * 7 filled, 8 hook, 9 name. Points, not bars: a bar's length would hide how far its end may move.
 * Mechanisms without a number are left out; the report lists them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/draw.h"
#include "report/script.h"
#include "report/times.h"

#define POINT_ROW_MM 6.4

const char times_caption[] = "Nanoseconds that one event adds: median and 95 % interval";

struct points {
	const struct times *t;
	char *dat, *names, *hooks; /* the data file; the axis; headings */
	size_t rows;
	double max;
	size_t longest, numbers; /* characters of a name; points */
	bool arms[NR_BAR_ARMS];
};

/* One point of a row. True if there is one. */
static bool point_add(struct points *p, const struct side *side, const char *collector, double y,
		      bool filled)
{
	const struct bar bar = { .side = *side };
	const json_t *m = times_metric(p->t, side, collector, p->t->workload, "added_ns_per_event");
	double value, low, high;

	if (!m || json_is_false(results_at(m, "resolved")) || !results_num(m, "value", &value) ||
	    !results_num((const json_t *)json_array_get(results_at(m, "ci"), 0), "", &low) ||
	    !results_num((const json_t *)json_array_get(results_at(m, "ci"), 1), "", &high))
		return false;
	text_add(&p->dat, "%.2f\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%d\t%s\t%s\n", y, (int)bar_arm(&bar), value,
		 low, high, value, filled, side->hook, side->mech);
	if (high > p->max)
		p->max = high;
	p->arms[bar_arm(&bar)] = true;
	p->numbers++;
	return true;
}

static void points_of(struct points *p)
{
	struct side *sides;
	size_t nr = side_list(&p->t->view, p->t->release, p->t->workload, &sides);
	const char *hook = "";

	for (size_t i = 0; i < nr; i++) {
		double y = (double)p->rows + (strcmp(hook, sides[i].hook) ? 1 : 0);
		bool any = point_add(p, &sides[i], COST_LEAD, y - 0.22, true);

		any |= point_add(p, &sides[i], COST_FLOOR, y + 0.24, false);
		if (!any)
			continue;
		if (strlen(sides[i].hook) + 1 > p->longest)
			p->longest = strlen(sides[i].hook) + 1; /* in bold */
		if (strcmp(hook, sides[i].hook))
			text_add(&p->hooks, "%s %zu\n", sides[i].hook, p->rows++);
		hook = sides[i].hook;
		text_add(&p->names, "%s'%s' %zu", p->names ? ", " : "", sides[i].mech, p->rows++);
		if (strlen(sides[i].mech) > p->longest)
			p->longest = strlen(sides[i].mech);
	}
	free(sides);
}

static void points_hooks(const struct points *p, FILE *out)
{
	for (const char *line = p->hooks; line && *line; line = strchr(line, '\n') + 1) {
		char *hook = str_fmt("%.*s", (int)strcspn(line, " "), line);

		fprintf(out, "\tset label ");
		script_bold(out, hook);
		fprintf(out, " at screen %.5f, first %d left\n", EDGE_MM / WIDTH_MM,
			atoi(line + strlen(hook)));
		free(hook);
	}
}

static void points_plot(FILE *out)
{
	static const int types[] = { 6, 7 }; /* open, filled */

	fprintf(out, "\tsize = t eq 'png' ? 1.8 : t eq 'svg' ? 0.8 : 0.35\n\tplot \\\n");
	for (int arm = 0; arm < NR_BAR_ARMS; arm++)
		for (size_t filled = 0; filled < ARRAY_SIZE(types); filled++)
			fprintf(out, "\t\tdat using ($2 == %d && $7 == %zu ? $3 : NaN):1:4:5 with xerrorbars "
				"pointtype %d pointsize size linecolor rgb '%s', \\\n", arm, filled,
				types[filled], arm_color((enum bar_arm)arm));
	fprintf(out, "\t\tdat using 5:1:6 with labels left noenhanced offset char 0.5,0\n");
}

static char *points_script(struct points *p, const char *name)
{
	char *from = times_provenance(p->t), *text = NULL;
	char *caption = str_fmt("Filled: collector " COST_LEAD "; open: " COST_FLOOR
				", the hook with an empty body. Bars: 95 %% interval. %s", from);
	struct geometry g = { .left = EDGE_MM + 1 + CHAR_MM * (double)p->longest,
			      .panel_height = POINT_ROW_MM * (double)p->rows };
	static const char *const arms[NR_BAR_ARMS] = { "module", "eBPF", "other arms" };
	char *title = str_fmt("Nanoseconds added per event, workload %s", p->t->workload);
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	for (int arm = 0; arm < NR_BAR_ARMS; arm++)
		if (p->arms[arm])
			g.keys[g.nr_keys++] = (struct key){ .style = key_solid(arm_color((enum bar_arm)arm)),
							    .text = str_dup(arms[arm]) };
	g.bottom = EDGE_MM + LINE_MM * ((double)caption_lines(caption) + 0.3);
	g.panel_width = WIDTH_MM - g.left - 2 * EDGE_MM;
	g.height = g.bottom + AXIS_MM + g.panel_height + EDGE_MM + TITLE_MM + KEY_MM;
	script_open(out, name);
	fprintf(out, "set xrange [0:%g]\nset yrange [%g:-0.5]\n", p->max * 1.25, (double)p->rows - 0.5);
	script_tics(out, &g, p->max * 1.25, p->max);
	fprintf(out, "set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'\n");
	script_formats(out, g.height);
	script_title(out, &g, title);
	script_caption(out, &g, caption);
	fprintf(out, "\tset lmargin at screen %.5f\n\tset rmargin at screen %.5f\n", g.left / WIDTH_MM,
		1 - 2 * EDGE_MM / WIDTH_MM);
	fprintf(out, "\tset bmargin at screen %.5f\n\tset tmargin at screen %.5f\n",
		(g.bottom + AXIS_MM) / g.height, (g.bottom + AXIS_MM + g.panel_height) / g.height);
	points_hooks(p, out);
	fprintf(out, "\tset ytics scale 0 (%s) noenhanced\n", p->names);
	points_plot(out);
	script_close(out);
	fclose(out);
	geometry_free(&g);
	free(title);
	free(caption);
	free(from);
	return text;
}

char *times_script(const struct times *t, struct outputs *to)
{
	struct points p = { .t = t };
	char *stem = str_fmt("times-%s", t->release), *file, *script;

	if (t->workload)
		points_of(&p);
	if (p.numbers) {
		char *dat = str_fmt("# y\tarm (0 module, 1 eBPF)\tmedian (ns)\tlow\thigh\tlabel\tfilled\thook"
				    "\tname\n%s", p.dat);

		file = str_fmt("plots/%s.dat", stem);
		output_write(to, file, dat);
		free(file);
		free(dat);
		script = points_script(&p, stem);
		file = str_fmt("plots/%s.gp", stem);
		output_write(to, file, script);
		free(file);
		free(script);
	} else {
		free(stem);
		stem = NULL;
	}
	free(p.dat);
	free(p.names);
	free(p.hooks);
	return stem;
}
