/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * markup - the text of a report: plain words with a little Markdown in them.
 *
 * Every text of a page and of a table is in it: `code`, **strong**, _word_ (one word of letters) and
 * [text](#anchor). What does not close is plain text. Values from a result folder pass through
 * unescaped: at worst they turn bold, because writers escape every piece they print.
 */
#ifndef PB_REPORT_MARKUP_H
#define PB_REPORT_MARKUP_H

#include "base.h"

enum span_kind { SPAN_TEXT, SPAN_CODE, SPAN_STRONG, SPAN_EMPHASIS, SPAN_LINK, SPAN_END };

struct span {
	enum span_kind kind;
	const char *text; /* not terminated */
	size_t len;
	const char *anchor; /* SPAN_LINK: what follows the #, not terminated */
	size_t anchor_len;
};

/* The next piece of *text, which moves behind it; SPAN_END at its end. Pieces do not nest. */
struct span markup_next(const char **text);

/* The anchor of a heading, as GitHub makes it: "Linux 6.12" is linux-612; caller frees. */
char *markup_anchor(const char *heading);

#endif
