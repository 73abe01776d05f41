// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_diff - two events side by side: what one executes and the other does not.
 *
 * Both are lists of activations in the order of execution. They are aligned as `diff` aligns the lines
 * of two files: the longest common subsequence of functions that do it for the same layer.
 */
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"

static bool diff_same(const struct event *a, size_t i, const struct event *b, size_t j)
{
	/* Not at the same depth: where a trampoline calls the function itself, all of it is deeper. */
	return a->layers[i] == b->layers[j] &&
	       !strcmp(a->trace.functions[a->activations[i].function],
		       b->trace.functions[b->activations[j].function]);
}

/* lengths[i * (b->n + 1) + j]: of the longest common subsequence of a[i..] and b[j..]. */
static u32 *diff_lengths(const struct event *a, const struct event *b)
{
	size_t columns = b->n + 1;
	u32 *l = mem_alloc((a->n + 1) * columns, sizeof(*l));

	for (size_t i = a->n; i--;)
		for (size_t j = b->n; j--;) {
			u32 down = l[(i + 1) * columns + j], right = l[i * columns + j + 1];

			l[i * columns + j] = diff_same(a, i, b, j) ? l[(i + 1) * columns + j + 1] + 1 :
					     down > right ? down : right;
		}
	return l;
}

/* The depth that is the left edge: of the outermost function that differs. */
static u32 diff_edge(const struct event *a, const struct event *b, const u32 *l, bool all)
{
	size_t i = 0, j = 0, columns = b->n + 1;
	u32 edge = UINT32_MAX;

	while (i < a->n || j < b->n) {
		const struct activation *x = i < a->n ? &a->activations[i] : NULL;
		const struct activation *y = j < b->n ? &b->activations[j] : NULL;
		bool same = x && y && diff_same(a, i, b, j);
		bool left = same || (x && (!y || l[(i + 1) * columns + j] >= l[i * columns + j + 1]));
		const struct activation *at = left ? x : y;

		if ((all || !same || x->self != y->self) && at->depth < edge)
			edge = at->depth;
		i += left;
		j += same || !left;
	}
	return edge;
}

static void diff_cell(struct table *t, const struct event *e, size_t i, u32 edge)
{
	char *indent = NULL;

	if (i == SIZE_MAX) {
		table_put(t, "%s", "");
		table_put(t, "%s", "");
		return;
	}
	for (u32 d = edge; d < e->activations[i].depth; d++)
		text_add(&indent, "· ");
	table_put(t, "%s`%s`", indent ? indent : "", e->trace.functions[e->activations[i].function]);
	table_put(t, "%llu", (unsigned long long)e->activations[i].self);
	free(indent);
}

/* A row; SIZE_MAX for a side that does not execute it. */
static void diff_row(struct table *t, const struct event *a, size_t i, const struct event *b, size_t j,
		     u32 edge)
{
	s64 left = i == SIZE_MAX ? 0 : (s64)a->activations[i].self;
	s64 right = j == SIZE_MAX ? 0 : (s64)b->activations[j].self;
	enum layer layer = i == SIZE_MAX ? b->layers[j] : a->layers[i];

	diff_cell(t, a, i, edge);
	diff_cell(t, b, j, edge);
	if (left == right)
		table_put(t, "%s", "");
	else
		table_put(t, "%+lld", (long long)(right - left));
	table_put(t, "%s", layer_infos[layer].title);
}

struct diff_fold {
	size_t functions;
	u64 insns;
};

/* One row in place of those that are the same on both sides. */
static void diff_unfold(struct table *t, struct diff_fold *fold)
{
	if (fold->functions) {
		table_put(t, "(%zu functions, the same)", fold->functions);
		table_put(t, "%llu", (unsigned long long)fold->insns);
		table_put(t, "(%zu functions, the same)", fold->functions);
		table_put(t, "%llu", (unsigned long long)fold->insns);
		table_put(t, "%s", "");
		table_put(t, "%s", "");
	}
	*fold = (struct diff_fold){ 0 };
}

struct table *anatomy_diff(const struct event *a, const struct event *b, bool all)
{
	char *heads;
	size_t i = 0, j = 0, columns = b->n + 1;
	u32 *l = diff_lengths(a, b), edge = diff_edge(a, b, l, all);
	struct diff_fold fold = { 0 };
	struct table *t = table_new(
		str_dup("diff"),
		str_fmt("In the order of execution: Linux %s, workload %s, collector %s", a->kernel->label,
			a->cell->workload, event_is_base(a) ? b->cell->collector : a->cell->collector),
		str_dup("Instructions of one operation, each function's own. A function that is interrupted "
			"by its calls is one row, where it begins."), "");

	heads = str_fmt("%s %s", event_arm(a), a->cell->mech);
	table_column(t, false, heads);
	table_column(t, true, "instructions");
	free(heads);
	heads = str_fmt("%s %s", event_arm(b), b->cell->mech);
	table_column(t, false, heads);
	table_column(t, true, "instructions");
	free(heads);
	table_column(t, true, "difference");
	table_column(t, false, "layer");
	while (i < a->n || j < b->n) {
		if (i < a->n && j < b->n && diff_same(a, i, b, j)) {
			bool equal = a->activations[i].self == b->activations[j].self;

			if (equal && !all) {
				fold.functions++;
				fold.insns += a->activations[i].self;
			} else {
				diff_unfold(t, &fold);
				diff_row(t, a, i, b, j, edge);
			}
			i++;
			j++;
		} else if (j == b->n || (i < a->n && l[(i + 1) * columns + j] >= l[i * columns + j + 1])) {
			diff_unfold(t, &fold);
			diff_row(t, a, i++, b, SIZE_MAX, edge);
		} else {
			diff_unfold(t, &fold);
			diff_row(t, a, SIZE_MAX, b, j++, edge);
		}
	}
	diff_unfold(t, &fold);
	free(l);
	return t;
}
