// SPDX-License-Identifier: GPL-2.0-only
/*
 * geometry - laying out a picture: its key, its panels, and the room that numbers need.
 */
#include <stdlib.h>
#include <string.h>

#include "report/geometry.h"

const char *arm_color(enum bar_arm arm)
{
	/* Okabe and Ito's, which differ in lightness too. */
	static const char *const colors[NR_BAR_ARMS] = { "#0072B2", "#E69F00", "#CC79A7" };

	return colors[arm];
}

/*
 * How bodies are told apart without colour, which says the arm: round, square and pointed, filled and open. More bodies
 * than these repeat.
 */
int body_mark(size_t body)
{
	static const int marks[] = { 7, 6, 5, 4, 9, 8, 11, 10 };

	return marks[body % ARRAY_SIZE(marks)];
}

static void key_add(struct geometry *g, char *style, char *text, int mark)
{
	if (g->nr_keys == KEYS_MAX) {
		free(style);
		free(text);
		return;
	}
	g->keys[g->nr_keys++] = (struct key){ style, text, mark };
}

char *key_solid(const char *color)
{
	return str_fmt("fillcolor rgb '%s' fillstyle solid 1 noborder", color);
}

/* What the bars of a colour are called; NULL if there are none. */
static const char *key_arm(const struct plot *p, enum bar_arm arm)
{
	static const char *const names[NR_BAR_ARMS] = { "module", "eBPF", NULL };
	const char *name = NULL;

	for (const struct bar *b = p->bars; b < p->bars + p->nr_bars; b++) {
		if (!b->side.arm || bar_arm(b) != arm)
			continue;
		if (name && strcmp(name, b->side.arm))
			return "other arms";
		name = b->side.arm;
	}
	return name && names[arm] ? names[arm] : name;
}

static void keys_fill(const struct plot *p, struct geometry *g)
{
	if (p->kind == PLOT_RATIO) {
		key_add(g, key_solid(COLOR_RATIO),
			str_dup("eBPF / module (line at 1: equal cost)"), 0);
		return;
	}
	for (int arm = 0; arm < NR_BAR_ARMS; arm++) {
		const char *name = key_arm(p, (enum bar_arm)arm);

		if (name)
			key_add(g, key_solid(arm_color((enum bar_arm)arm)), str_dup(name), 0);
	}
	if (p->kind == PLOT_ADDED || p->kind == PLOT_ANSWER)
		key_add(g, key_solid(COLOR_BODY),
			str_dup("of which body (" COST_LEAD " - " COST_FLOOR ")"), 0);
	if (p->kind == PLOT_STACK)
		key_add(g, NULL, str_dup(COST_FLOOR), MARK_FLOOR);
	for (size_t i = 0; i < p->nr_bodies; i++)
		key_add(g, NULL, str_fmt("+%s", p->bodies[i]), body_mark(i));
}

double key_width(const struct key *k)
{
	return 4 + CHAR_MM * (double)(strlen(k->text) + 2);
}

bool key_fits(const struct key *k, double x)
{
	/* The last two characters of an entry are the gap to the next one. */
	return x + key_width(k) <= WIDTH_MM + 2 * CHAR_MM;
}

static size_t key_lines(const struct geometry *g)
{
	size_t lines = 1;
	double x = EDGE_MM;

	for (const struct key *k = g->keys; k < g->keys + g->nr_keys; k++) {
		if (x > EDGE_MM && !key_fits(k, x)) {
			x = EDGE_MM;
			lines++;
		}
		x += key_width(k);
	}
	return lines;
}

/* Where a line of at most LINE_CHARS ends: at the last space that fits. */
size_t line_end(const char *s)
{
	size_t n = strlen(s), cut = LINE_CHARS;

	if (n <= LINE_CHARS)
		return n;
	while (cut && s[cut] != ' ')
		cut--;
	return cut ? cut : LINE_CHARS;
}

size_t caption_lines(const char *caption)
{
	size_t n = 0;

	for (; *caption; n++) {
		caption += line_end(caption);
		caption += strspn(caption, " ");
	}
	return n;
}

/* A number needs its width beside the longest bar: the bars get what is left of the panel. */
static double geometry_range(const struct plot *p, const struct geometry *g)
{
	double max = p->max > 0 ? p->max : 1, label = CHAR_MM * ((double)p->label_chars + 1);
	double share = 1 - label / g->panel_width;

	if (p->kind == PLOT_RATIO && max < 1)
		max = 1;
	return max / (share < 0.3 ? 0.3 : share);
}

double panel_height(const struct plot *p, size_t row)
{
	return ROW_MM * (double)p->rows[row];
}

struct geometry geometry_of(const struct plot *p, const char *caption)
{
	struct geometry g = { .columns = plot_columns(p) };
	size_t longest = 0;

	keys_fill(p, &g);
	for (size_t i = 0; i < p->nr_bars; i++)
		if (p->bars[i].side.arm && strlen(p->bars[i].label) > longest)
			longest = strlen(p->bars[i].label);
	g.rows = (p->nr_panels + g.columns - 1) / g.columns;
	g.left = EDGE_MM + 1 + CHAR_MM * (double)longest;
	g.panel_width = (WIDTH_MM - g.left - EDGE_MM - GAP_MM * (double)(g.columns - 1)) /
			(double)g.columns;
	g.range = geometry_range(p, &g);
	g.bottom = EDGE_MM + LINE_MM * ((double)caption_lines(caption) + 0.3);
	g.height = g.bottom + EDGE_MM + TITLE_MM + KEY_MM * (double)key_lines(&g);
	for (size_t row = 0; row < g.rows; row++)
		g.height += panel_height(p, row) + TITLE_MM + AXIS_MM;
	return g;
}

void geometry_free(struct geometry *g)
{
	for (size_t i = 0; i < g->nr_keys; i++) {
		free(g->keys[i].style);
		free(g->keys[i].text);
	}
}
