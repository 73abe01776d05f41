// SPDX-License-Identifier: GPL-2.0-only
/*
 * folder - a result folder: the one writer of its manifest, environment and cells.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "folder.h"
#include "proc.h"

static char *folder_file(const struct folder *f, const char *name)
{
	return str_fmt("%s/%s", f->path, name);
}

static int folder_dirs(const struct folder *f)
{
	static const char *const dirs[] = { "env", "console" };
	int err = dir_make(f->path);

	for (size_t i = 0; !err && i < ARRAY_SIZE(dirs); i++) {
		char *dir = folder_file(f, dirs[i]);

		err = dir_make(dir);
		free(dir);
	}
	return err;
}

int folder_create(struct folder *f, const char *path)
{
	char *manifest;
	int err = 0;

	memset(f, 0, sizeof(*f));
	f->path = str_dup(path);
	manifest = folder_file(f, "manifest.json");
	if (file_exists(manifest)) {
		log_err("%s already holds a run; go on with it by --resume %s, or name another folder "
			"with -o", path, path);
		err = -EEXIST;
	} else {
		err = folder_dirs(f);
	}
	free(manifest);
	f->manifest = json_object();
	f->cells = json_object();
	return err;
}

/* Parse cells.jsonl; a last line without its newline is what a kill leaves, and is dropped. */
static int folder_load_cells(struct folder *f, char *text, size_t len)
{
	size_t line_no = 0;

	/* By length: a crash of the machine can leave zeros, which must not end the file quietly. */
	for (char *line = text, *end; line < text + len; line = end + 1) {
		json_error_t bad;
		json_t *record;
		const char *name;

		line_no++;
		end = memchr(line, '\n', len - (size_t)(line - text));
		if (!end) {
			log_warn("%s/cells.jsonl:%zu: the last line is cut off; that cell runs again",
				 f->path, line_no);
			break;
		}
		*end = 0;
		record = json_loadb(line, (size_t)(end - line), 0, &bad);
		name = json_string_value(json_object_get(record, "cell"));
		if (!name) {
			log_err("%s/cells.jsonl:%zu: not a cell: %s; restore the file or run into a new "
				"folder", f->path, line_no, record ? "it has no name" : bad.text);
			json_decref(record);
			return -EINVAL;
		}
		json_object_set_new(f->cells, name, record);
	}
	return 0;
}

static int folder_rewrite(struct folder *f, char *const *names, size_t n);

int folder_open(struct folder *f, const char *path)
{
	json_error_t bad;
	char *file, *text = NULL;
	size_t len = 0;
	int err = 0;

	memset(f, 0, sizeof(*f));
	f->path = str_dup(path);
	f->cells = json_object();
	file = folder_file(f, "manifest.json");
	if (!file_exists(file)) {
		log_err("%s holds no run to resume: it has no manifest.json", path);
		err = -ENOENT;
	} else if (!(f->manifest = json_load_file(file, 0, &bad))) {
		log_err("%s:%d: %s; the folder cannot be resumed", file, bad.line, bad.text);
		err = -EINVAL;
	}
	free(file);
	file = folder_file(f, "cells.jsonl");
	if (!err)
		err = file_read(file, &text, &len);
	if (text)
		err = folder_load_cells(f, text, len);
	else if (err == -ENOENT && f->manifest)
		err = 0; /* killed before its first cell */
	else if (f->manifest)
		log_err("cannot read %s: %s", file, strerror(-err));
	free(text);
	free(file);
	if (!err)
		err = folder_dirs(f);
	/* Appending after half a line would damage two. */
	return err ? err : folder_rewrite(f, NULL, 0);
}

