// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables - tables as data, written as Markdown or CSV.
 *
 * Whoever builds a table decides what it says, here is only how a format writes it down: escaping,
 * quoting, alignment. CSV follows the quoting of RFC 4180 but ends lines with LF, because git and
 * every Unix tool expect that; it has no place for a title or a note.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/tables.h"

struct table *table_new(char *name, char *title, char *note, const char *heads)
{
	struct table *t = mem_alloc(1, sizeof(*t));
	char *copy = str_dup(heads), *save = NULL;

	t->name = name;
	t->title = title;
	t->note = note;
	for (char *h = strtok_r(copy, ",", &save); h; h = strtok_r(NULL, ",", &save))
		table_column(t, *h == '#', *h == '#' ? h + 1 : h);
	free(copy);
	return t;
}

void table_column(struct table *t, bool numeric, const char *head)
{
	t->heads = mem_grow(t->heads, t->nr_columns + 1, sizeof(*t->heads));
	t->numeric = mem_grow(t->numeric, t->nr_columns + 1, sizeof(*t->numeric));
	t->heads[t->nr_columns] = str_dup(head);
	t->numeric[t->nr_columns++] = numeric;
}

void table_take(struct table *t, char *text)
{
	t->cells = mem_grow(t->cells, t->nr_cells + 1, sizeof(*t->cells));
	t->cells[t->nr_cells++] = text;
}

void table_put(struct table *t, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = str_dup("");
	va_end(ap);
	table_take(t, text);
}

size_t table_rows(const struct table *t)
{
	return t->nr_columns ? t->nr_cells / t->nr_columns : 0;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->nr_columns; i++)
		free(t->heads[i]);
	for (size_t i = 0; i < t->nr_cells; i++)
		free(t->cells[i]);
	free(t->heads);
	free(t->numeric);
	free(t->cells);
	free(t->name);
	free(t->title);
	free(t->note);
	free(t);
}

/* A pipe would end the cell and a newline the table. */
static char *markdown_escape(const char *s)
{
	char *pipes = str_replace(s, "|", "\\|"), *lines = str_replace(pipes, "\n", "<br>");

	free(pipes);
	return lines;
}

/* Columns as a terminal shows them: bytes that continue a UTF-8 character take none. */
static int markdown_width(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static void markdown_cell(FILE *out, const char *text, int width, bool right)
{
	int pad = width - markdown_width(text);

	fprintf(out, "%*s%s%*s |", right ? pad + 1 : 1, "", text, right ? 0 : pad, "");
}

static void markdown_rule(FILE *out, int width, bool right)
{
	fprintf(out, "%s", right ? "-" : ":");
	for (int i = 0; i < width; i++)
		fputc('-', out);
	fprintf(out, "%s|", right ? ":" : "-");
}

/* Padded to even columns: these tables are read in a terminal and in diffs as often as rendered. */
static void markdown_write(const struct table *t, FILE *out)
{
	size_t rows = table_rows(t), nr = (rows + 1) * t->nr_columns;
	char **text = mem_alloc(nr, sizeof(*text));
	int *width = mem_alloc(t->nr_columns, sizeof(*width));

	for (size_t i = 0; i < nr; i++) {
		size_t col = i % t->nr_columns;

		text[i] = markdown_escape(i < t->nr_columns ? t->heads[i]
							    : t->cells[i - t->nr_columns]);
		if (markdown_width(text[i]) > width[col])
			width[col] = markdown_width(text[i]);
	}
	if (*t->title)
		fprintf(out, "**%s**\n\n", t->title);
	for (size_t i = 0; i < nr; i++) {
		size_t col = i % t->nr_columns;

		fprintf(out, "%s", col ? "" : "|");
		markdown_cell(out, text[i], width[col], t->numeric[col]);
		if (col + 1 < t->nr_columns)
			continue;
		fputc('\n', out);
		if (i + 1 > t->nr_columns)
			continue;
		fputc('|', out);
		for (col = 0; col < t->nr_columns; col++)
			markdown_rule(out, width[col], t->numeric[col]);
		fputc('\n', out);
	}
	if (*t->note)
		fprintf(out, "\n<sub>%s</sub>\n", t->note);
	for (size_t i = 0; i < nr; i++)
		free(text[i]);
	free(text);
	free(width);
}

static void csv_field(FILE *out, const char *s)
{
	if (!s[strcspn(s, ",\"\r\n")]) {
		fputs(s, out);
		return;
	}
	fputc('"', out);
	for (; *s; s++)
		fprintf(out, *s == '"' ? "\"\"" : "%c", *s);
	fputc('"', out);
}

static void csv_write(const struct table *t, FILE *out)
{
	for (size_t i = 0; i < (table_rows(t) + 1) * t->nr_columns; i++) {
		csv_field(out, i < t->nr_columns ? t->heads[i] : t->cells[i - t->nr_columns]);
		fputc((i + 1) % t->nr_columns ? ',' : '\n', out);
	}
}

const struct table_writer table_markdown = { .extension = "md", .write = markdown_write };
const struct table_writer table_csv = { .extension = "csv", .write = csv_write };

char *table_text(const struct table *t, const struct table_writer *w)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return str_dup("");
	w->write(t, out);
	fclose(out);
	return text;
}

int table_save(const struct table *t, const struct table_writer *w, const char *dir)
{
	char *folder = str_fmt("%s/tables", dir), *text = table_text(t, w);
	char *path = str_fmt("%s/%s.%s", folder, t->name, w->extension);
	int err = dir_make(folder);

	if (!err)
		err = file_write(path, text, strlen(text));
	free(path);
	free(text);
	free(folder);
	return err;
}
