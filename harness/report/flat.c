// SPDX-License-Identifier: GPL-2.0-only
/*
 * flat - the cells of a result folder as flat tables with typed columns.
 */
#include <stdlib.h>
#include <string.h>

#include "report/flat.h"

#define FLAT_CELL                                                                                  \
	{ (char *)"cell", "string", "name of the cell", true },                                    \
	{                                                                                          \
		(char *)"profile", "string",                                                       \
			"machine profile; sampled: times, all others: exact counts", true          \
	}
#define FLAT_KEY "key_"
#define FLAT_END { .name = NULL }

static const struct flat_column cells_columns[] = {
	FLAT_CELL,
	{ (char *)"experiment", "string", "first part of the name", true },
	FLAT_END /* then the keys of the names, then the rest */
};
static const struct flat_column cells_rest[] = {
	{ (char *)"outcome", "string", "ok, fail, broken or skip", true },
	{ (char *)"reason", "string", "why it is not ok, in a sentence", false },
	{ (char *)"verdict", "string", "the worst that was observed, of cells that observe", false },
	{ (char *)"accel", "string", "accelerator: icount, tcg, kvm, host", true },
	{ (char *)"cpu", "string", "CPU model", true },
	{ (char *)"repeats", "integer", "times that it was measured", true },
	{ (char *)"repeats_agree", "boolean", "did all repeats give the same figures", true },
	FLAT_END /* then the counts of events */
};
static const struct flat_column metrics_columns[] = {
	FLAT_CELL,
	{ (char *)"metric", "string", "name of the metric", true },
	{ (char *)"value", "number", "its value; a whole number if exact", true },
	{ (char *)"unit", "string", "unit of the value", true },
	{ (char *)"class", "string", "exact (counted) or sampled (a median of times)", true },
	{ (char *)"ops", "integer", "operations of a block", false },
	{ (char *)"empty", "integer", "cost of an empty block, taken off before division", false },
	{ (char *)"delta", "integer", "block minimum minus that of the baseline", false },
	{ (char *)"events", "integer", "events in a block, by which delta is divided", false },
	{ (char *)"n", "integer", "number of samples", false },
	{ (char *)"ci_low", "number", "lower end of the 95 % interval", false },
	{ (char *)"ci_high", "number", "upper end of the 95 % interval", false },
	FLAT_END
};
static const struct flat_column samples_columns[] = {
	FLAT_CELL,
	{ (char *)"metric", "string", "name of the metric", true },
	{ (char *)"sample", "integer", "number of the block, from 0, in order of time", true },
	{ (char *)"value", "number", "exact: instructions of the whole block; sampled: per operation or event", true },
	{ (char *)"unit", "string", "unit of the value", true },
	FLAT_END
};
static const struct flat_column repeats_columns[] = {
	FLAT_CELL,
	{ (char *)"repeat", "integer", "number of the repeat, from 0", true },
	{ (char *)"boot", "integer", "number of the boot that measured it", true },
	{ (char *)"ops", "integer", "operations of a block", false },
	{ (char *)"base_min", "integer", "smallest block of the baseline", false },
	{ (char *)"min", "integer", "smallest block", false },
	{ (char *)"delta", "integer", "their difference", false },
	{ (char *)"verdict", "string", "the worst that was observed", false },
	FLAT_END
};
static const struct flat_column observed_columns[] = {
	FLAT_CELL,
	{ (char *)"number", "integer", "place in the order of observation, from 0", true },
	{ (char *)"stage", "string", "when it was seen", false },
	{ (char *)"outcome", "string", "what was seen, in the experiment's vocabulary", true },
	{ (char *)"evidence", "string", "the line that shows it", false },
	FLAT_END
};

static const char *const key_cell[] = { "cell", "profile", NULL };
static const char *const key_metric[] = { "cell", "profile", "metric", NULL };
static const char *const key_sample[] = { "cell", "profile", "metric", "sample", NULL };
static const char *const key_repeat[] = { "cell", "profile", "repeat", NULL };
static const char *const key_observed[] = { "cell", "profile", "number", NULL };

