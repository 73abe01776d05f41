// SPDX-License-Identifier: GPL-2.0-only
/*
 * merge - the verb that puts the shards of a run together again.
 *
 * Nothing is measured, summed or averaged: every cell is one that a shard recorded. What several of
 * them recorded must agree, which checks the machines against each other for nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cell.h"
#include "files.h"
#include "merge.h"
#include "record.h"
#include "verbs.h"

#define MERGE_NAMED 10 /* missing cells named one by one, of each shard */

struct merge_opts {
	const char *out;
};

struct merge {
	struct merge_part *parts; /* in the order of their shards, so that the order of arguments is none */
	size_t nr_parts;
	json_t *cells;	   /* name -> record of the whole */
	size_t shared, unsteady, conflicts, missing;
};

static const struct arg_def merge_defs[] = {
	{ "output", 'o', ARG_TEXT, "DIR", "the folder of the whole, which must not hold a run",
	  offsetof(struct merge_opts, out), 0, 0 },
	{ .name = NULL },
};

static int part_order(const void *a, const void *b)
{
	const struct merge_part *x = a, *y = b;

	return x->shard != y->shard ? (x->shard < y->shard ? -1 : 1) :
				      strcmp(x->folder.path, y->folder.path);
}

static int merge_read(struct merge *m, const struct arg_list *dirs)
{
	unsigned int boots = 0;
	const char *revision;
	int code = 0;

	m->parts = mem_alloc(dirs->n, sizeof(*m->parts));
	for (size_t i = 0; i < dirs->n && !code; i++)
		code = merge_part_read(&m->parts[m->nr_parts++], dirs->v[i]);
	if (code)
		return code;
	revision = json_string_value(json_object_get(m->parts[0].folder.manifest, "git"));
	if (!revision || !strcmp(revision, "unknown") || str_ends(revision, "-dirty"))
		log_warn("merge: revision %s does not say that the parts were made by the same program",
			 revision ? revision : "unknown");
	qsort(m->parts, m->nr_parts, sizeof(*m->parts), part_order);
	for (size_t i = 0; i < m->nr_parts; i++) {
		m->parts[i].first_boot = boots;
		boots += m->parts[i].boots;
		if (i && !code)
			code = merge_part_fits(&m->parts[0], &m->parts[i]);
	}
	return code;
}

/* Boots are numbered within a folder; two of one number would pass for one. */
static json_t *merge_renumber(const json_t *record, unsigned int first_boot)
{
	json_t *copy = json_deep_copy(record), *repeat;
	size_t i;

	json_array_foreach(json_object_get(copy, "repeats"), i, repeat) {
		json_t *boot = json_object_get(repeat, "boot");

		if (json_is_integer(boot))
			json_integer_set(boot, json_integer_value(boot) + first_boot);
	}
	return copy;
}

static void merge_shared(struct merge *m, const struct merge_part *p, const char *name, json_t *have,
			 json_t *record)
{
	json_t *keep;

	m->shared++;
	switch (merge_records(have, record, &keep)) {
	case MERGE_UNSTEADY:
		m->unsteady++;
		break;
	case MERGE_CONFLICT: {
		char *a = json_dumps(json_object_get(have, "repeats"), JSON_COMPACT);
		char *b = json_dumps(json_object_get(record, "repeats"), JSON_COMPACT);

		m->conflicts++;
		log_err("merge: %s differs: %s has %s %s, an earlier part %s %s", name, p->folder.path,
			json_string_value(json_object_get(record, "outcome")), b,
			json_string_value(json_object_get(have, "outcome")), a);
		free(a);
		free(b);
		break;
	}
	case MERGE_SAME:
		break;
	}
	json_object_set(m->cells, name, keep);
}

static void merge_cells(struct merge *m)
{
	for (struct merge_part *p = m->parts; p < m->parts + m->nr_parts; p++) {
		const char *name;
		json_t *record;

		json_object_foreach(p->folder.cells, name, record) {
			json_t *have = json_object_get(m->cells, name);
			json_t *mine = merge_renumber(record, p->first_boot);

			if (have)
				merge_shared(m, p, name, have, mine);
			else
				json_object_set(m->cells, name, mine);
			json_decref(mine);
		}
	}
}

