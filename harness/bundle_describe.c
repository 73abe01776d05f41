// SPDX-License-Identifier: GPL-2.0-only
/*
 * bundle_describe - what a bundle has beside the folder: data as CSV with a Table Schema, a citation
 * and the sums of everything.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "bundle.h"
#include "files.h"
#include "proc.h"
#include "registry.h"
#include "report/flat.h"

#define BUNDLE_LICENCE "GPL-2.0-only"

static int describe_write(const char *stage, const char *name, const char *text)
{
	char *path = str_fmt("%s/%s", stage, name);
	int err = file_write(path, text, strlen(text));

	free(path);
	return err;
}

/* The sums of all files below @stage in the format of sha256sum, by name; caller frees; NULL. */
static char *describe_sums(const char *stage)
{
	static const char *const argv[] = { "sh", "-c",
					    "find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | "
					    "xargs -0 sha256sum | sed 's|  \\./|  |'",
					    NULL };
	char *out = NULL;

	if (!proc_run(argv, &(struct proc_opts){ .cwd = stage, .out = &out, .keep_stderr = true }) && out && *out)
		return out;
	log_err("bundle: cannot sum the files of %s", stage);
	free(out);
	return NULL;
}

/* Of "hash  name" lines, the hash of @name; caller frees; NULL. */
static char *describe_sum(const char *sums, const char *name)
{
	char *line = str_fmt("  %s\n", name), *at = strstr(sums, line), *sum = NULL;

	if (at && at - sums >= 64)
		sum = str_fmt("%.64s", at - 64);
	free(line);
	return sum;
}

static json_t *describe_schema(const struct flat *f, bool first)
{
	json_t *fields = json_array(), *key = json_array(), *schema;

	for (size_t i = 0; i < f->table->nr_columns; i++) {
		const struct flat_column *c = &f->columns[i];
		json_t *field = json_pack("{s:s, s:s, s:s}", "name", c->name, "type", c->type, "description",
					  c->description);

		if (c->required)
			json_object_set_new(field, "constraints", json_pack("{s:b}", "required", true));
		json_array_append_new(fields, field);
	}
	for (const char *const *k = f->key; *k; k++)
		json_array_append_new(key, json_string(*k));
	schema = json_pack("{s:o, s:[s], s:o}", "fields", fields, "missingValues", "", "primaryKey", key);
	if (!first)
		json_object_set_new(schema, "foreignKeys",
				    json_pack("[{s:[s,s], s:{s:s, s:[s,s]}}]", "fields", "cell", "profile",
					      "reference", "resource", "cells", "fields", "cell", "profile"));
	return schema;
}

static json_t *describe_resource(const struct flat *f, const char *stage, const char *sums, bool first)
{
	char *path = str_fmt("data/%s.csv", f->table->name), *file = str_fmt("%s/%s", stage, path);
	char *sum = describe_sum(sums, path);
	json_t *resource = NULL;
	struct stat st;

	if (sum && !stat(file, &st))
		resource = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:{s:b, s:s, s:s, s:b}, s:o}",
				     "name", f->table->name, "path", path, "profile", "tabular-data-resource",
				     "format", "csv", "mediatype", "text/csv", "encoding", "utf-8", "description",
				     f->description, "bytes", (json_int_t)st.st_size, "hash",
				     json_sprintf("sha256:%s", sum), "dialect", "header", true, "delimiter", ",",
				     "lineTerminator", "\n", "doubleQuote", true, "schema",
				     describe_schema(f, first));
	free(sum);
	free(file);
	free(path);
	return resource;
}

/* What the run asked, one question after the other; caller frees. */
static char *describe_questions(const struct results *r)
{
	json_t *names = json_object_get(r->manifest, "experiments"), *name;
	char *text = NULL;
	size_t i;

	json_array_foreach(names, i, name) {
		const struct experiment *e = experiment_find(json_string_value(name) ?: "");

		if (e)
			text_add(&text, "%s%s", text ? " " : "", e->question);
	}
	return text ? text : str_dup("The same collector as a kernel module and as an eBPF program.");
}

static char *describe_title(const struct bundle_opts *o, const struct results *r)
{
	json_t *names = json_object_get(r->manifest, "experiments"), *name;
	char *text;
	size_t i;

	if (o->title)
		return str_dup(o->title);
	text = str_dup("Probebench measurements:");
	json_array_foreach(names, i, name)
		text_add(&text, "%s %s", i ? "," : "", json_string_value(name) ?: "");
	for (size_t k = 0; k < r->nr_kernels; k++)
		text_add(&text, "%s%s", k ? ", " : " on Linux ", r->kernels[k].release);
	return text;
}

