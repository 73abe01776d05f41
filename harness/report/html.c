// SPDX-License-Identifier: GPL-2.0-only
/*
 * html - tables and pages as HTML: one file that needs no other, no script and no network.
 *
 * Pictures are inlined, so that the file can be sent or archived by itself. The page forbids itself
 * everything but its own styles, which makes that a property that a browser checks.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/html.h"
#include "report/markup.h"
#include "report/page.h"

void html_escape(FILE *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\'')
			fputs("&#39;", out);
		else if (c >= ' ' || c == '\n')
			fputc(c, out);
		else
			fputc(' ', out);
	}
}

static void html_plain(FILE *out, const char *s)
{
	html_escape(out, s, strlen(s));
}

void html_markup(FILE *out, const char *text)
{
	static const char *const tags[] = { [SPAN_CODE] = "code",
					    [SPAN_STRONG] = "strong",
					    [SPAN_EMPHASIS] = "em",
					    [SPAN_LINK] = "a" };

	for (struct span s = markup_next(&text); s.kind != SPAN_END; s = markup_next(&text)) {
		const char *tag = s.kind == SPAN_TEXT ? NULL : tags[s.kind];

		if (s.kind == SPAN_LINK) {
			fputs("<a href=\"#", out);
			html_escape(out, s.anchor, s.anchor_len);
			fputs("\">", out);
		} else if (tag) {
			fprintf(out, "<%s>", tag);
		}
		html_escape(out, s.text, s.len);
		if (tag)
			fprintf(out, "</%s>", tag);
	}
}

/* The caption stays in view while the table scrolls under it: see html_style. */
static void html_caption(const struct table *t, FILE *out)
{
	if (!*t->title && !*t->note)
		return;
	fputs("<caption><span>", out);
	if (*t->title) {
		fputs("<b>", out);
		html_markup(out, t->title);
		fputs("</b> ", out);
	}
	html_markup(out, t->note);
	fputs("</span></caption>\n", out);
}

static void html_row(const struct table *t, char *const *cells, const char *tag, FILE *out)
{
	fputs("<tr>", out);
	for (size_t i = 0; i < t->nr_columns; i++) {
		fprintf(out, "<%s%s%s>", tag, *tag && tag[1] == 'h' ? " scope=\"col\"" : "",
			t->numeric[i] ? " class=\"n\"" : "");
		html_markup(out, cells[i]);
		fprintf(out, "</%s>", tag);
	}
	fputs("</tr>\n", out);
}

static void html_table(const struct table *t, FILE *out)
{
	/* A region that scrolls must be reachable from the keyboard. */
	fprintf(out, "<div class=\"scroll\" tabindex=\"0\">\n<table id=\"table-");
	html_plain(out, t->name);
	fputs("\">\n", out);
	html_caption(t, out);
	fputs("<thead>\n", out);
	html_row(t, t->heads, "th", out);
	fputs("</thead>\n<tbody>\n", out);
	for (size_t i = 0; i < table_rows(t); i++)
		html_row(t, t->cells + i * t->nr_columns, "td", out);
	fputs("</tbody>\n</table>\n</div>\n", out);
}

const struct table_writer table_html = { .extension = "html", .write = html_table };

/* @s with each of @from, ending in NULL, replaced by itself followed by @prefix and "-". */
static char *svg_prefix(char *s, const char *const *from, const char *prefix)
{
	for (; *from; from++) {
		char *to = str_fmt("%s%s-", *from, prefix), *next = str_replace(s, *from, to);

		free(to);
		free(s);
		s = next;
	}
	return s;
}

/*
 * gnuplot's file without what only a file of its own may have: the XML declaration, a title that
 * says "Gnuplot", and names that every picture of the page would share.
 */
static char *svg_inline(const char *file, const char *stem)
{
	static const char *const names[] = { "id='",  "id=\"",	"href='#", "href=\"#",
					     "url(#", "url('#", NULL };
	const char *start = strstr(file, "<svg"), *end = start ? strchr(start, '>') : NULL;
	const char *body = end ? strstr(end, "</desc>") : NULL;

	if (!end)
		return NULL;
	body = body ? body + strlen("</desc>") : end + 1;
	return svg_prefix(str_fmt("<svg role=\"img\" aria-labelledby=\"caption-%s\"%.*s%s", stem,
				  (int)(end + 1 - start) - 4, start + 4, body),
			  names, stem);
}

