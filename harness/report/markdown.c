// SPDX-License-Identifier: GPL-2.0-only
/*
 * markdown - tables and pages as Markdown, for a terminal, a diff and a forge alike.
 */
#include <stdlib.h>
#include <string.h>

#include "report/page.h"

/* A tag in a recorded value is not ours to render; in code it is shown as it is anyway. */
static char *markdown_tags(const char *s)
{
	char *out = mem_alloc(2 * strlen(s) + 1, 1), *to = out;

	for (bool code = false; *s; s++) {
		code ^= *s == '`';
		if (*s == '<' && !code)
			*to++ = '\\';
		*to++ = *s;
	}
	return out;
}

/* A pipe would end the cell and a newline the table. */
static char *markdown_cell_text(const char *s)
{
	char *tags = markdown_tags(s), *pipes = str_replace(tags, "|", "\\|");
	char *lines = str_replace(pipes, "\n", "<br>");

	free(tags);
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
static void markdown_table(const struct table *t, FILE *out)
{
	size_t rows = table_rows(t), nr = (rows + 1) * t->nr_columns;
	char **text = mem_alloc(nr, sizeof(*text));
	int *width = mem_alloc(t->nr_columns, sizeof(*width));

	for (size_t i = 0; i < nr; i++) {
		size_t col = i % t->nr_columns;

		text[i] = markdown_cell_text(i < t->nr_columns ? t->heads[i]
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

const struct table_writer table_markdown = { .extension = "md", .write = markdown_table };

static void markdown_text(FILE *out, const char *before, const char *text, const char *after)
{
	char *escaped = markdown_tags(text);

	fprintf(out, "%s%s%s", before, escaped, after);
	free(escaped);
}

/* An indented block: Markdown leaves every character of it alone. */
static void markdown_verbatim(FILE *out, const char *text)
{
	fprintf(out, "    ");
	for (; *text; text++)
		fprintf(out, *text == '\n' ? "\n    " : "%c", *text);
	fputc('\n', out);
}

static void markdown_block(const struct block *b, FILE *out)
{
	char *text;

	switch (b->kind) {
	case BLOCK_HEADING:
		fprintf(out, "%.*s ", b->level, "######");
		markdown_text(out, "", b->text, "\n\n");
		break;
	case BLOCK_TEXT:
		markdown_text(out, "", b->text, "\n\n");
		break;
	case BLOCK_WARNING:
		markdown_text(out, "**", b->text, "**\n\n");
		break;
	case BLOCK_ITEM:
		markdown_text(out, "* ", b->text, "\n");
		break;
	case BLOCK_VERBATIM:
		markdown_verbatim(out, b->text);
		break;
	case BLOCK_TABLE:
		text = table_text(b->table, &table_markdown);
		fprintf(out, "%s\n", text);
		free(text);
		break;
	case BLOCK_PICTURE:
		fprintf(out, "![%s](plots/%s.svg)\n\n", b->text, b->stem);
		markdown_text(out, "<sub>", b->text, "</sub>\n\n");
		break;
	}
}

static void markdown_page(const struct page *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_blocks; i++) {
		enum block_kind kind = p->blocks[i].kind;
		bool last = i + 1 == p->nr_blocks || p->blocks[i + 1].kind != kind;

		markdown_block(&p->blocks[i], out);
		if (last && (kind == BLOCK_ITEM || kind == BLOCK_VERBATIM))
			fputc('\n', out);
	}
}

const struct page_writer page_markdown = { .file = "report.md", .write = markdown_page };