static void flat_column_add(struct flat *f, struct flat_column c)
{
	size_t n = f->table->nr_columns;

	f->columns = mem_grow(f->columns, n + 1, sizeof(*f->columns));
	c.name = str_dup(c.name);
	f->columns[n] = c;
	table_column(f->table, false, c.name);
}

static void flat_columns(struct flat *f, const struct flat_column *c)
{
	for (; c->name; c++)
		flat_column_add(f, *c);
}

static bool flat_has(const struct flat *f, const char *name)
{
	for (size_t i = 0; i < f->table->nr_columns; i++)
		if (!strcmp(f->columns[i].name, name))
			return true;
	return false;
}

static void flat_open(struct flat *f, const char *name, const char *description,
		      const struct flat_column *columns, const char *const *key)
{
	*f = (struct flat){ .description = description, .key = key };
	f->table = table_new(str_dup(name), str_dup(""), str_dup(""), "");
	flat_columns(f, columns);
}

/* A value as CSV has it: empty where there is none. */
static void flat_put(struct flat *f, const json_t *v)
{
	if (json_is_boolean(v))
		table_put(f->table, "%s", json_is_true(v) ? "true" : "false");
	else if (json_is_integer(v))
		table_put(f->table, "%lld", (long long)json_integer_value(v));
	else if (json_is_real(v))
		table_put(f->table, "%.12g", json_real_value(v));
	else
		table_put(f->table, "%s", json_is_string(v) ? json_string_value(v) : "");
}

static void flat_member(struct flat *f, const json_t *object, const char *key)
{
	flat_put(f, json_object_get(object, key));
}

static void flat_cell(struct flat *f, const struct result_cell *c)
{
	table_put(f->table, "%s", c->name);
	flat_member(f, c->record, "profile");
}

/* The column of a key of names: its own name, unless that is taken ("profile"). Caller frees. */
static char *cells_key_column(const char *key)
{
	static const struct flat_column *const taken[] = { cells_columns, cells_rest };

	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		for (const struct flat_column *c = taken[i]; c->name; c++)
			if (!strcmp(c->name, key))
				return str_fmt(FLAT_KEY "%s", key);
	return str_dup(key);
}

/* One column for every key of any name ("workload"), one for every count of events. */
static void cells_find_columns(struct flat *f, const struct result_cell *c, bool events)
{
	json_t *value;
	const char *key;

	if (events) {
		json_object_foreach(json_object_get(c->record, "events"), key, value) {
			char *name = str_fmt("events_%s", key);

			if (!flat_has(f, name))
				flat_column_add(f, (struct flat_column){ name, "integer", "count of events", false });
			free(name);
		}
		return;
	}
	for (const char *part = strchr(c->name, '/'); part; part = strchr(part + 1, '/')) {
		char *word = str_fmt("%.*s", (int)strcspn(part + 1, "=/"), part + 1);
		char *name = cells_key_column(word);

		if (!flat_has(f, name))
			flat_column_add(f, (struct flat_column){ name, "string", "part of the name", false });
		free(name);
		free(word);
	}
}

static void cells_row(struct flat *f, const struct result_cell *c, size_t nr_keys)
{
	size_t fixed = ARRAY_SIZE(cells_columns) - 1;

	flat_cell(f, c);
	table_put(f->table, "%s", c->experiment);
	for (size_t i = fixed; i < nr_keys; i++) {
		const char *name = f->columns[i].name;
		char *value = cell_key(c->name, name + (str_starts(name, FLAT_KEY) ? strlen(FLAT_KEY) : 0));

		table_take(f->table, value ? value : str_dup(""));
	}
	for (size_t i = nr_keys; i < f->table->nr_columns; i++) {
		const char *name = f->columns[i].name;

		if (!strcmp(name, "repeats"))
			table_put(f->table, "%zu", json_array_size(json_object_get(c->record, name)));
		else if (str_starts(name, "events_"))
			flat_member(f, json_object_get(c->record, "events"), name + strlen("events_"));
		else
			flat_member(f, c->record, name);
	}
}