static char *folder_line(json_t *record)
{
	char *text = json_dumps(record, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
	char *line = str_fmt("%s\n", text);

	free(text);
	return line;
}

int folder_add(struct folder *f, json_t *record)
{
	char *line = folder_line(record), *file = folder_file(f, "cells.jsonl");
	int err = file_append(file, line, strlen(line));

	json_object_set(f->cells, json_string_value(json_object_get(record, "cell")), record);
	free(line);
	free(file);
	return err;
}

static int folder_json(struct folder *f, const char *name, json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
	char *line = str_fmt("%s\n", text), *file = folder_file(f, name);
	int err = file_write(file, line, strlen(line));

	free(text);
	free(line);
	free(file);
	return err;
}

int folder_env(struct folder *f, const char *name, json_t *env)
{
	char *file = str_fmt("env/%s.json", name);
	int err = folder_json(f, file, env);

	free(file);
	return err;
}

int folder_console(struct folder *f, const char *name, const char *text, size_t len)
{
	char *file = str_fmt("%s/console/%s", f->path, name);
	int err = file_write(file, text, len);

	free(file);
	return err;
}

int folder_manifest(struct folder *f)
{
	return folder_json(f, "manifest.json", f->manifest);
}

/* One line a cell: those in @names in that order, then what else the folder holds. */
static int folder_rewrite(struct folder *f, char *const *names, size_t n)
{
	json_t *rest = json_copy(f->cells), *record;
	char *all = str_dup(""), *file;
	const char *name;
	size_t len = 0;
	int err;

	for (size_t i = 0; i <= n; i++) {
		json_t *one = json_object();

		if (i < n && (record = json_object_get(rest, names[i]))) {
			json_object_set(one, names[i], record);
			json_object_del(rest, names[i]);
		} else if (i == n) {
			json_object_update(one, rest);
		}
		json_object_foreach(one, name, record) {
			char *line = folder_line(record);

			all = mem_grow(all, len + strlen(line) + 1, 1);
			strcpy(all + len, line);
			len += strlen(line);
			free(line);
		}
		json_decref(one);
	}
	file = folder_file(f, "cells.jsonl");
	err = file_write(file, all, len);
	free(file);
	free(all);
	json_decref(rest);
	return err;
}

/* "hash  name" lines of sha256sum into an object. */
static json_t *folder_parse_sums(char *out)
{
	json_t *sums = json_object();
	char *save = NULL;

	for (char *l = strtok_r(out, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		if (strlen(l) > 66 && l[64] == ' ') {
			l[64] = 0;
			json_object_set_new(sums, l + 66, json_string(l));
		}
	return sums;
}

static int folder_sums(struct folder *f)
{
	static const char *const dirs[] = { "env", "console" };
	const char *argv[1024] = { "sha256sum", "cells.jsonl" };
	size_t n = 2, owned = 2;
	char *out = NULL;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		char *path = folder_file(f, dirs[i]);
		struct dirent **list;
		int count = scandir(path, &list, NULL, alphasort);

		for (int e = 0; e < count; e++) {
			if (list[e]->d_name[0] != '.' && n < ARRAY_SIZE(argv) - 1)
				argv[n++] = str_fmt("%s/%s", dirs[i], list[e]->d_name);
			free(list[e]);
		}
		if (count >= 0)
			free(list);
		free(path);
	}
	err = proc_run(argv, &(struct proc_opts){ .cwd = f->path, .out = &out });
	if (!err)
		json_object_set_new(f->manifest, "files", folder_parse_sums(out));
	else
		log_err("sha256sum failed in %s; install coreutils", f->path);
	free(out);
	while (n > owned)
		free((char *)argv[--n]);
	return err ? -EIO : 0;
}

int folder_finish(struct folder *f, char *const *names, size_t n, bool complete)
{
	int err = folder_rewrite(f, names, n);

	json_object_set_new(f->manifest, "complete", json_boolean(complete));
	if (!err)
		err = folder_sums(f);
	return err ? err : folder_manifest(f);
}

void folder_close(struct folder *f)
{
	json_decref(f->manifest);
	json_decref(f->cells);
	free(f->path);
	memset(f, 0, sizeof(*f));
}
