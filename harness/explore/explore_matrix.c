// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore_matrix - for cells that observe: one row a thing that was tried, one column a kernel, profile
 * and arm, and in each field the worst that came of it, which leads to the lines that show it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "fault.h"
#include "report/html.h"

static const char *const matrix_sides[] = { "kernel", "profile", "arm" };

/* A field of the matrix: which row, which column. */
struct matrix_place {
	size_t row, column;
};

static void put(FILE *out, const char *s)
{
	html_escape(out, s, strlen(s));
}

static bool matrix_is_side(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(matrix_sides); i++)
		if (!strcmp(matrix_sides[i], key))
			return true;
	return false;
}

/* "6.12 stock eBPF": what the columns are told apart by. */
static char *matrix_column(const struct explore *x, const struct explore_cell *e, bool runs)
{
	char *text = str_dup("");

	for (size_t i = 0; i < ARRAY_SIZE(matrix_sides); i++) {
		char *value = cell_key(e->c->name, matrix_sides[i]);
		const char *shown = value ? value : "";

		if (!i)
			shown = explore_kernel(&x->folders[e->folder], shown);
		shown = !strcmp(shown, "kmod") ? "module" : !strcmp(shown, "ebpf") ? "eBPF" : shown;
		if (*shown)
			text_add(&text, "%s%s", *text ? " " : "", shown);
		free(value);
	}
	if (runs)
		text_add(&text, " (%s)", explore_run(x, e->folder));
	return text;
}

static char *matrix_row(const struct explore_cell *e)
{
	char *text = str_dup("");

	for (const char *p = strchr(e->c->name, '/'); p; p = strchr(p + 1, '/')) {
		char *key = str_fmt("%.*s", (int)strcspn(p + 1, "=/"), p + 1);
		char *value = cell_key(e->c->name, key);

		if (!matrix_is_side(key) && value && strcmp(value, "none"))
			text_add(&text, "%s%s", *text ? " " : "", value);
		free(value);
		free(key);
	}
	return text;
}

static size_t list_find(char ***list, size_t *n, const char *word)
{
	size_t i = 0;

	while (i < *n && strcmp((*list)[i], word))
		i++;
	if (i == *n) {
		*list = mem_grow(*list, *n + 1, sizeof(**list));
		(*list)[(*n)++] = str_dup(word);
	}
	return i;
}

static void list_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

/* The verdict, or where there is none, how the cell ended. */
static const char *matrix_verdict(const struct result_cell *c)
{
	const char *verdict = json_string_value(json_object_get(c->record, "verdict"));
	const json_t *observed = json_object_get(c->record, "observed");

	if (c->outcome == OUTCOME_SKIP || c->outcome == OUTCOME_BROKEN)
		return outcome_name(c->outcome);
	if (verdict)
		return verdict;
	verdict = json_string_value(json_object_get(json_array_get(observed, json_array_size(observed) - 1),
						    "outcome"));
	return verdict ? verdict : outcome_name(c->outcome);
}

/* "refused load" */
static char *matrix_words(const char *verdict)
{
	char *words = str_replace(verdict, "_", " ");

	for (char *w = words; *w; w++)
		*w = (char)tolower((unsigned char)*w);
	return words;
}

/* Is black or white read on it? */
static bool matrix_is_dark(const char *colour)
{
	unsigned int r, g, b;

	return sscanf(colour, "#%2x%2x%2x", &r, &g, &b) == 3 && 299 * r + 587 * g + 114 * b < 128 * 1000;
}

static void matrix_field(const struct explore_cell *e, FILE *out)
{
	const char *verdict = matrix_verdict(e->c);
	int fate = fate_parse(verdict);
	char *words = matrix_words(verdict);

	fputs("<td class=\"fate\"", out);
	if (fate >= 0)
		fprintf(out, " style=\"background: %s; color: %s\"", fates[fate].colour,
			matrix_is_dark(fates[fate].colour) ? "#fff" : "#000");
	fprintf(out, " data-sort=\"%03d\"><a href=\"#evidence-%zu\" data-cell=\"%zu\"", fate + 1, e->number, e->number);
	if (fate >= 0) {
		fputs(" title=\"", out);
		put(out, fates[fate].sentence);
		fputs("\"", out);
	}
	fputs(">", out);
	put(out, words);
	/* What was expected did not happen, or the other way round: the reason is beside the evidence. */
	fputs(e->c->outcome == OUTCOME_FAIL ? " <b title=\"not as expected\">&ne;</b></a></td>" : "</a></td>", out);
	free(words);
}

static void matrix_head_of_row(const char *row, bool mistakes, FILE *out)
{
	const struct fault *f = mistakes ? fault_find(row) : NULL;

	fputs("<th scope=\"row\">", out);
	if (f) {
		fputs("<code>", out);
		put(out, f->id);
		fputs("</code> ", out);
	}
	put(out, f ? f->mistake : row);
	fputs("</th>", out);
	if (!mistakes)
		return;
	fputs("<td>", out);
	put(out, f ? fault_classes[f->cls].title : "");
	fputs("</td>", out);
}

