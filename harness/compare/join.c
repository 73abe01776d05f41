// SPDX-License-Identifier: GPL-2.0-only
/*
 * join - which cell answers to which.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare/join.h"

struct joining {
	const struct join_opts *opts;
	struct join *j;
	const char *allowed; /* "kmod,ebpf": the only columns; NULL: all */
	json_t *places; /* row id -> its index: a linear search would be quadratic in the cells */
	const struct results *r;
	const char *label;
	size_t folder;
	bool single; /* one folder: it tells no cells apart */
	json_t *known; /* every key that a cell has: an object, for its order and to have each once */
};

static void key_put(struct join_row *row, const char *name, char *value)
{
	if (row->nr_keys == JOIN_MAX_KEYS) {
		free(value);
		return;
	}
	row->keys[row->nr_keys++] = (struct join_key){ str_dup(name), value };
}

/* "key=value/..." of a path into @row, the kernel as its series. */
static void keys_of_path(const struct joining *jn, struct join_row *row,
			 const struct result_cell *c)
{
	char *path = str_dup(c->name), *save = NULL;

	for (char *part = strtok_r(path, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		char *eq = strchr(part, '=');

		if (!eq) {
			key_put(row, part == path ? "experiment" : "part", str_dup(part));
			continue;
		}
		*eq = 0;
		if (!strcmp(part, "kernel") && !jn->opts->releases)
			key_put(row, part, results_series(jn->r, eq + 1));
		else
			key_put(row, part, str_dup(eq + 1));
	}
	free(path);
}

/* The class of a cell is that of its profile: results_load() keeps the two apart. */
static bool cell_sampled(const struct joining *jn, const struct result_cell *c)
{
	return c >= jn->r->sampled && c < jn->r->sampled + jn->r->nr_sampled;
}

static void keys_of(const struct joining *jn, struct join_row *row, const struct result_cell *c)
{
	bool sampled = cell_sampled(jn, c);

	key_put(row, "folder", str_dup(jn->label));
	keys_of_path(jn, row, c);
	key_put(row, "class", str_dup(sampled ? "sampled" : "exact"));
	key_put(row, "accel", results_text(c->record, "accel", "none"));
	key_put(row, "cpu",
		sampled && jn->opts->across_hosts ? str_dup("any")
						  : results_text(c->record, "cpu", "none"));
}

static void key_drop(struct join_row *row, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < row->nr_keys; i++) {
		if (strcmp(row->keys[i].name, name)) {
			row->keys[n++] = row->keys[i];
			continue;
		}
		free(row->keys[i].name);
		free(row->keys[i].value);
	}
	row->nr_keys = n;
}

static void row_clear(struct join_row *row)
{
	for (size_t i = 0; i < row->nr_keys; i++) {
		free(row->keys[i].name);
		free(row->keys[i].value);
	}
	free(row->id);
	free(row->cell);
	free(row->from);
}

static char *row_id(const struct join_row *row)
{
	char *id = str_dup("");

	for (size_t i = 0; i < row->nr_keys; i++) {
		const struct join_key *k = &row->keys[i];
		char *more = strcmp(k->name, "experiment")
				     ? str_fmt("%s%s%s=%s", id, *id ? "/" : "", k->name, k->value)
				     : str_fmt("%s%s%s", id, *id ? "/" : "", k->value);

		free(id);
		id = more;
	}
	return id;
}

const char *join_value(const struct join_row *row, const char *key)
{
	for (size_t i = 0; i < row->nr_keys; i++)
		if (!strcmp(row->keys[i].name, key))
			return row->keys[i].value;
	return "";
}

size_t join_count(const struct join *j, const struct join_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < j->nr_columns; i++)
		n += row->cell[i] != NULL;
	return n;
}

/* The column of @value, made if it is new; -1 if the user did not ask for it. */
static long column_of(struct joining *jn, const char *value)
{
	struct join *j = jn->j;

	for (size_t i = 0; i < j->nr_columns; i++)
		if (!strcmp(j->columns[i].value, value))
			return (long)i;
	if (jn->allowed)
		return -1;
	j->columns = mem_grow(j->columns, j->nr_columns + 1, sizeof(*j->columns));
	j->columns[j->nr_columns] = (struct join_column){ str_dup(value), jn->folder };
	for (size_t i = 0; i < j->nr_rows; i++) {
		struct join_row *row = &j->rows[i];

		row->cell = mem_grow(row->cell, j->nr_columns + 1, sizeof(*row->cell));
		row->from = mem_grow(row->from, j->nr_columns + 1, sizeof(*row->from));
		row->cell[j->nr_columns] = NULL;
		row->from[j->nr_columns] = NULL;
	}
	return (long)j->nr_columns++;
}

/* The row with @row's name, which takes over @row if it is new. */
static struct join_row *row_place(struct joining *jn, struct join_row *row)
{
	struct join *j = jn->j;
	json_t *at = json_object_get(jn->places, row->id);

