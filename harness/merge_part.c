// SPDX-License-Identifier: GPL-2.0-only
/*
 * merge_part - one folder that is to be merged: read, checked, held against the others.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "files.h"
#include "merge.h"
#include "record.h"
#include "resume.h"
#include "sums.h"

/* The matrix of a run that was not cut is what it holds, once it is complete. */
static void part_whole(struct merge_part *p)
{
	json_t *record;
	const char *name;

	json_object_foreach(p->folder.cells, name, record) {
		p->lines = mem_grow(p->lines, p->nr_lines + 1, sizeof(*p->lines));
		p->lines[p->nr_lines++] = (struct matrix_line){ .repeats = record_repeats(record),
								.cell = (char *)name };
	}
}

static int part_matrix(struct merge_part *p)
{
	char *file = str_fmt("%s/" MATRIX_FILE, p->folder.path);
	int err = file_read(file, &p->text, NULL), code = 0;

	if (err == -ENOENT && json_is_true(json_object_get(p->folder.manifest, "complete"))) {
		part_whole(p);
	} else if (err == -ENOENT) {
		log_err("merge: %s is neither a shard nor complete, so nobody knows its matrix; finish it with "
			"`probebench run --resume %s`", p->folder.path, p->folder.path);
		code = PB_EXIT_USAGE;
	} else if (err) {
		log_err("merge: cannot read %s: %s", file, strerror(-err));
		code = PB_EXIT_ENV;
	} else if (matrix_parse(p->text, &p->lines, &p->nr_lines)) {
		log_err("merge: %s is damaged; copy the folder again", file);
		code = PB_EXIT_ENV;
	}
	free(file);
	return code;
}

int merge_part_read(struct merge_part *p, const char *dir)
{
	const char *shard, *on;
	int err;

	if (folder_load(&p->folder, dir))
		return PB_EXIT_ENV;
	on = json_string_value(json_object_get(p->folder.manifest, "on"));
	if (on && !strcmp(on, "host")) {
		log_err("merge: %s holds times of one machine (--on host), which mix with no other's; "
			"put them beside each other with `probebench report --beside`", dir);
		return PB_EXIT_USAGE;
	}
	shard = json_string_value(json_object_get(p->folder.manifest, "shard"));
	p->shard = shard ? (unsigned int)strtoul(shard, NULL, 10) : 0;
	p->boots = resume_boots(&p->folder);
	err = sums_check("merge", dir, p->folder.manifest);
	return err == -EBADMSG ? PB_EXIT_FAIL : err ? PB_EXIT_ENV : part_matrix(p);
}

void merge_part_free(struct merge_part *p)
{
	folder_close(&p->folder);
	free(p->lines);
	free(p->text);
}

static char *part_value(const struct merge_part *p, const char *key)
{
	char *text = json_dumps(json_object_get(p->folder.manifest, key), JSON_ENCODE_ANY | JSON_COMPACT);

	return text ? text : str_dup("none");
}

static int part_equal(const struct merge_part *first, const struct merge_part *p, const char *key)
{
	char *a, *b;

	if (json_equal(json_object_get(first->folder.manifest, key),
		       json_object_get(p->folder.manifest, key)) ||
	    (!json_object_get(first->folder.manifest, key) && !json_object_get(p->folder.manifest, key)))
		return 0;
	a = part_value(first, key);
	b = part_value(p, key);
	log_err("merge: %s and %s are not parts of one run: they differ in %s (%s, %s); measure one of them "
		"again", first->folder.path, p->folder.path, !strcmp(key, "git") ? "revision" : key, a, b);
	free(a);
	free(b);
	return PB_EXIT_USAGE;
}

static int line_order(const void *a, const void *b)
{
	const struct matrix_line *x = a, *y = b;

	return strcmp(x->cell, y->cell);
}

static struct matrix_line *part_sorted(const struct merge_part *p)
{
	struct matrix_line *lines = mem_alloc(p->nr_lines + 1, sizeof(*lines));

	if (p->nr_lines)
		memcpy(lines, p->lines, p->nr_lines * sizeof(*lines));
	qsort(lines, p->nr_lines, sizeof(*lines), line_order);
	return lines;
}

/* The same cells, however they are cut into shards and in whatever order. */
static int part_same_matrix(const struct merge_part *first, const struct merge_part *p)
{
	struct matrix_line *a = part_sorted(first), *b = part_sorted(p);
	size_t i = 0;
	int code = 0;

	while (i < first->nr_lines && i < p->nr_lines && !line_order(&a[i], &b[i]) &&
	       a[i].repeats == b[i].repeats)
		i++;
	if (i < first->nr_lines || i < p->nr_lines) {
		log_err("merge: %s and %s are not parts of one run: their matrices have %zu and %zu cells and "
			"differ at %s; give the same experiments, kernels and filters to both",
			first->folder.path, p->folder.path, first->nr_lines, p->nr_lines,
			i < first->nr_lines ? a[i].cell : b[i].cell);
		code = PB_EXIT_USAGE;
	}
	free(a);
	free(b);
	return code;
}

int merge_part_fits(const struct merge_part *first, const struct merge_part *p)
{
	static const char *const keys[] = { "schema", "git",	 "on",		"seed",	   "bit_exact",
					    "quick",  "repeats", "experiments", "releases", "kernels" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (part_equal(first, p, keys[i]))
			return PB_EXIT_USAGE;
	return part_same_matrix(first, p);
}

static int part_outcome(const json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "outcome"));

	return name ? outcome_parse(name) : -1;
}

/* One repeat agrees with itself whatever it is. */
static bool part_certain(const json_t *record)
{
	return record_repeats(record) > 1 && json_is_true(json_object_get(record, "repeats_agree"));
}

enum merge_verdict merge_records(json_t *a, json_t *b, json_t **keep)
{
	int x = part_outcome(a), y = part_outcome(b);
	bool a_says = x == OUTCOME_OK || x == OUTCOME_FAIL, b_says = y == OUTCOME_OK || y == OUTCOME_FAIL;

	*keep = b_says && !a_says ? b : a;
	if (!a_says || !b_says || (x == y && records_agree(a, b)))
		return MERGE_SAME;
	return part_certain(a) && part_certain(b) ? MERGE_CONFLICT : MERGE_UNSTEADY;
}
