// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain - tables and pages for a terminal: columns and empty lines, no markup.
 */
#include <stdlib.h>
#include <string.h>

#include "report/markup.h"
#include "report/page.h"

#define PLAIN_WIDTH 100 /* characters: longer notes are broken */

/* Text without its marks; caller frees. */
static char *plain_text(const char *text)
{
	char *out = mem_alloc(strlen(text) + 1, 1), *to = out;

	for (struct span s = markup_next(&text); s.kind != SPAN_END; s = markup_next(&text)) {
		memcpy(to, s.text, s.len);
		to += s.len;
	}
	return out;
}

static int plain_width(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

/* @text in lines of at most PLAIN_WIDTH, broken at spaces, each with @before in front. */
static void plain_wrapped(FILE *out, const char *before, const char *text)
{
	char *plain = plain_text(text), *s = plain;

	while (*s) {
		size_t len = strcspn(s, "\n"), end = len;

		if (end > PLAIN_WIDTH) {
			for (end = PLAIN_WIDTH; end && s[end] != ' ';)
				end--;
			end = end ? end : len;
		}
		fprintf(out, "%s%.*s\n", before, (int)end, s);
		s += end;
		s += *s == ' ' || *s == '\n';
	}
	free(plain);
}

static void plain_table(const struct table *t, FILE *out)
{
	size_t rows = table_rows(t), nr = (rows + 1) * t->nr_columns;
	char **text = mem_alloc(nr, sizeof(*text));
	int *width = mem_alloc(t->nr_columns, sizeof(*width));

	for (size_t i = 0; i < nr; i++) {
		size_t col = i % t->nr_columns;

		text[i] = plain_text(i < t->nr_columns ? t->heads[i] : t->cells[i - t->nr_columns]);
		for (char *s = text[i]; *s; s++)
			*s = *s == '\n' ? ' ' : *s;
		if (plain_width(text[i]) > width[col])
			width[col] = plain_width(text[i]);
	}
	plain_wrapped(out, "", t->title);
	for (size_t i = 0; i < nr; i++) {
		size_t col = i % t->nr_columns;
		int pad = width[col] - plain_width(text[i]);
		bool last = col + 1 == t->nr_columns;

		if (t->numeric[col])
			fprintf(out, "%s%*s%s", col ? "  " : "", pad, "", text[i]);
		else
			fprintf(out, "%s%s%*s", col ? "  " : "", text[i], last ? 0 : pad, "");
		if (!last)
			continue;
		fputc('\n', out);
		for (col = 0; i < t->nr_columns && col < t->nr_columns; col++) {
			fputs(col ? "  " : "", out);
			for (int k = 0; k < width[col]; k++)
				fputc('-', out);
		}
		fputs(i < t->nr_columns ? "\n" : "", out);
	}
	plain_wrapped(out, "", t->note);
	for (size_t i = 0; i < nr; i++)
		free(text[i]);
	free(text);
	free(width);
}

const struct table_writer table_plain = { .extension = "txt", .write = plain_table };

static void plain_page(const struct page *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_blocks; i++) {
		const struct block *b = &p->blocks[i];
		bool items = b->kind == BLOCK_ITEM && i + 1 < p->nr_blocks &&
			     p->blocks[i + 1].kind == BLOCK_ITEM;

		if (b->kind == BLOCK_TABLE)
			plain_table(b->table, out);
		else if (b->kind == BLOCK_VERBATIM)
			fprintf(out, "%s\n", b->text);
		else
			plain_wrapped(out,
				      b->kind == BLOCK_ITEM	 ? "  "
				      : b->kind == BLOCK_WARNING ? "! "
								 : "",
				      b->text);
		if (!items && i + 1 < p->nr_blocks)
			fputc('\n', out);
	}
}

const struct page_writer page_plain = { .file = "report.txt", .write = plain_page };
