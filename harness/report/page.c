// SPDX-License-Identifier: GPL-2.0-only
/*
 * page - filling a page, block after block.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/page.h"

static struct block *page_block(struct page *p, enum block_kind kind)
{
	p->blocks = mem_grow(p->blocks, p->nr_blocks + 1, sizeof(*p->blocks));
	p->blocks[p->nr_blocks] = (struct block){ .kind = kind };
	return &p->blocks[p->nr_blocks++];
}

static char *page_format(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

#define PAGE_BLOCK(kind, fmt)                                                                      \
	do {                                                                                       \
		va_list ap;                                                                        \
                                                                                                   \
		va_start(ap, fmt);                                                                 \
		page_block(p, kind)->text = page_format(fmt, ap);                                  \
		va_end(ap);                                                                        \
	} while (0)

void page_heading(struct page *p, int level, const char *fmt, ...)
{
	PAGE_BLOCK(BLOCK_HEADING, fmt);
	p->blocks[p->nr_blocks - 1].level = level;
}

void page_text(struct page *p, const char *fmt, ...)
{
	PAGE_BLOCK(BLOCK_TEXT, fmt);
}

void page_warning(struct page *p, const char *fmt, ...)
{
	PAGE_BLOCK(BLOCK_WARNING, fmt);
}

void page_item(struct page *p, const char *fmt, ...)
{
	PAGE_BLOCK(BLOCK_ITEM, fmt);
}

void page_verbatim(struct page *p, char *text)
{
	page_block(p, BLOCK_VERBATIM)->text = text;
}

void page_table(struct page *p, struct table *t)
{
	if (table_rows(t))
		page_block(p, BLOCK_TABLE)->table = t;
	else
		table_free(t);
}

void page_picture(struct page *p, char *stem, char *caption)
{
	struct block *b = page_block(p, BLOCK_PICTURE);

	b->stem = stem;
	b->text = caption;
}

void page_free(struct page *p)
{
	for (size_t i = 0; i < p->nr_blocks; i++) {
		free(p->blocks[i].text);
		free(p->blocks[i].stem);
		table_free(p->blocks[i].table);
	}
	free(p->blocks);
	free(p->title);
	*p = (struct page){ 0 };
}

char *page_written(const struct page *p, const struct page_writer *w)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	w->write(p, out);
	fclose(out);
	return text;
}