/* Both lists of a folder's cells, one after the other. */
static const struct result_cell *flat_at(const struct results *r, size_t i)
{
	return i < r->nr_cells ? &r->cells[i] : &r->sampled[i - r->nr_cells];
}

static void cells_fill(const struct results *r, struct flat *f)
{
	size_t n = r->nr_cells + r->nr_sampled, nr_keys;

	for (size_t i = 0; i < n; i++)
		cells_find_columns(f, flat_at(r, i), false);
	nr_keys = f->table->nr_columns;
	flat_columns(f, cells_rest);
	for (size_t i = 0; i < n; i++)
		cells_find_columns(f, flat_at(r, i), true);
	for (size_t i = 0; i < n; i++)
		cells_row(f, flat_at(r, i), nr_keys);
}

static void metrics_fill(const struct result_cell *c, struct flat *metrics, struct flat *samples)
{
	const char *name;
	json_t *m, *v;
	size_t i;

	json_object_foreach(json_object_get(c->record, "metrics"), name, m) {
		json_t *ci = json_object_get(m, "ci"), *blocks = json_object_get(m, "blocks");

		flat_cell(metrics, c);
		table_put(metrics->table, "%s", name);
		for (size_t k = 3; k < metrics->table->nr_columns - 2; k++)
			flat_member(metrics, m, metrics->columns[k].name);
		flat_put(metrics, json_array_get(ci, 0));
		flat_put(metrics, json_array_get(ci, 1));
		json_array_foreach(blocks ? blocks : json_object_get(m, "samples"), i, v) {
			flat_cell(samples, c);
			table_put(samples->table, "%s", name);
			table_put(samples->table, "%zu", i);
			flat_put(samples, v);
			flat_member(samples, m, "unit");
		}
	}
}

/* The elements of an array of objects; a number where @numbered says so. */
static void array_fill(const struct result_cell *c, struct flat *f, const char *member, bool numbered)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(c->record, member), i, one) {
		flat_cell(f, c);
		if (numbered)
			table_put(f->table, "%zu", i);
		for (size_t k = numbered ? 3 : 2; k < f->table->nr_columns; k++)
			flat_member(f, one, f->columns[k].name);
	}
}

void flat_fill(const struct results *r, struct flat *flats)
{
	flat_open(&flats[0], "cells", "One row a cell: what it is, how it ended, what events it saw.",
		  cells_columns, key_cell);
	flat_open(&flats[1], "metrics", "One row a metric of a cell.", metrics_columns, key_metric);
	flat_open(&flats[2], "samples", "One row a block: the raw counts or times behind a metric.",
		  samples_columns, key_sample);
	flat_open(&flats[3], "repeats", "One row a repeat of a cell, each in another boot.", repeats_columns,
		  key_repeat);
	flat_open(&flats[4], "observed", "One row an observation, of cells that observe rather than measure.",
		  observed_columns, key_observed);
	cells_fill(r, &flats[0]);
	for (size_t i = 0; i < r->nr_cells + r->nr_sampled; i++) {
		metrics_fill(flat_at(r, i), &flats[1], &flats[2]);
		array_fill(flat_at(r, i), &flats[3], "repeats", false);
		array_fill(flat_at(r, i), &flats[4], "observed", true);
	}
}

void flat_free(struct flat *flats)
{
	for (size_t i = 0; i < FLAT_TABLES; i++) {
		for (size_t c = 0; c < flats[i].table->nr_columns; c++)
			free(flats[i].columns[c].name);
		free(flats[i].columns);
		table_free(flats[i].table);
	}
}