	if (at) {
		row_clear(row);
		return &j->rows[json_integer_value(at)];
	}
	row->cell = mem_alloc(j->nr_columns + 1, sizeof(*row->cell));
	row->from = mem_alloc(j->nr_columns + 1, sizeof(*row->from));
	json_object_set_new(jn->places, row->id, json_integer((json_int_t)j->nr_rows));
	j->rows = mem_grow(j->rows, j->nr_rows + 1, sizeof(*j->rows));
	j->rows[j->nr_rows] = *row;
	return &j->rows[j->nr_rows++];
}

static bool join_wanted(const struct joining *jn, const struct result_cell *c)
{
	const char *cls = cell_sampled(jn, c) ? "sampled" : "exact";
	bool hit = !jn->opts->nr_filters;
	char *name;

	if (jn->opts->cls && strcmp(jn->opts->cls, cls))
		return false;
	if (hit)
		return true;
	/* A filter may say kernel=6.12 as well as the exact release. */
	name = results_name(jn->r, c);
	for (size_t i = 0; i < jn->opts->nr_filters && !hit; i++)
		hit = cell_match(c->name, jn->opts->filters[i]) ||
		      cell_match(name, jn->opts->filters[i]);
	free(name);
	return hit;
}

static int join_cell(struct joining *jn, const struct result_cell *c)
{
	struct join_row row = { .nr_keys = 0 }, *at;
	long column;

	if (!join_wanted(jn, c))
		return 0;
	keys_of(jn, &row, c);
	for (size_t i = 0; i < row.nr_keys; i++)
		json_object_set_new(jn->known, row.keys[i].name, json_true());
	column = column_of(jn, join_value(&row, jn->j->key));
	key_drop(&row, jn->j->key);
	if (jn->single)
		key_drop(&row, "folder");
	for (size_t i = 0; i < jn->opts->nr_without; i++)
		key_drop(&row, jn->opts->without[i]);
	if (column < 0) {
		row_clear(&row);
		return 0;
	}
	row.id = row_id(&row);
	at = row_place(jn, &row);
	if (!at->cell[column]) {
		at->cell[column] = c;
		at->from[column] = jn->r;
		return 0;
	}
	log_err("two cells fall into one place, %s: %s and %s; choose one with --filter%s", at->id,
		at->cell[column]->name, c->name,
		strcmp(at->cell[column]->kernel, c->kernel) ? ", or join kernels by --releases"
							    : "");
	return -EINVAL;
}

/* "arm=kmod,ebpf": the key, and columns made in that order. */
static int join_columns(struct joining *jn)
{
	const char *by = jn->opts->by ? jn->opts->by : "folder", *eq = strchr(by, '=');
	char *list = eq ? str_dup(eq + 1) : NULL, *save = NULL;

	jn->j->key = str_fmt("%.*s", (int)(eq ? eq - by : (long)strlen(by)), by);
	for (char *v = list ? strtok_r(list, ",", &save) : NULL; v; v = strtok_r(NULL, ",", &save))
		column_of(jn, v);
	jn->allowed = eq;
	free(list);
	if (*jn->j->key && (!eq || jn->j->nr_columns))
		return 0;
	log_err("--by %s: give a key of the cells' paths, or KEY=VALUE,VALUE...", by);
	return -EINVAL;
}

/* Is @name, given as @option, a key of any cell? Without a cell nobody can tell. */
static int join_key(const struct joining *jn, const char *option, const char *name)
{
	char *names = NULL;
	const char *key;
	json_t *value;

	if (!json_object_size(jn->known) || json_object_get(jn->known, name))
		return 0;
	json_object_foreach(jn->known, key, value)
		text_add(&names, "%s%s", names ? ", " : "", key);
	log_err("%s %s: no cell has a key `%s`; keys are %s", option, name, name, names);
	free(names);
	return -EINVAL;
}

int join_make(const struct results *folders, const char *const *labels, size_t nr,
	      const struct join_opts *opts, struct join *j)
{
	struct joining jn = { .opts = opts, .j = j, .places = json_object(), .single = nr == 1,
			      .known = json_object() };
	int err;

	*j = (struct join){ 0 };
	err = join_columns(&jn);
	for (size_t f = 0; f < nr && !err; f++) {
		jn.r = &folders[f];
		jn.folder = f;
		jn.label = labels[f];
		for (size_t i = 0; i < jn.r->nr_cells && !err; i++)
			err = join_cell(&jn, &jn.r->cells[i]);
		for (size_t i = 0; i < jn.r->nr_sampled && !err; i++)
			err = join_cell(&jn, &jn.r->sampled[i]);
	}
	if (!err)
		err = join_key(&jn, "--by", j->key);
	for (size_t i = 0; i < opts->nr_without && !err; i++)
		err = join_key(&jn, "--without", opts->without[i]);
	json_decref(jn.known);
	json_decref(jn.places);
	if (err)
		join_free(j);
	return err;
}

void join_free(struct join *j)
{
	for (size_t i = 0; i < j->nr_rows; i++)
		row_clear(&j->rows[i]);
	for (size_t i = 0; i < j->nr_columns; i++)
		free(j->columns[i].value);
	free(j->rows);
	free(j->columns);
	free(j->key);
	*j = (struct join){ 0 };
}