/* The command line of the parts without what was of one part only. */
static json_t *merge_argv(const struct merge_part *p)
{
	json_t *argv = json_array(), *arg;
	bool value = false;
	size_t i;

	json_array_foreach(json_object_get(p->folder.manifest, "argv"), i, arg) {
		const char *a = json_string_value(arg) ?: "";
		bool ours = str_starts(a, "--sh") || str_starts(a, "--ou") || str_starts(a, "-o");

		if (!value && !ours)
			json_array_append(argv, arg);
		/* "-o DIR", but "-oDIR" and "--output=DIR". */
		value = !value && ours && !strchr(a, '=') && (a[1] == '-' || !a[2]);
	}
	return argv;
}

/* The command that measures shard @shard, fit for a shell. */
static char *merge_command(const struct merge_part *p, unsigned int shard)
{
	json_t *argv = merge_argv(p), *arg;
	const char *of = json_string_value(json_object_get(p->folder.manifest, "shard"));
	char *text = NULL;
	size_t i;

	json_array_foreach(argv, i, arg) {
		const char *a = json_string_value(arg);
		char *quoted = str_replace(a, "'", "'\\''");
		bool plain = !a[strspn(a, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.,/+:$")];

		text_add(&text, plain ? "%s%s" : "%s'%s'", i ? " " : "", quoted);
		free(quoted);
	}
	if (shard && of && strchr(of, '/'))
		text_add(&text, " --shard %u%s -o DIR", shard, strchr(of, '/'));
	json_decref(argv);
	return text;
}

static bool merge_lacks(const struct merge *m, const struct matrix_line *l)
{
	json_t *record = json_object_get(m->cells, l->cell);

	return !record || record_repeats(record) < l->repeats;
}

/* What is missing of one shard, and what to do about it. */
static void merge_say_missing(const struct merge *m, unsigned int shard, size_t n)
{
	const struct merge_part *first = &m->parts[0], *own = NULL;
	size_t said = 0;
	char *command;

	for (const struct merge_part *p = m->parts; p < m->parts + m->nr_parts; p++)
		if (p->shard == shard && !json_is_true(json_object_get(p->folder.manifest, "complete")))
			own = p;
	for (const struct matrix_line *l = first->lines; l < first->lines + first->nr_lines; l++)
		if (l->shard == shard && merge_lacks(m, l) && said++ < MERGE_NAMED)
			log_warn("missing: %s", l->cell);
	if (said > MERGE_NAMED)
		log_warn("missing: %zu more of shard %u; matrix.tsv names them", said - MERGE_NAMED, shard);
	command = own ? str_fmt("probebench run --resume %s", own->folder.path) : merge_command(first, shard);
	log_warn("these %zu are made by: %s", n, command);
	free(command);
}

static void merge_missing(struct merge *m)
{
	const struct merge_part *first = &m->parts[0];

	for (unsigned int shard = 0; shard <= SHARD_MAX; shard++) {
		size_t n = 0;

		for (const struct matrix_line *l = first->lines; l < first->lines + first->nr_lines; l++)
			n += l->shard == shard && merge_lacks(m, l);
		if (n)
			merge_say_missing(m, shard, n);
		m->missing += n;
	}
}

static json_t *merge_shards(const struct merge *m)
{
	json_t *shards = json_array();

	for (const struct merge_part *p = m->parts; p < m->parts + m->nr_parts; p++) {
		json_t *shard = json_pack("{s:I, s:I, s:I}", "cells", (json_int_t)json_object_size(p->folder.cells),
					  "boots", (json_int_t)p->boots, "first_boot", (json_int_t)p->first_boot);

		if (p->shard)
			json_object_set(shard, "shard", json_object_get(p->folder.manifest, "shard"));
		json_object_set(shard, "wall_seconds", json_object_get(p->folder.manifest, "wall_seconds"));
		json_array_append_new(shards, shard);
	}
	return shards;
}

static void merge_manifest(const struct merge *m, json_t *manifest)
{
	static const char *const sums[] = { "wall_seconds", "boot_seconds" };
	unsigned int boots = 0;

	json_object_update(manifest, m->parts[0].folder.manifest);
	json_object_del(manifest, "shard");
	json_object_del(manifest, "files");
	json_object_del(manifest, "profile_seconds");
	json_object_del(manifest, "profile_insn");
	json_object_set_new(manifest, "argv", merge_argv(&m->parts[0]));
	json_object_set_new(manifest, "planned", json_integer((json_int_t)m->parts[0].nr_lines));
	json_object_set_new(manifest, "complete", json_false());
	for (size_t k = 0; k < ARRAY_SIZE(sums); k++) {
		double seconds = 0;

		for (size_t i = 0; i < m->nr_parts; i++)
			seconds += json_number_value(json_object_get(m->parts[i].folder.manifest, sums[k]));
		json_object_set_new(manifest, sums[k], json_real(seconds));
	}
	for (size_t i = 0; i < m->nr_parts; i++)
		boots += m->parts[i].boots;
	json_object_set_new(manifest, "boots", json_integer(boots));
	json_object_set_new(manifest, "shards", merge_shards(m));
}

static int merge_write(struct merge *m, const char *out)
{
	struct folder f;
	const struct merge_part *first = &m->parts[0];
	char **names = mem_alloc(first->nr_lines + 1, sizeof(*names));
	int err = folder_create(&f, out), code = err == -EEXIST ? PB_EXIT_USAGE : err ? PB_EXIT_ENV : 0;

	for (size_t i = 0; i < first->nr_lines; i++)
		names[i] = first->lines[i].cell;
	if (!code) {
		merge_manifest(m, f.manifest);
		json_decref(f.cells);
		f.cells = json_incref(m->cells);
		err = folder_manifest(&f);
		for (size_t i = 0; i < m->nr_parts && !err; i++)
			err = merge_files(&f, m->parts, i);
		err = err ? err : folder_finish(&f, names, first->nr_lines, !m->missing);
		code = err ? PB_EXIT_ENV : 0;
	}
	folder_close(&f);
	free(names);
	return code;
}

static int merge_all(struct merge *m, const char *out)
{
	int code;

	merge_cells(m);
	if (m->conflicts) {
		log_err("merge: %zu of the %zu cells that several parts measured differ, so at least one machine "
			"measured wrong; nothing is written", m->conflicts, m->shared);
		return PB_EXIT_FAIL;
	}
	merge_missing(m);
	code = merge_write(m, out);
	if (code)
		return code;
	log_info("%zu cells of %zu; %zu were measured by several parts: %zu agree, %zu cannot tell",
		 json_object_size(m->cells), m->parts[0].nr_lines, m->shared, m->shared - m->unsteady, m->unsteady);
	if (m->missing)
		log_info("%zu are missing; to measure them all here: probebench run --resume %s", m->missing, out);
	printf("%s\n", out);
	return m->missing ? PB_EXIT_FAIL : PB_EXIT_OK;
}

static int merge_main(int argc, char **argv)
{
	struct merge m = { .cells = json_object() };
	struct merge_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	int code = args_parse(&verb_merge, argc, argv, &opts, &dirs);

	if (code) {
		code--;
	} else if (!dirs.n || !opts.out) {
		log_err("merge: name the folders of the parts, and with -o the folder of the whole");
		code = PB_EXIT_USAGE;
	} else {
		code = merge_read(&m, &dirs);
		code = code ? code : merge_all(&m, opts.out);
	}
	for (size_t i = 0; i < m.nr_parts; i++)
		merge_part_free(&m.parts[i]);
	free(m.parts);
	json_decref(m.cells);
	return code;
}

static const char *const merge_examples[] = {
	"probebench merge part-1 part-2 part-3 part-4 -o whole",
	"four shards of one run",
	"probebench merge here there -o both",
	"the same complete run of two machines: every exact cell must agree",
	NULL,
};

const struct verb verb_merge = {
	.name = "merge",
	.args = "DIR...",
	.summary = "Put the shards of a run together: same revision, schema and matrix, or refused.",
	.defs = merge_defs,
	.examples = merge_examples,
	.main = merge_main,
};
