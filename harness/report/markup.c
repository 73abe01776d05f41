// SPDX-License-Identifier: GPL-2.0-only
/*
 * markup - cutting a text into pieces of one kind each.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/markup.h"

/* A piece between two equal marks, or SPAN_TEXT where it does not close or is empty. */
static struct span span_marked(const char *s, const char *mark, enum span_kind kind)
{
	size_t n = strlen(mark);
	const char *end = strstr(s + n, mark);

	if (!end || end == s + n)
		return (struct span){ .kind = SPAN_TEXT };
	return (struct span){ .kind = kind, .text = s + n, .len = (size_t)(end - s) - n };
}

/* Names hold underscores too (raw_tp), so this one is strict: a whole word, and letters only. */
static struct span span_emphasis(const char *start, const char *s)
{
	size_t n = 1;

	while (isalpha((unsigned char)s[n]))
		n++;
	if (n == 1 || s[n] != '_' || isalnum((unsigned char)s[n + 1]) || s[n + 1] == '_' ||
	    (s > start && (isalnum((unsigned char)s[-1]) || s[-1] == '_')))
		return (struct span){ .kind = SPAN_TEXT };
	return (struct span){ .kind = SPAN_EMPHASIS, .text = s + 1, .len = n - 1 };
}

/* Only links into the page itself: a value must not be able to lead anywhere else. */
static struct span span_link(const char *s)
{
	const char *middle = strstr(s, "](#"), *end = middle ? strchr(middle, ')') : NULL;

	if (!end || memchr(s + 1, '[', (size_t)(middle - s - 1)))
		return (struct span){ .kind = SPAN_TEXT };
	return (struct span){ .kind = SPAN_LINK,
			      .text = s + 1,
			      .len = (size_t)(middle - s - 1),
			      .anchor = middle + 3,
			      .anchor_len = (size_t)(end - middle - 3) };
}

/* The marked piece that starts at @s, or SPAN_TEXT. *next is set to what follows it. */
static struct span span_at(const char *start, const char *s, const char **next)
{
	struct span span = { .kind = SPAN_TEXT };

	if (*s == '`')
		span = span_marked(s, "`", SPAN_CODE);
	else if (str_starts(s, "**"))
		span = span_marked(s, "**", SPAN_STRONG);
	else if (*s == '_')
		span = span_emphasis(start, s);
	else if (*s == '[')
		span = span_link(s);
	if (span.kind == SPAN_LINK)
		*next = span.anchor + span.anchor_len + 1;
	else if (span.kind != SPAN_TEXT)
		*next = span.text + span.len + (span.kind == SPAN_STRONG ? 2 : 1);
	return span;
}

struct span markup_next(const char **text)
{
	const char *start = *text, *s = start, *next = NULL;
	struct span span = { .kind = SPAN_END };

	if (!*start)
		return span;
	for (; *s; s++) {
		span = span_at(start, s, &next);
		if (span.kind == SPAN_TEXT)
			continue;
		if (s > start)
			break;
		*text = next;
		return span;
	}
	*text = s;
	return (struct span){ .kind = SPAN_TEXT, .text = start, .len = (size_t)(s - start) };
}

char *markup_anchor(const char *heading)
{
	char *anchor = mem_alloc(strlen(heading) + 1, 1), *to = anchor;

	for (; *heading; heading++) {
		unsigned char c = (unsigned char)*heading;

		if (c == ' ' || c == '-')
			*to++ = '-';
		else if (isalnum(c) || c == '_')
			*to++ = (char)tolower(c);
	}
	return anchor;
}
