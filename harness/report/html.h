/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html - what the HTML writer is made of.
 */
#ifndef PB_REPORT_HTML_H
#define PB_REPORT_HTML_H

#include <stdio.h>

/* The page's style sheet. */
extern const char html_style[];

/* Print @len bytes as text that cannot be markup, in an element or in a quoted attribute. */
void html_escape(FILE *out, const char *s, size_t len);
/* Print markup as HTML. */
void html_markup(FILE *out, const char *text);

struct page;
/*
 * The blocks of @p as HTML to stand on a page with others: every id and every link to one begins with
 * @prefix and "-", and headings are @deeper levels down. Caller frees.
 */
char *html_fragment(const struct page *p, const char *prefix, int deeper);

#endif
