// SPDX-License-Identifier: GPL-2.0-only
/*
 * plots - which bars a picture has, their numbers, and running gnuplot.
 *
 * A mechanism without a number is a gap with the reason in it, never a bar of length 0. Numbers go
 * into a .dat and the drawing into a .gp beside the pictures, so that an author can restyle them
 * without this program.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/draw.h"
#include "report/markup.h"
#include "report/overhead.h"
#include "report/picture.h"

const char *plot_stem(enum plot_kind kind)
{
	static const char *const stems[NR_PLOTS] = { [PLOT_ANSWER] = "answer",
						     [PLOT_ADDED] = "added",
						     [PLOT_RATIO] = "ratio",
						     [PLOT_STACK] = "stack" };

	return stems[kind];
}

const char *plot_caption(enum plot_kind kind)
{
	static const char *const captions[NR_PLOTS] = {
		[PLOT_ANSWER] =
			"Added instructions per event by hook and arm, collector " COST_LEAD,
		[PLOT_ADDED] = "Added instructions per event by hook and arm, collector " COST_LEAD,
		[PLOT_RATIO] = "Instructions per event, eBPF / module, collector " COST_LEAD,
		[PLOT_STACK] = "Instructions per event: the floor of each hook, and what each body "
			       "alone adds to it",
	};

	return captions[kind];
}

enum bar_arm bar_arm(const struct bar *b)
{
	return !strcmp(b->side.arm, "kmod")   ? BAR_MODULE
	       : !strcmp(b->side.arm, "ebpf") ? BAR_EBPF
					      : BAR_OTHER;
}

static struct bar *bar_add(struct plot *p, struct bar bar)
{
	p->bars = mem_grow(p->bars, p->nr_bars + 1, sizeof(*p->bars));
	p->bars[p->nr_bars] = bar;
	return &p->bars[p->nr_bars++];
}

static void bars_of_sides(struct plot *p, const char *workload)
{
	struct side *sides;
	size_t nr = side_list(p->r, p->k->release, workload, &sides);

	for (size_t i = 0; i < nr; i++) {
		if (!i || strcmp(sides[i - 1].hook, sides[i].hook))
			bar_add(p, (struct bar){ .label = str_dup(sides[i].hook) });
		bar_add(p, (struct bar){ .label = str_fmt("%s, %s", arm_text(sides[i].arm), sides[i].mech), .side = sides[i] });
	}
	free(sides);
}

static void bars_of_pairs(struct plot *p)
{
	struct pair_row *rows;
	size_t nr = pair_rows(p->r, p->k->release, NULL, &rows);

	for (size_t i = 0; i < nr; i++)
		if (rows[i].kmod && rows[i].ebpf)
			bar_add(p, (struct bar){
					   .label = str_fmt("%s / %s", rows[i].ebpf, rows[i].kmod),
					   .side = pair_side(&rows[i], "ebpf"),
					   .row = rows[i] });
	free(rows);
}

static void plot_panels(struct plot *p)
{
	size_t nr = workload_names_deep(p->r, p->k->release, &p->panels);

	for (size_t i = 0; i < nr; i++) {
		struct side *sides;

		if (side_list(p->r, p->k->release, p->panels[i], &sides))
			p->panels[p->nr_panels++] = p->panels[i];
		free(sides);
	}
}

/* One panel as wide as the picture: a body of ten instructions would not be seen in half of it. */
static void plot_headline(struct plot *p)
{
	const char *workload = headline_workload(p->r, p->k);

	p->panels = mem_alloc(1, sizeof(*p->panels));
	if (!workload)
		return;
	p->panels[p->nr_panels++] = workload;
	bars_of_sides(p, workload);
}

static void plot_bodies(struct plot *p)
{
	size_t nr = body_names(p->r, p->k->release, p->nr_panels ? p->panels[0] : NULL, &p->bodies);

	for (size_t i = 0; i < nr; i++)
		if (strcmp(p->bodies[i], COST_FLOOR))
			p->bodies[p->nr_bodies++] = p->bodies[i];
}

static void plot_fill(struct plot *p)
{
	p->name = str_fmt("%s-%s", plot_stem(p->kind), p->k->label);
	switch (p->kind) {
	case PLOT_ANSWER:
		if (p->k == &p->r->kernels[p->r->nr_kernels - 1])
			plot_headline(p);
		break;
	case PLOT_ADDED:
		bars_of_sides(p, NULL);
		plot_panels(p);
		break;
	case PLOT_RATIO:
		bars_of_pairs(p);
		plot_panels(p);
		break;
	case PLOT_STACK:
		plot_headline(p);
		plot_bodies(p);
		break;
	case NR_PLOTS:
		break;
	}
}

