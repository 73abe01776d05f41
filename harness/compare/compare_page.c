// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare_page - comparisons as tables for a reader: one a metric and class, geometric means, and what
 * stands on one side only.
 *
 * Keys that are the same in a whole table go into its title, so that rows are as short as they can be.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "report/markup.h"

#define PAGE_LONELY 10 /* cells of one side that are named unless --all */

/* Keys that are no part of a row's label: they head the table. */
static bool key_heads(const char *name)
{
	static const char *const heads[] = { "experiment", "class", "accel", "cpu" };

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (!strcmp(heads[i], name))
			return true;
	return false;
}

/* Is @key the same in the comparisons [from, to)? */
static bool key_constant(const struct compare *c, size_t from, size_t to, const char *key)
{
	for (size_t i = from + 1; i < to; i++)
		if (strcmp(join_value(c->list[i].row, key), join_value(c->list[from].row, key)))
			return false;
	return true;
}

struct keys {
	const char *varying[JOIN_MAX_KEYS];
	size_t nr;
	char *constant; /* "kernel=6.12 workload=getppid" */
};

static struct keys keys_split(const struct compare *c, size_t from, size_t to)
{
	const struct join_row *row = c->list[from].row;
	struct keys k = { .constant = str_dup("") };

	for (size_t i = 0; i < row->nr_keys; i++) {
		const char *name = row->keys[i].name;

		if (key_heads(name))
			continue;
		if (key_constant(c, from, to, name))
			text_add(&k.constant, "%s%s=%s", *k.constant ? " " : "", name,
				 row->keys[i].value);
		else
			k.varying[k.nr++] = name;
	}
	return k;
}

/* Worth a row unless the user wants all? */
static bool comparison_shown(const struct compare *c, const struct comparison *one)
{
	if (c->opts->all || strcmp(c->j.key, "folder"))
		return true;
	for (size_t i = 1; i < c->j.nr_columns; i++) {
		enum change_kind k = one->change[i].kind;

		if (one->sampled || k == CHANGE_YES || k == CHANGE_UNRESOLVED ||
		    (k == CHANGE_NOTHING && one->value[0].state != one->value[i].state))
			return true;
	}
	return false;
}

static struct table *group_table(const struct compare *c, size_t g, const struct keys *keys)
{
	const struct comparison *first = &c->list[c->group[g]];
	bool sampled = first->sampled;
	struct table *t = table_new(
		str_fmt("compare-%s", first->metric),
		str_fmt("%s: %s, %s%s%s", join_value(first->row, "experiment"), first->metric,
			first->unit ? first->unit : "?", *keys->constant ? "; " : "",
			keys->constant),
		str_fmt("Class %s, accelerator %s, CPU %s.", first->sampled ? "sampled" : "exact",
			join_value(first->row, "accel"), join_value(first->row, "cpu")),
		"");

	for (size_t i = 0; i < keys->nr; i++)
		table_column(t, false, keys->varying[i]);
	if (!keys->nr)
		table_column(t, false, "cell");
	for (size_t i = 0; i < c->j.nr_columns; i++) {
		table_column(t, true, c->j.columns[i].value);
		if (i)
			table_column(t, true, "change");
		if (i && sampled)
			table_column(t, false, "p, n");
	}
	return t;
}

static void comparison_row(const struct compare *c, struct table *t, const struct comparison *one,
			   const struct keys *keys)
{
	for (size_t i = 0; i < keys->nr; i++)
		table_put(t, "%s", join_value(one->row, keys->varying[i]));
	if (!keys->nr)
		table_put(t, "all");
	for (size_t i = 0; i < c->j.nr_columns; i++) {
		const struct change *ch = &one->change[i];

		table_take(t, value_text(&one->value[i]));
		if (i)
			table_take(t, change_text(ch, &one->value[0]));
		if (i && one->sampled)
			table_take(t,
				   ch->kind == CHANGE_NOTHING ? str_dup("")
				   : ch->kind == CHANGE_FEW
					   ? str_fmt("n=%zu+%zu", one->value[0].n, one->value[i].n)
					   : str_fmt("p=%.3f n=%zu+%zu", ch->p, one->value[0].n,
						     one->value[i].n));
	}
}

/* Over all rows with two numbers above zero, also those that are equal and not listed. */
static void group_geomean(const struct compare *c, struct table *t, size_t g,
			  const struct keys *keys)
{
	bool sampled = c->list[c->group[g]].sampled;
	size_t most = 0;
	double *mean = mem_alloc(c->j.nr_columns, sizeof(*mean));

	for (size_t k = 1; k < c->j.nr_columns; k++) {
		double sum = 0;
		size_t n = 0;

		for (size_t i = c->group[g]; i < c->group[g + 1]; i++)
			if (c->list[i].change[k].ratio > 0) {
				sum += log(c->list[i].change[k].ratio);
				n++;
			}
		mean[k] = n ? exp(sum / (double)n) : 0;
		most = n > most ? n : most;
	}
	for (size_t i = 0; most > 1 && i < (keys->nr ? keys->nr : 1); i++)
		table_take(t, i ? str_dup("") : str_fmt("geometric mean of %zu", most));
	for (size_t k = 0; most > 1 && k < c->j.nr_columns; k++) {
		table_put(t, "%s", "");
		if (k && mean[k] > 0)
			table_put(t, "%+.2f%%", (mean[k] - 1) * 100);
		else if (k)
			table_put(t, "%s", "");
		if (k && sampled)
			table_put(t, "%s", "");
	}
	free(mean);
}

