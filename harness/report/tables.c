// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables - tables as data, and their simplest format.
 *
 * CSV follows the quoting of RFC 4180 but ends lines with LF, because git and every Unix tool expect
 * that; it has no place for a title or a note. The other formats are in markdown.c, html.c and
 * latex.c: each knows how to escape, quote and align, and none what a table says.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	/* A bundle's tables have a hundred thousand: twice the room whenever it is full. */
	if (!(t->nr_cells & (t->nr_cells - 1)))
		t->cells = mem_grow(t->cells, t->nr_cells ? 2 * t->nr_cells : 1, sizeof(*t->cells));
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

int table_save(const struct table *t, const struct table_writer *w, struct outputs *to)
{
	char *text = table_text(t, w), *name = str_fmt("tables/%s.%s", t->name, w->extension);
	int err = output_write(to, name, text);

	free(name);
	free(text);
	return err;
}
