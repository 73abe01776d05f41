// SPDX-License-Identifier: GPL-2.0-only
/*
 * sections - the order of the report: every chapter's answer, the run, every chapter's body.
 *
 * Everything that did not work is listed, in its own words.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/header.h"
#include "report/sections.h"
#include "report/skips.h"

/* A reason as recorded, line by line under the name of its cell. */
static size_t section_reasons(struct page *p, const struct result_cell *cells, size_t nr, bool skips)
{
	size_t n = 0;

	for (const struct result_cell *c = cells; c < cells + nr; c++) {
		char *reason;

		if (c->outcome == OUTCOME_OK || (c->outcome == OUTCOME_SKIP && !skips))
			continue;
		reason = str_replace(*c->reason ? c->reason : "(no reason recorded)", "\n",
				     "\n        ");
		page_verbatim(p, str_fmt("%-6s  %s\n        %s", outcome_name(c->outcome), c->name,
					 reason));
		free(reason);
		n++;
	}
	return n;
}

static void section_not_ok(const struct results *r, struct page *p)
{
	size_t n;

	page_heading(p, 2, "Cells that are not ok");
	/* A host has few mechanisms and many cells of each: skips_fill() has them by mechanism. */
	n = section_reasons(p, r->cells, r->nr_cells, true);
	n += section_reasons(p, r->sampled, r->nr_sampled, r->nr_cells > 0);
	if (!n)
		page_text(p, skips_count(r) ? "none but those that were [skipped](#what-was-skipped)" : "none");
}

static void section_repeat(char **item, const json_t *repeat)
{
	static const char *const keys[][2] = { { "boot", "boot" },
					       { " baseline", "base_min" },
					       { ", with collector", "min" },
					       { ", difference", "delta" },
					       { ", verdict", "verdict" } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char *value = results_text(repeat, keys[i][1], NULL);

		if (value)
			text_add(item, "%s %s", keys[i][0], value);
		free(value);
	}
}

static void section_repeats(const struct results *r, struct page *p)
{
	size_t n = 0;

	page_heading(p, 2, "Cells whose repeats differ");
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const json_t *repeats = results_at(c->record, "repeats"), *rep;
		char *item;
		size_t i;

		if (c->outcome == OUTCOME_SKIP || !json_is_false(results_at(c->record, "repeats_agree")))
			continue;
		n++;
		item = str_fmt("`%s`: ", c->name);
		json_array_foreach((json_t *)repeats, i, rep)
		{
			text_add(&item, "%s", i ? "; " : "");
			section_repeat(&item, rep);
		}
		page_item(p, "%s", item);
		free(item);
	}
	if (!n)
		page_text(p, "none");
}

static char *section_title(const struct results *r, const char *question)
{
	char *title = str_dup(question);

	for (size_t i = 0; i < r->nr_kernels; i++)
		text_add(&title, "%s%s", i ? ", " : " Linux ", r->kernels[i].label);
	return title;
}

static void section_limits(const struct chapter_run *c, struct page *p)
{
	const struct chapter *chapter = c->experiment->chapter;
	const char *limits = chapter->limits_of ? chapter->limits_of(c) : chapter->limits;

	if (limits)
		page_text(p, "%s", limits);
}

void sections_fill(const struct results *r, struct chapter_run *chapters, size_t nr, struct page *p)
{
	p->dir = r->dir;
	p->title = section_title(r, chapters[0].experiment->question);
	for (size_t i = 0; i < nr; i++) {
		page_heading(p, 1, "%s", chapters[i].experiment->question);
		chapters[i].experiment->chapter->answer(&chapters[i], p);
	}
	page_heading(p, 2, "The run");
	header_fill(r, p);
	for (size_t i = 0; i < nr; i++) {
		if (nr > 1)
			page_heading(p, 1, "Details: %s", chapters[i].experiment->name);
		if (chapters[i].experiment->chapter->body)
			chapters[i].experiment->chapter->body(&chapters[i], p);
	}
	skips_fill(r, p);
	section_not_ok(r, p);
	section_repeats(r, p);
	page_heading(p, 2, "Limits");
	for (size_t i = 0; i < nr; i++)
		section_limits(&chapters[i], p);
}