static void html_picture(const struct page *p, const struct block *b, FILE *out)
{
	char *path = str_fmt("%s/plots/%s.svg", p->dir, b->stem), *file = NULL, *svg = NULL;

	if (!file_read(path, &file, NULL))
		svg = svg_inline(file, b->stem);
	fputs("<figure id=\"figure-", out);
	html_plain(out, b->stem);
	fputs("\">\n", out);
	if (svg)
		fputs(svg, out);
	fprintf(out, "<figcaption id=\"caption-%s\">", b->stem);
	html_markup(out, b->text);
	fputs("</figcaption>\n</figure>\n", out);
	free(svg);
	free(file);
	free(path);
}

static void html_heading(const struct block *b, FILE *out)
{
	char *anchor = markup_anchor(b->text);

	fprintf(out, "<h%d id=\"%s\">", b->level, anchor);
	html_markup(out, b->text);
	fprintf(out, "</h%d>\n", b->level);
	free(anchor);
}

static void html_wrapped(FILE *out, const char *open, const char *text, const char *close)
{
	fputs(open, out);
	html_markup(out, text);
	fprintf(out, "%s\n", close);
}

static void html_block(const struct page *p, const struct block *b, FILE *out)
{
	switch (b->kind) {
	case BLOCK_HEADING:
		html_heading(b, out);
		break;
	case BLOCK_TEXT:
		html_wrapped(out, "<p>", b->text, "</p>");
		break;
	case BLOCK_WARNING:
		html_wrapped(out, "<p class=\"warning\" role=\"note\">", b->text, "</p>");
		break;
	case BLOCK_ITEM:
		html_wrapped(out, "<li>", b->text, "</li>");
		break;
	case BLOCK_VERBATIM:
		html_plain(out, b->text);
		fputc('\n', out);
		break;
	case BLOCK_TABLE:
		html_table(b->table, out);
		break;
	case BLOCK_PICTURE:
		html_picture(p, b, out);
		break;
	}
}

static const char *html_group(enum block_kind kind)
{
	return kind == BLOCK_ITEM ? "ul" : kind == BLOCK_VERBATIM ? "pre" : NULL;
}

static void html_blocks(const struct page *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_blocks; i++) {
		const char *group = html_group(p->blocks[i].kind);
		bool first = !i || p->blocks[i - 1].kind != p->blocks[i].kind;
		bool last = i + 1 == p->nr_blocks || p->blocks[i + 1].kind != p->blocks[i].kind;

		if (group && first)
			fprintf(out, "<%s>%s", group, *group == 'p' ? "" : "\n");
		html_block(p, &p->blocks[i], out);
		if (group && last)
			fprintf(out, "</%s>\n", group);
	}
}

/* What is on the page, for a reader who knows what he looks for. */
static void html_contents(const struct page *p, FILE *out)
{
	fputs("<nav aria-label=\"Contents\">\n", out);
	for (size_t i = 0; i < p->nr_blocks; i++) {
		char *anchor;

		if (p->blocks[i].kind != BLOCK_HEADING || p->blocks[i].level != 2)
			continue;
		anchor = markup_anchor(p->blocks[i].text);
		fprintf(out, "<a href=\"#%s\">", anchor);
		html_markup(out, p->blocks[i].text);
		fputs("</a>\n", out);
		free(anchor);
	}
	fputs("</nav>\n", out);
}

char *html_fragment(const struct page *p, const char *prefix, int deeper)
{
	static const char *const names[] = { "id='",	"id=\"",	    "href='#",		   "href=\"#", "url(#",
					     "url('#", "aria-labelledby=\"", NULL };
	struct page copy = *p;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	copy.blocks = mem_alloc(p->nr_blocks + 1, sizeof(*p->blocks));
	for (size_t i = 0; i < p->nr_blocks; i++) {
		copy.blocks[i] = p->blocks[i];
		copy.blocks[i].level += deeper;
	}
	if (!out)
		abort();
	html_blocks(&copy, out);
	fclose(out);
	free(copy.blocks);
	return svg_prefix(text, names, prefix);
}

static void html_page(const struct page *p, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      out);
	html_plain(out, p->title);
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", html_style);
	html_contents(p, out);
	fputs("<main>\n", out);
	html_blocks(p, out);
	fputs("</main>\n</body>\n</html>\n", out);
}

const struct page_writer page_html = { .file = "report.html", .write = html_page };
