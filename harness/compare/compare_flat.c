// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare_flat - comparisons for programs: one row, or one object, a metric and column.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"

static char *flat_number(double v)
{
	return str_fmt("%.9g", v);
}

static void flat_value(struct table *t, const struct value *v)
{
	bool number = v->state == VALUE_NUMBER;

	table_take(t, !number			? value_text(v)
		      : v->whole && !v->sampled ? str_fmt("%lld", (long long)v->i)
						: flat_number(v->v));
	table_take(t, v->has_ci ? flat_number(v->lo) : str_dup(""));
	table_take(t, v->has_ci ? flat_number(v->hi) : str_dup(""));
	table_take(t, v->sampled ? str_fmt("%zu", v->n) : str_dup(""));
}

struct table *compare_flat(const struct compare *c)
{
	struct table *t =
		table_new(str_dup("compare"), str_dup(""), str_dup(""),
			  "cell,metric,unit,base,column,base_value,base_low,base_high,base_n,"
			  "value,low,high,n,verdict,delta,ratio,p");

	for (size_t i = 0; i < c->nr; i++) {
		const struct comparison *one = &c->list[i];

		for (size_t k = 1; k < c->j.nr_columns; k++) {
			const struct change *ch = &one->change[k];
			bool both = ch->kind != CHANGE_NOTHING;

			table_put(t, "%s", one->row->id);
			table_put(t, "%s", one->metric);
			table_put(t, "%s", one->unit ? one->unit : "");
			table_put(t, "%s", c->j.columns[0].value);
			table_put(t, "%s", c->j.columns[k].value);
			flat_value(t, &one->value[0]);
			flat_value(t, &one->value[k]);
			table_put(t, "%s", change_key(ch->kind));
			table_take(t, both ? flat_number(ch->delta) : str_dup(""));
			table_take(t, both && ch->ratio > 0 ? flat_number(ch->ratio) : str_dup(""));
			table_take(t, both && one->value[0].sampled ? flat_number(ch->p)
								    : str_dup(""));
		}
	}
	return t;
}

static json_t *json_value(const struct value *v)
{
	json_t *o = json_object();
	char *text = NULL;

	if (v->state != VALUE_NUMBER) {
		text = value_text(v);
		json_object_set_new(o, "why_not", json_string(text));
		free(text);
		return o;
	}
	json_object_set_new(o, "value",
			    v->whole && !v->sampled ? json_integer(v->i) : json_real(v->v));
	if (v->has_ci)
		json_object_set_new(o, "ci", json_pack("[f,f]", v->lo, v->hi));
	if (v->sampled)
		json_object_set_new(o, "n", json_integer((json_int_t)v->n));
	return o;
}

static json_t *json_change(const struct comparison *one, size_t k)
{
	const struct change *ch = &one->change[k];
	json_t *o = json_value(&one->value[k]);

	if (!k)
		return o;
	json_object_set_new(o, "verdict", json_string(change_key(ch->kind)));
	if (ch->kind == CHANGE_NOTHING)
		return o;
	json_object_set_new(o, "delta",
			    one->value[0].sampled ? json_real(ch->delta)
						  : json_integer((json_int_t)ch->delta));
	if (ch->ratio > 0)
		json_object_set_new(o, "ratio", json_real(ch->ratio));
	if (one->value[0].sampled)
		json_object_set_new(o, "p", json_real(ch->p));
	return o;
}

json_t *compare_json(const struct compare *c)
{
	json_t *columns = json_array(), *list = json_array(), *lonely = json_object();

	for (size_t k = 0; k < c->j.nr_columns; k++) {
		json_t *only = json_array();

		json_array_append_new(columns, json_string(c->j.columns[k].value));
		for (size_t i = 0; i < c->j.nr_rows; i++)
			if (c->j.rows[i].cell[k] && join_count(&c->j, &c->j.rows[i]) == 1)
				json_array_append_new(only, json_string(c->j.rows[i].id));
		json_object_set_new(lonely, c->j.columns[k].value, only);
	}
	for (size_t i = 0; i < c->nr; i++) {
		json_t *values = json_array();

		for (size_t k = 0; k < c->j.nr_columns; k++)
			json_array_append_new(values, json_change(&c->list[i], k));
		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:o}", "cell", c->list[i].row->id,
					"metric", c->list[i].metric, "unit",
					c->list[i].unit ? c->list[i].unit : "", "values", values));
	}
	return json_pack("{s:s, s:o, s:I, s:o, s:o}", "by", c->j.key, "columns", columns, "common",
			 (json_int_t)c->common, "comparisons", list, "only_in", lonely);
}

void compare_print(const struct compare *c, const char *format, const struct page *p, json_t *json)
{
	static const struct {
		const char *name;
		const struct page_writer *writer;
	} writers[] = { { "text", &page_plain },
			{ "markdown", &page_markdown },
			{ "latex", &page_latex } };

	if (json) {
		json_dumpf(json, stdout,
			   JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
		putchar('\n');
		json_decref(json);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(writers); i++)
		if (!strcmp(format, writers[i].name)) {
			char *text = page_written(p, writers[i].writer);

			fputs(text, stdout);
			free(text);
		}
	if (!strcmp(format, "csv")) {
		struct table *t = compare_flat(c);
		char *text = table_text(t, &table_csv);

		fputs(text, stdout);
		free(text);
		table_free(t);
	}
}
