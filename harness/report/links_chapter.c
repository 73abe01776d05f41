// SPDX-License-Identifier: GPL-2.0-only
/*
 * links_chapter - what the report says of links that can be updated in place: a kind a row, a kernel
 * a column.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/upgrade.h"
#include "upgrade/links.h"

static const struct result_cell *links_cell(const struct results *r, const char *kernel,
					    const char *kind)
{
	char *part = str_fmt("/link=%s/", kind);
	const struct result_cell *found = NULL;

	for (size_t i = 0; i < r->nr_cells && !found; i++)
		if (!strcmp(r->cells[i].experiment, "links") &&
		    !strcmp(r->cells[i].kernel, kernel) && strstr(r->cells[i].name, part))
			found = &r->cells[i];
	free(part);
	return found;
}

/* In a word: what the kernel did. Caller frees. */
static char *links_word(const struct result_cell *c)
{
	s64 refusal = 0;

	if (!c)
		return str_dup("-");
	if (c->outcome == OUTCOME_SKIP)
		return str_dup("no such link");
	if (c->outcome != OUTCOME_OK || !results_int(c->record, "metrics.refusal.value", &refusal))
		return str_dup(outcome_name(c->outcome));
	return refusal ? str_fmt("refused: %s", strerrorname_np((int)refusal))
		       : str_dup("updated in place");
}

static struct table *links_table(const struct results *r)
{
	struct table *t = table_new(str_dup("links"),
				    str_dup("BPF_LINK_UPDATE, tried on a link of each kind"),
				    str_dup(""), "link,attaches to");

	for (size_t k = 0; k < r->nr_kernels; k++)
		table_column(t, false, r->kernels[k].label);
	for (const struct link_kind *kind = link_kinds; kind->name; kind++) {
		bool any = false;

		for (size_t k = 0; k < r->nr_kernels; k++)
			any |= links_cell(r, r->kernels[k].release, kind->name) != NULL;
		if (!any)
			continue;
		table_put(t, "`%s`", kind->name);
		table_put(t, "%s", kind->summary);
		for (size_t k = 0; k < r->nr_kernels; k++)
			table_take(t, links_word(links_cell(r, r->kernels[k].release, kind->name)));
	}
	return t;
}

static void links_answer(struct chapter_run *c, struct page *p)
{
	page_table(p, links_table(c->r));
	page_text(
		p,
		"After each try the link was asked for its program: the new one where it was updated, the old one "
		"where that was refused.");
}

static const struct chapter_output links_outputs[] = {
	{ "tables/", "links", OUTPUT_TABLE },
	{ .folder = NULL },
};

const struct chapter chapter_links = {
	.outputs = links_outputs,
	.answer = links_answer,
	.limits =
		"Programs of two instructions, one link of each kind, no event while it changes: the experiment "
		"`upgrade` has those. Links that need a device, a map of operations or another program (netkit, struct_ops, "
		"freplace) are not in the table; `upgrade` tries freplace.",
};