size_t plot_columns(const struct plot *p)
{
	return p->nr_panels < PLOT_COLUMNS ? p->nr_panels : PLOT_COLUMNS;
}

/* Has @workload a cell that bar @i shows? */
static bool bar_has(const struct plot *p, size_t i, const char *workload)
{
	const struct bar *b = &p->bars[i];
	const char *release = p->k->release;

	if (p->kind == PLOT_RATIO)
		return pair_cost(p->r, release, workload, &b->row, "ebpf", COST_LEAD).state != COST_ABSENT ||
		       pair_cost(p->r, release, workload, &b->row, "kmod", COST_LEAD).state != COST_ABSENT;
	return side_cost(p->r, release, workload, &b->side, p->kind == PLOT_STACK ? COST_FLOOR : COST_LEAD).state !=
	       COST_ABSENT;
}

/* Hooks of user space mean nothing to a workload of system calls: bars that no panel of a row has are not in it. */
static void plot_place(struct plot *p)
{
	size_t columns = plot_columns(p), rows = columns ? (p->nr_panels + columns - 1) / columns : 0;

	p->place = mem_alloc(rows * p->nr_bars + 1, sizeof(*p->place));
	p->rows = mem_alloc(rows + 1, sizeof(*p->rows));
	for (size_t row = 0; row < rows; row++) {
		size_t *place = &p->place[row * p->nr_bars], heading = PLOT_GONE;

		for (size_t i = 0; i < p->nr_bars; i++) {
			bool has = false;

			place[i] = PLOT_GONE;
			if (!p->bars[i].side.arm)
				heading = i;
			for (size_t w = row * columns; p->bars[i].side.arm && w < (row + 1) * columns && w < p->nr_panels; w++)
				has |= bar_has(p, i, p->panels[w]);
			if (!has)
				continue;
			if (heading != PLOT_GONE)
				place[heading] = p->rows[row]++;
			heading = PLOT_GONE;
			place[i] = p->rows[row]++;
		}
	}
}

static void plot_free(struct plot *p)
{
	free(p->place);
	free(p->rows);
	for (size_t i = 0; i < p->nr_bars; i++)
		free(p->bars[i].label);
	free(p->bars);
	free(p->panels);
	free(p->bodies);
	free(p->name);
}

/* The word that stands in the gap; "-" where there is a number. */
static const char *mark_of(bool number, struct cost c, struct cost other)
{
	if (number)
		return "-";
	return cost_state_text(c.state != COST_NUMBER	    ? c.state
			       : other.state != COST_NUMBER ? other.state
							    : COST_EMPTY);
}

/* The columns that every picture has; @end is where the bar ends, @label the number beside it. */
static void dat_line(struct plot *p, FILE *out, size_t bar, const char *floor, const char *end,
		     const char *label, const char *mark)
{
	const struct bar *b = &p->bars[bar];

	fprintf(out, "%d\t%s\t%s\t%s\t%s\t%s\t%s", (int)bar_arm(b), floor, end, label, mark, b->side.hook, b->label);
	if (strcmp(end, "?") && strtod(end, NULL) > p->max)
		p->max = strtod(end, NULL);
	if (strcmp(label, "-") && strlen(label) > p->label_chars)
		p->label_chars = strlen(label);
}

static void dat_ratio(struct plot *p, FILE *out, size_t bar, const char *workload)
{
	const struct pair_row *row = &p->bars[bar].row;
	struct cost ebpf = pair_cost(p->r, p->k->release, workload, row, "ebpf", COST_LEAD);
	struct cost kmod = pair_cost(p->r, p->k->release, workload, row, "kmod", COST_LEAD);
	double ratio = 0;
	bool have = cost_ratio(ebpf, kmod, &ratio);
	char *end = have ? str_fmt("%.4f", ratio) : str_dup("?");
	char *label = have ? str_fmt("%.2f", ratio) : str_dup("-");

	dat_line(p, out, bar, "?", end, label, mark_of(have, ebpf, kmod));
	free(label);
	free(end);
}

