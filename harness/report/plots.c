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

#include "files.h"
#include "proc.h"
#include "report/picture.h"
#include "report/plots.h"

/* Takes over @label. */
static void bar_add(struct plot *p, const char *arm, char *label, struct pair_row row)
{
	p->bars = mem_grow(p->bars, p->nr_bars + 1, sizeof(*p->bars));
	p->bars[p->nr_bars++] = (struct bar){ row.hook, arm, label, row };
}

/* The module mechanisms of a hook, then the eBPF ones, each once. */
static void bars_of_hook(struct plot *p, const struct pair_row *rows, size_t nr, size_t first)
{
	const char *hook = rows[first].hook, *last = NULL;

	bar_add(p, NULL, str_dup(hook), rows[first]);
	for (size_t i = first; i < nr && !strcmp(rows[i].hook, hook); i++) {
		if (rows[i].kmod && (!last || strcmp(last, rows[i].kmod)))
			bar_add(p, "kmod", str_dup(rows[i].kmod), rows[i]);
		last = rows[i].kmod;
	}
	for (size_t i = first; i < nr && !strcmp(rows[i].hook, hook); i++)
		if (rows[i].ebpf)
			bar_add(p, "ebpf", str_dup(rows[i].ebpf), rows[i]);
}

static void plot_bars(struct plot *p)
{
	struct pair_row *rows;
	size_t nr = pair_rows(p->r, p->k->release, NULL, &rows);

	for (size_t i = 0; i < nr; i++) {
		if (!p->ratio && (!i || strcmp(rows[i - 1].hook, rows[i].hook)))
			bars_of_hook(p, rows, nr, i);
		if (p->ratio && rows[i].kmod && rows[i].ebpf)
			bar_add(p, "ebpf", str_fmt("%s / %s", rows[i].ebpf, rows[i].kmod), rows[i]);
	}
	free(rows);
}

static void plot_panels(struct plot *p)
{
	size_t nr = workload_names(p->r, p->k->release, &p->panels);

	for (size_t i = 0; i < nr; i++) {
		struct pair_row *rows;

		if (pair_rows(p->r, p->k->release, p->panels[i], &rows))
			p->panels[p->nr_panels++] = p->panels[i];
		free(rows);
	}
}

static void plot_free(struct plot *p)
{
	for (size_t i = 0; i < p->nr_bars; i++)
		free(p->bars[i].label);
	free(p->bars);
	free(p->panels);
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

static void dat_ratio(struct plot *p, FILE *out, const struct bar *b, const char *workload,
		      double y)
{
	struct cost ebpf = pair_cost(p->r, p->k->release, workload, &b->row, "ebpf", "count");
	struct cost kmod = pair_cost(p->r, p->k->release, workload, &b->row, "kmod", "count");
	double ratio = 0;
	bool have = cost_ratio(ebpf, kmod, &ratio);

	if (have)
		fprintf(out, "%g\t1\t?\t%.4f\t%.2f\t-\t%s\t%s\n", y, ratio, ratio, b->hook,
			b->label);
	else
		fprintf(out, "%g\t1\t?\t?\t-\t%s\t%s\t%s\n", y, mark_of(have, ebpf, kmod), b->hook,
			b->label);
	p->max = ratio > p->max ? ratio : p->max;
}

static void dat_added(struct plot *p, FILE *out, const struct bar *b, const char *workload,
		      double y)
{
	struct cost count = pair_cost(p->r, p->k->release, workload, &b->row, b->arm, "count");
	struct cost null = pair_cost(p->r, p->k->release, workload, &b->row, b->arm, "null");
	struct cost body = pair_body(p->r, p->k->release, workload, &b->row, b->arm);
	bool have = count.state == COST_NUMBER;
	char *total = have ? cost_text(count) : str_dup("?");
	/* Without a resolved body the bar is not split: the stripe would show noise. */
	char *floor = body.state == COST_NUMBER && null.state == COST_NUMBER ? cost_text(null)
									     : str_dup("?");

	fprintf(out, "%g\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", y, !strcmp(b->arm, "ebpf"), floor, total,
		have ? total : "-", mark_of(have, count, count), b->hook, b->label);
	if (have && (double)cost_value(count) > p->max)
		p->max = (double)cost_value(count);
	free(total);
	free(floor);
}

/* One block of lines (gnuplot: index) a panel. */
static void dat_write(struct plot *p, FILE *out)
{
	fprintf(out, "# y\tarm (0 module, 1 eBPF)\tfloor (null)\ttotal (count)\tlabel\tmark\t"
		     "hook\tname\n");
	for (size_t w = 0; w < p->nr_panels; w++) {
		fprintf(out, "%s# workload %s\n", w ? "\n\n" : "", p->panels[w]);
		for (size_t i = 0; i < p->nr_bars; i++) {
			if (!p->bars[i].arm)
				continue;
			if (p->ratio)
				dat_ratio(p, out, &p->bars[i], p->panels[w], (double)i);
			else
				dat_added(p, out, &p->bars[i], p->panels[w], (double)i);
		}
	}
}

static int plot_write(const struct plot *p, const char *folder, const char *extension, char *text)
{
	char *path = str_fmt("%s/%s.%s", folder, p->name, extension);
	int err = file_write(path, text, strlen(text));

	free(path);
	free(text);
	return err;
}

static char *plot_text(struct plot *p, void (*write)(struct plot *p, FILE *out))
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return str_dup("");
	write(p, out);
	fclose(out);
	return text;
}

static int plot_draw(const struct plot *p, const char *folder)
{
	char *script = str_fmt("%s.gp", p->name), *log = str_fmt("%s/%s.log", folder, p->name),
	     *said;
	const char *const argv[] = { "gnuplot", script, NULL };
	int err;

	remove(log);
	err = proc_run(argv, &(struct proc_opts){ .cwd = folder, .out_path = log });
	if (err == -ENOENT)
		err = -ENOPKG;
	if (err && err != -ENOPKG) {
		said = file_line(log);
		log_err("gnuplot cannot draw %s/%s (status %d): %s; its messages are in %s", folder,
			script, err, said && *said ? said : "no message", log);
		free(said);
		err = -EIO;
	} else {
		remove(log);
	}
	free(log);
	free(script);
	return err;
}

static int plot_build(struct plot *p, const char *folder)
{
	int err;

	err = plot_write(p, folder, "dat", plot_text(p, dat_write));
	if (!err)
		err = plot_write(p, folder, "gp", plot_text(p, picture_script));
	return err ? err : plot_draw(p, folder);
}

int plots_build(const struct results *r, const struct result_kernel *k, unsigned int *drawn)
{
	char *folder = str_fmt("%s/plots", r->dir);
	int err = dir_make(folder);

	*drawn = 0;
	for (int ratio = 0; ratio < 2 && (!err || err == -ENOPKG); ratio++) {
		struct plot p = { .r = r, .k = k, .ratio = ratio };
		int one = 0;

		p.name = str_fmt("%s-%s", ratio ? "ratio" : "added", k->label);
		plot_bars(&p);
		plot_panels(&p);
		if (p.nr_bars && p.nr_panels)
			one = plot_build(&p, folder);
		*drawn += p.nr_bars && p.nr_panels && !one;
		err = one ? one : err;
		plot_free(&p);
	}
	free(folder);
	return err;
}