struct tally {
	size_t kinds[CHANGE_YES + 1], differ, rows;
};

static struct tally group_tally(const struct compare *c, size_t g)
{
	struct tally n = { .rows = c->group[g + 1] - c->group[g] };

	for (size_t i = c->group[g]; i < c->group[g + 1]; i++)
		for (size_t k = 1; k < c->j.nr_columns; k++) {
			n.kinds[c->list[i].change[k].kind]++;
			n.differ += !c->list[i].value[0].agree || !c->list[i].value[k].agree;
		}
	return n;
}

/* What a reader must know who sees only this table. */
static void group_notes(const struct compare *c, struct table *t, size_t g)
{
	struct tally n = group_tally(c, g);
	size_t equal = n.kinds[CHANGE_SAME] + n.kinds[CHANGE_FRACTION];

	if (!c->list[c->group[g]].sampled) {
		text_add(&t->note, " Integers: every difference is listed; %zu of %zu are equal%s.",
			 equal, equal + n.kinds[CHANGE_YES] + n.kinds[CHANGE_UNRESOLVED],
			 equal && !c->opts->all ? " (--all lists them)" : "");
		if (n.kinds[CHANGE_FRACTION])
			text_add(&t->note,
				 " Of these, %zu differ by less than one before they are rounded.",
				 n.kinds[CHANGE_FRACTION]);
		if (n.kinds[CHANGE_UNRESOLVED])
			text_add(&t->note,
				 " Not resolved: smaller than what the workload without a "
				 "collector moved by itself in these folders.");
		if (n.differ)
			text_add(&t->note, " In %zu comparisons a cell's own repeats differed.",
				 n.differ);
		return;
	}
	text_add(&t->note,
		 " Median with 95 %% interval; Mann-Whitney test; ~ where p is not below %g.",
		 c->opts->alpha);
	if (n.kinds[CHANGE_FEW])
		text_add(&t->note, " %zu comparisons: need >= %d samples on both sides, recorded.",
			 n.kinds[CHANGE_FEW], SAMPLE_FLOOR);
}

static void page_group(const struct compare *c, struct page *p, size_t g)
{
	struct keys keys = keys_split(c, c->group[g], c->group[g + 1]);
	struct table *t = group_table(c, g, &keys);
	size_t shown = 0;

	for (size_t i = c->group[g]; i < c->group[g + 1]; i++)
		if (comparison_shown(c, &c->list[i])) {
			comparison_row(c, t, &c->list[i], &keys);
			shown++;
		}
	group_notes(c, t, g);
	if (shown) {
		group_geomean(c, t, g, &keys);
		page_table(p, t);
	} else {
		page_text(p, "%s: no difference. %s", t->title, t->note);
		table_free(t);
	}
	free(keys.constant);
}

char *compare_lonely(const struct compare *c, size_t column, size_t most)
{
	char *text = NULL;
	size_t n = 0;

	for (size_t i = 0; i < c->j.nr_rows; i++) {
		const struct join_row *row = &c->j.rows[i];

		if (!row->cell[column] || join_count(&c->j, row) > 1)
			continue;
		if (n++ < most)
			text_add(&text, "\n%s", row->id);
	}
	if (!n)
		return NULL;
	text_add(&text, "%s", "");
	most = n > most ? n - most : 0;
	if (most)
		text_add(&text, "\nand %zu more (--all names them)", most);
	return text;
}

static void page_lonely(const struct compare *c, struct page *p)
{
	for (size_t k = 0; k < c->j.nr_columns; k++) {
		char *list = compare_lonely(c, k, c->opts->all ? SIZE_MAX : PAGE_LONELY),
		     *save = NULL;

		if (!list)
			continue;
		page_text(p, "Only in %s:", c->j.columns[k].value);
		for (char *one = strtok_r(list, "\n", &save); one;
		     one = strtok_r(NULL, "\n", &save))
			page_item(p, "%s", one);
		free(list);
	}
}

/* Cells that ended in one way here and in another there. */
static void page_outcomes(const struct compare *c, struct page *p)
{
	struct table *t = table_new(str_dup("compare-outcomes"),
				    str_dup("Cells that ended differently"), str_dup(""), "cell");

	for (size_t k = 0; k < c->j.nr_columns; k++)
		table_column(t, false, c->j.columns[k].value);
	table_column(t, false, "reason");
	for (size_t i = 0; i < c->j.nr_rows; i++) {
		const struct join_row *row = &c->j.rows[i];
		const char *reason = "";
		bool differ = false;

		for (size_t k = 1; k < c->j.nr_columns; k++)
			differ |= row->cell[0] && row->cell[k] &&
				  row->cell[0]->outcome != row->cell[k]->outcome;
		if (!differ)
			continue;
		table_put(t, "%s", row->id);
		for (size_t k = 0; k < c->j.nr_columns; k++) {
			table_put(t, "%s",
				  row->cell[k] ? outcome_name(row->cell[k]->outcome) : "no cell");
			if (row->cell[k] && row->cell[k]->outcome != OUTCOME_OK)
				reason = row->cell[k]->reason;
		}
		table_put(t, "%s", reason);
	}
	page_table(p, t);
}

void compare_page(const struct compare *c, struct page *p)
{
	for (size_t g = 0; g < c->nr_groups; g++)
		page_group(c, p, g);
	page_outcomes(c, p);
	page_lonely(c, p);
}