static void matrix_evidence_row(FILE *out, const char *stage, const char *verdict, const char *line)
{
	char *words = matrix_words(verdict), *when = matrix_words(stage);

	fputs("<tr><td>", out);
	put(out, when);
	fputs("</td><td>", out);
	put(out, words);
	fputs("</td><td><pre>", out);
	put(out, line);
	fputs("</pre></td></tr>\n", out);
	free(when);
	free(words);
}

/* One body a cell, so that a field can lead to it. */
static void matrix_evidence(const struct explore_cell *e, const char *row, const char *column, FILE *out)
{
	json_t *one;
	size_t i;

	fprintf(out, "<tbody id=\"evidence-%zu\">\n<tr><th scope=\"rowgroup\" colspan=\"3\">", e->number);
	put(out, row);
	fputs(", ", out);
	put(out, column);
	fputs("</th></tr>\n", out);
	json_array_foreach(json_object_get(e->c->record, "observed"), i, one)
		matrix_evidence_row(out, json_string_value(json_object_get(one, "stage")) ?: "",
				    json_string_value(json_object_get(one, "outcome")) ?: "",
				    json_string_value(json_object_get(one, "evidence")) ?: "");
	if (*e->c->reason || !i)
		matrix_evidence_row(out, "", outcome_name(e->c->outcome), e->c->reason);
	fputs("</tbody>\n", out);
}

static void matrix_legend(FILE *out)
{
	fputs("<details class=\"legend\"><summary>What the words mean, best first</summary><dl>\n", out);
	for (int i = FATE_UNSET + 1; i < NR_FATES; i++) {
		char *words = matrix_words(fates[i].name);

		fprintf(out, "<dt style=\"background: %s; color: %s\">", fates[i].colour,
			matrix_is_dark(fates[i].colour) ? "#fff" : "#000");
		put(out, words);
		fputs("</dt><dd>", out);
		put(out, fates[i].sentence);
		fputs("</dd>\n", out);
		free(words);
	}
	fputs("</dl></details>\n", out);
}

/* Where each cell of a topic belongs. */
struct matrix {
	char **rows, **columns;
	size_t nr_rows, nr_columns;
	struct matrix_place *places; /* of each cell */
	bool mistakes;		     /* rows are faults */
};

static void matrix_make(struct matrix *m, const struct explore *x, const struct explore_topic *t)
{
	bool runs = false;

	for (size_t i = 0; i < t->nr_cells; i++) {
		runs |= t->cells[i].folder != t->cells[0].folder;
		m->mistakes |= strstr(t->cells[i].c->name, "/fault=") != NULL;
	}
	m->places = mem_alloc(t->nr_cells, sizeof(*m->places));
	for (size_t i = 0; i < t->nr_cells; i++) {
		char *row = matrix_row(&t->cells[i]), *column = matrix_column(x, &t->cells[i], runs);

		m->places[i].row = list_find(&m->rows, &m->nr_rows, row);
		m->places[i].column = list_find(&m->columns, &m->nr_columns, column);
		free(row);
		free(column);
	}
}

static void matrix_heads(const struct matrix *m, const struct explore_topic *t, FILE *out)
{
	fputs("<div class=\"scroll\" tabindex=\"0\">\n<table class=\"facets matrix\" id=\"matrix-", out);
	put(out, t->name);
	fputs("\">\n<caption><span><b>What was observed</b> The worst of each. Choose a field for the lines that "
	      "show it.</span></caption>\n<thead><tr><th scope=\"col\">", out);
	fputs(m->mistakes ? "mistake</th><th scope=\"col\" data-facet=\"class\">class</th>" : "tried</th>", out);
	for (size_t c = 0; c < m->nr_columns; c++) {
		fputs("<th scope=\"col\">", out);
		put(out, m->columns[c]);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n", out);
}

static void matrix_body(const struct matrix *m, const struct explore_topic *t, FILE *out)
{
	fputs("<tbody>\n", out);
	for (size_t r = 0; r < m->nr_rows; r++) {
		fputs("<tr>", out);
		matrix_head_of_row(m->rows[r], m->mistakes, out);
		for (size_t c = 0; c < m->nr_columns; c++) {
			size_t i = 0;

			while (i < t->nr_cells && (m->places[i].row != r || m->places[i].column != c))
				i++;
			if (i < t->nr_cells)
				matrix_field(&t->cells[i], out);
			else
				fputs("<td></td>", out);
		}
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n</table>\n</div>\n", out);
}

void explore_matrix(const struct explore *x, const struct explore_topic *t, FILE *out)
{
	struct matrix m = { 0 };

	matrix_make(&m, x, t);
	matrix_heads(&m, t, out);
	matrix_body(&m, t, out);
	matrix_legend(out);
	fputs("<h3>The evidence</h3>\n<div class=\"scroll\" tabindex=\"0\">\n<table class=\"evidence\">\n<thead><tr><th "
	      "scope=\"col\">when</th><th scope=\"col\">what</th><th scope=\"col\">the line that shows it</th></tr></thead>\n",
	      out);
	for (size_t i = 0; i < t->nr_cells; i++)
		matrix_evidence(&t->cells[i], m.rows[m.places[i].row], m.columns[m.places[i].column], out);
	fputs("</table>\n</div>\n", out);
	list_free(m.rows, m.nr_rows);
	list_free(m.columns, m.nr_columns);
	free(m.places);
}
