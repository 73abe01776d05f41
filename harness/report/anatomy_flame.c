// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_flame - one event as an icicle: time goes to the right, calls go down, and every box is as
 * wide as the instructions that ran inside it. SVG that needs no other file; a browser shows what a
 * box is when the pointer rests on it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"
#include "report/html.h"

#define FLAME_WIDTH 1000.0
#define FLAME_ROW   18
#define FLAME_HEAD  24
#define FLAME_CHAR  6.2 /* of the 11 px font, on average */
#define FLAME_KEY   195

const char *const anatomy_colours[NR_LAYERS] = {
	[LAYER_ENTRY] = "#b0b0b0",   [LAYER_HOOK] = "#56b4e9",	   [LAYER_GLUE] = "#e69f00",
	[LAYER_BODY] = "#d55e00",    [LAYER_HELPERS] = "#cc79a7",  [LAYER_WORKLOAD] = "#d7ead7",
	[LAYER_RETURN] = "#8c8c8c",  [LAYER_UNCLASSIFIED] = "#f0e442",
};

static u32 flame_depth(const struct event *e)
{
	u32 deepest = 0;

	for (size_t i = 0; i < e->n; i++)
		if (e->activations[i].depth > deepest)
			deepest = e->activations[i].depth;
	return deepest;
}

static void flame_text(FILE *out, const char *text, size_t most)
{
	size_t len = strlen(text);

	html_escape(out, text, len < most ? len : most);
}

/*
 * A function that runs in place of another at the same depth (a tail call, an assembler label) may
 * come from a trace whose parent is not the one drawn above it; boxes are placed by where they begin,
 * so that this does not show.
 */
static void flame_box(FILE *out, const struct event *e, size_t i, double scale)
{
	const struct activation *a = &e->activations[i];
	const char *name = e->trace.functions[a->function];
	double x = (double)a->from * scale, width = (double)a->total * scale;
	unsigned int y = FLAME_HEAD + a->depth * FLAME_ROW;
	size_t room = width > 4 ? (size_t)((width - 4) / FLAME_CHAR) : 0;

	fputs("<g><title>", out);
	flame_text(out, name, SIZE_MAX);
	fprintf(out, "\n%s: %llu", layer_infos[e->layers[i]].title, (unsigned long long)a->self);
	if (a->total != a->self)
		fprintf(out, ", with what it calls %llu", (unsigned long long)a->total);
	fprintf(out, "</title><rect class=\"an%d\" x=\"%.1f\" y=\"%u\" width=\"%.1f\" height=\"17\"/>",
		(int)e->layers[i], x, y, width);
	if (room >= 3) {
		fprintf(out, "<text x=\"%.1f\" y=\"%u\">", x + 2, y + 12);
		flame_text(out, name, room);
		fputs("</text>", out);
	}
	fputs("</g>\n", out);
}

/* Layers that occur, the unclassified in any case, with what they add to the event without a collector. */
static void flame_key(FILE *out, const struct event *e, const struct event *base, unsigned int y)
{
	unsigned int x = 0;

	for (int l = 0; l < NR_LAYERS; l++) {
		if (!e->sums[l] && l != LAYER_UNCLASSIFIED)
			continue;
		if (x + FLAME_KEY > FLAME_WIDTH) {
			x = 0;
			y += FLAME_ROW;
		}
		fprintf(out, "<rect class=\"an%d\" x=\"%u\" y=\"%u\" width=\"12\" height=\"12\"/>"
			     "<text x=\"%u\" y=\"%u\">%s %lld", l, x, y, x + 16, y + 10,
			layer_infos[l].title, (long long)e->sums[l]);
		if (base && event_added(e, base, l))
			fprintf(out, " (%+lld)", (long long)event_added(e, base, l));
		fputs("</text>\n", out);
		x += FLAME_KEY;
	}
}

static void flame_style(FILE *out)
{
	fputs("<style>.an{font:11px sans-serif}.an rect{stroke:#fff;stroke-width:.6}", out);
	for (int l = 0; l < NR_LAYERS; l++)
		fprintf(out, ".an%d{fill:%s}", l, anatomy_colours[l]);
	fputs("</style>\n", out);
}

char *anatomy_flame(const struct event *e, const struct event *base)
{
	u64 insns = trace_insns(&e->trace);
	unsigned int bottom = FLAME_HEAD + (flame_depth(e) + 1) * FLAME_ROW + 8;
	char *text = NULL, *title = event_title(e);
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	if (base == e)
		base = NULL;
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%u\" "
		     "viewBox=\"0 0 %.0f %u\" class=\"an\" style=\"max-width:1000px\">\n", FLAME_WIDTH, bottom + 2 * FLAME_ROW + 4,
		FLAME_WIDTH, bottom + 2 * FLAME_ROW + 4);
	flame_style(out);
	fprintf(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>"
		     "<text x=\"0\" y=\"14\" style=\"font-weight:bold\">");
	flame_text(out, title, SIZE_MAX);
	fprintf(out, ", workload ");
	flame_text(out, e->cell->workload, SIZE_MAX);
	if (!event_is_base(e)) {
		fprintf(out, ", collector ");
		flame_text(out, e->cell->collector, SIZE_MAX);
	}
	fprintf(out, ", Linux ");
	flame_text(out, e->kernel->label, SIZE_MAX);
	fprintf(out, ": %llu instructions", (unsigned long long)(insns - e->empty));
	if (base)
		fprintf(out, ", %+lld", (long long)event_added(e, base, NR_LAYERS));
	fputs("</text>\n", out);
	for (size_t i = 0; i < e->n; i++)
		flame_box(out, e, i, FLAME_WIDTH / (double)(insns ? insns : 1));
	flame_key(out, e, base, bottom);
	fputs("</svg>\n", out);
	fclose(out);
	free(title);
	return text;
}