static void dat_added(struct plot *p, FILE *out, size_t bar, const char *workload)
{
	const struct side *side = &p->bars[bar].side;
	struct cost lead = side_cost(p->r, p->k->release, workload, side, COST_LEAD);
	struct cost null = side_cost(p->r, p->k->release, workload, side, COST_FLOOR);
	struct cost body = side_body(p->r, p->k->release, workload, side, COST_LEAD);
	bool have = lead.state == COST_NUMBER;
	char *end = have ? cost_text(lead) : str_dup("?");
	/* Without a resolved body the bar is not split: the stripe would show noise. */
	char *floor = body.state == COST_NUMBER && null.state == COST_NUMBER ? cost_text(null)
									     : str_dup("?");

	dat_line(p, out, bar, floor, end, have ? end : "-", mark_of(have, lead, lead));
	free(end);
	free(floor);
}

/* A body that adds nothing has no place on a logarithmic axis. */
static void dat_stack(struct plot *p, FILE *out, size_t bar, const char *workload)
{
	const struct side *side = &p->bars[bar].side;
	struct cost null = side_cost(p->r, p->k->release, workload, side, COST_FLOOR);
	bool have = null.state == COST_NUMBER;
	char *floor = have ? cost_text(null) : str_dup("?"), *values = NULL, *end;
	s64 most = have ? cost_value(null) : 0;

	for (size_t i = 0; i < p->nr_bodies; i++) {
		struct cost body = side_body(p->r, p->k->release, workload, side, p->bodies[i]);
		s64 value = have && body.state == COST_NUMBER ? cost_value(body) : 0;

		if (value > 0)
			text_add(&values, "\t%lld", (long long)value);
		else
			text_add(&values, "\t?");
		most = value > most ? value : most;
	}
	end = have ? str_fmt("%lld", (long long)most) : str_dup("?");
	dat_line(p, out, bar, floor, end, "-", mark_of(have, null, null));
	fputs(values ? values : "", out);
	free(end);
	free(values);
	free(floor);
}

/* One block of lines (gnuplot: index) a panel. */
static void dat_write(struct plot *p, FILE *out)
{
	static void (*const lines[NR_PLOTS])(struct plot *, FILE *, size_t, const char *) = {
		[PLOT_ANSWER] = dat_added,
		[PLOT_ADDED] = dat_added,
		[PLOT_RATIO] = dat_ratio,
		[PLOT_STACK] = dat_stack,
	};

	fprintf(out, "# y\tarm (0 module, 1 eBPF, 2 other)\tfloor\tend\tlabel\tmark\thook\tname");
	for (size_t i = 0; i < p->nr_bodies; i++)
		fprintf(out, "\t%s", p->bodies[i]);
	for (size_t w = 0; w < p->nr_panels; w++) {
		fprintf(out, "%s\n# workload %s\n", w ? "\n" : "", p->panels[w]);
		for (size_t i = 0; i < p->nr_bars; i++) {
			size_t y = p->place[w / plot_columns(p) * p->nr_bars + i];

			if (!p->bars[i].side.arm || y == PLOT_GONE)
				continue;
			fprintf(out, "%zu\t", y);
			lines[p->kind](p, out, i, p->panels[w]);
			fputc('\n', out);
		}
	}
}

static char *plot_text(struct plot *p, void (*write)(struct plot *p, FILE *out))
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

static int plot_write(struct plot *p, struct outputs *to, const char *extension,
		      void (*write)(struct plot *p, FILE *out))
{
	char *name = str_fmt("plots/%s.%s", p->name, extension), *text = plot_text(p, write);
	int err = output_write(to, name, text);

	free(text);
	free(name);
	return err;
}

static int plot_build(struct plot *p, struct outputs *to)
{
	int err;

	/* The data first: writing them finds how much room the script must leave. */
	err = plot_write(p, to, "dat", dat_write);
	if (!err)
		err = plot_write(p, to, "gp", picture_script);
	return err ? err : draw_picture(p->name, to);
}

int plots_build(const struct results *r, const struct result_kernel *k, struct outputs *to,
		enum plot_state states[NR_PLOTS])
{
	int err = 0;

	for (int kind = 0; kind < NR_PLOTS; kind++) {
		struct plot p = { .r = r, .k = k, .kind = (enum plot_kind)kind };
		int one;

		plot_fill(&p);
		plot_place(&p);
		states[kind] = PLOT_NOTHING;
		if (p.nr_bars && p.nr_panels) {
			one = plot_build(&p, to);
			states[kind] = one ? PLOT_FAILED : PLOT_DRAWN;
			err = one ? one : err;
		}
		plot_free(&p);
	}
	return err;
}
