/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tables - one description of a table, and one writer for each format.
 *
 * A format is a struct table_writer: to add one, write its function and its row here.
 */
#ifndef PB_REPORT_TABLES_H
#define PB_REPORT_TABLES_H

#include <stdio.h>

#include "report/outputs.h"

struct table {
	char *name;  /* stem of its file */
	char *title; /* what it shows; "" for none; markup, as is all text of a table */
	char *note;  /* class, kernel, accelerator, CPU: printed where the format has room */
	char **heads;
	bool *numeric; /* columns that are aligned to the right */
	size_t nr_columns;
	char **cells; /* row after row, nr_columns each */
	size_t nr_cells;
};

struct table_writer {
	const char *extension;
	void (*write)(const struct table *t, FILE *out);
};

extern const struct table_writer table_markdown, table_html, table_latex, table_csv, table_plain;

/* Takes over @name, @title and @note. @heads is "hook,#count": commas between, # marks numbers. */
struct table *table_new(char *name, char *title, char *note, const char *heads);
/* One more column; only before the first cell. */
void table_column(struct table *t, bool numeric, const char *head);
/* The next cell, from left to right and row after row. */
void table_put(struct table *t, const char *fmt, ...) PB_PRINTF(2, 3);
/* The same, taking over @text. */
void table_take(struct table *t, char *text);
size_t table_rows(const struct table *t);
void table_free(struct table *t);

/* The table in a format; caller frees. */
char *table_text(const struct table *t, const struct table_writer *w);
/* Write tables/<name>.<extension>; 0 or -errno. */
int table_save(const struct table *t, const struct table_writer *w, struct outputs *to);

#endif
