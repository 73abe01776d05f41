/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * page - the report as data: what stands on it and in which order, and one writer for each format.
 *
 * A format is a struct page_writer: it walks the blocks once and decides nothing about them.
 */
#ifndef PB_REPORT_PAGE_H
#define PB_REPORT_PAGE_H

#include "report/tables.h"

enum block_kind {
	BLOCK_HEADING,
	BLOCK_TEXT,
	BLOCK_WARNING,	/* a text that nobody may miss */
	BLOCK_ITEM,	/* of a list; lists do not nest */
	BLOCK_VERBATIM, /* recorded text, line by line, without markup */
	BLOCK_TABLE,
	BLOCK_PICTURE
};

struct block {
	enum block_kind kind;
	int level;  /* of a heading, from 1 */
	char *text; /* markup; the caption of a picture */
	char *stem; /* of a picture: plots/<stem>.svg */
	struct table *table;
};

struct page {
	const char *dir; /* the result folder */
	char *title;	 /* of the document, without markup */
	struct block *blocks;
	size_t nr_blocks;
};

struct page_writer {
	const char *file; /* its name in the result folder */
	void (*write)(const struct page *p, FILE *out);
};

extern const struct page_writer page_markdown, page_html, page_plain, page_latex;

void page_heading(struct page *p, int level, const char *fmt, ...) PB_PRINTF(3, 4);
void page_text(struct page *p, const char *fmt, ...) PB_PRINTF(2, 3);
void page_warning(struct page *p, const char *fmt, ...) PB_PRINTF(2, 3);
void page_item(struct page *p, const char *fmt, ...) PB_PRINTF(2, 3);
/* Takes over @text. */
void page_verbatim(struct page *p, char *text);
/* Takes over @t; one without rows is left out. */
void page_table(struct page *p, struct table *t);
/* Takes over @stem and @caption. */
void page_picture(struct page *p, char *stem, char *caption);
void page_free(struct page *p);

/* The page in a format; caller frees. */
char *page_written(const struct page *p, const struct page_writer *w);

#endif