static int describe_package(const struct bundle_opts *o, const struct results *r, const struct flat *flats,
			    const char *stage, const char *name, const char *sums)
{
	json_t *resources = json_array(), *package, *people = json_array();
	char *title = describe_title(o, r), *questions = describe_questions(r), *slug = str_dup(name), *text;
	int err = 0;

	for (char *c = slug; *c; c++)
		*c = strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", *c) ? *c : '-';
	for (size_t i = 0; i < FLAT_TABLES; i++) {
		json_t *resource = describe_resource(&flats[i], stage, sums, !i);

		if (resource)
			json_array_append_new(resources, resource);
		else
			err = -EIO;
	}
	for (size_t i = 0; i < o->authors.n; i++)
		json_array_append_new(people, json_pack("{s:s, s:s}", "title", o->authors.v[i], "role", "author"));
	package = json_pack("{s:s, s:s, s:s, s:s, s:s?, s:[{s:s}], s:o}", "name", slug, "profile",
			    "tabular-data-package", "title", title, "description", questions, "version",
			    json_string_value(json_object_get(r->manifest, "git")), "licenses", "name",
			    BUNDLE_LICENCE, "resources", resources);
	if (json_array_size(people))
		json_object_set(package, "contributors", people);
	json_decref(people);
	text = json_dumps(package, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	text_add(&text, "\n");
	err = err ? err : describe_write(stage, "datapackage.json", text);
	json_decref(package);
	free(text);
	free(slug);
	free(questions);
	free(title);
	return err;
}

/* YAML reads a JSON string as the string that it is. */
static void describe_yaml(char **text, const char *key, const char *value)
{
	json_t *v = json_string(value);
	char *quoted = json_dumps(v, JSON_ENCODE_ANY);

	text_add(text, "%s: %s\n", key, quoted ? quoted : "\"\"");
	free(quoted);
	json_decref(v);
}

static int describe_citation(const struct bundle_opts *o, const struct results *r, const char *stage)
{
	char *title = describe_title(o, r), *questions = describe_questions(r), *text = NULL;
	const char *revision = json_string_value(json_object_get(r->manifest, "git"));
	int err;

	text_add(&text, "cff-version: 1.2.0\nmessage: \"If you use these measurements, please cite them.\"\n"
			"type: dataset\n");
	describe_yaml(&text, "title", title);
	describe_yaml(&text, "abstract", questions);
	text_add(&text, "authors:\n");
	for (size_t i = 0; i < o->authors.n; i++)
		describe_yaml(&text, "  - name", o->authors.v[i]);
	if (!o->authors.n)
		describe_yaml(&text, "  - name", "The Probebench authors");
	/* Which program measured is what makes the data what they are. */
	describe_yaml(&text, "version", revision ? revision : "unknown");
	text_add(&text, "license: " BUNDLE_LICENCE "\nkeywords:\n  - Linux\n  - eBPF\n  - kernel modules\n"
			"  - instrumentation\n  - benchmark\n");
	err = describe_write(stage, "CITATION.cff", text);
	free(text);
	free(questions);
	free(title);
	return err;
}

static int describe_data(const struct flat *flats, const char *stage)
{
	char *data = str_fmt("%s/data", stage);
	int err = dir_make(data);

	for (size_t i = 0; i < FLAT_TABLES && !err; i++) {
		char *name = str_fmt("data/%s.csv", flats[i].table->name);
		char *text = table_text(flats[i].table, &table_csv);

		err = describe_write(stage, name, text);
		free(text);
		free(name);
	}
	free(data);
	return err;
}

int bundle_describe(const struct bundle_opts *o, const char *dir, const char *stage, const char *name)
{
	struct flat flats[FLAT_TABLES];
	struct results r;
	char *sums = NULL;
	int err = results_load(dir, &r);

	if (err)
		return err;
	flat_fill(&r, flats);
	err = describe_data(flats, stage);
	if (!err)
		err = (sums = describe_sums(stage)) ? 0 : -EIO;
	err = err ? err : describe_package(o, &r, flats, stage, name, sums);
	err = err ? err : describe_citation(o, &r, stage);
	free(sums);
	sums = NULL;
	if (!err)
		err = (sums = describe_sums(stage)) ? describe_write(stage, "SHA256SUMS", sums) : -EIO;
	free(sums);
	flat_free(flats);
	results_free(&r);
	return err;
}
