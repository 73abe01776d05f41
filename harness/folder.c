// SPDX-License-Identifier: GPL-2.0-only
/*
 * folder - a result folder: the one writer of its manifest, environment and cells.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cell.h"
#include "files.h"
#include "folder.h"
#include "sums.h"

#define FOLDER_LOCK_TRIES 100 /* two seconds */

static const char *const folder_subdirs[] = { "env", "console", NULL };

/* Where its files are: under the temporary name until the first manifest is written. */
static char *folder_file(const struct folder *f, const char *name)
{
	return str_fmt("%s/%s", f->stage ? f->stage : f->path, name);
}

static int folder_dirs(const struct folder *f)
{
	int err = dir_make(f->stage ? f->stage : f->path);

	for (size_t i = 0; !err && folder_subdirs[i]; i++) {
		char *dir = folder_file(f, folder_subdirs[i]);

		err = dir_make(dir);
		free(dir);
	}
	return err;
}

/*
 * One writer at a time: two would each append and then rewrite without the other's lines. The kernel
 * drops the lock with the last process that holds it, so it is never stale, but a child that a killed
 * run had just forked may outlive it by a moment. Where there are no locks we do without.
 */
static int folder_lock(struct folder *f)
{
	const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };

	f->lock = open(f->stage ? f->stage : f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < FOLDER_LOCK_TRIES && f->lock >= 0; i++) {
		if (!flock(f->lock, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK)
			return 0;
		nanosleep(&moment, NULL);
	}
	if (f->lock < 0)
		return 0;
	log_err("another probebench is writing into %s; wait until it is done", f->path);
	return -EBUSY;
}

/* Choose the temporary name, and clear away what a run left that was killed under one. */
static int folder_stage(struct folder *f)
{
	char *slash = strrchr(f->path, '/');
	char *parent = slash == f->path ? str_dup("/") :
		       slash ? str_fmt("%.*s", (int)(slash - f->path), f->path) : str_dup(".");
	char *prefix = str_fmt("%s.new.", slash ? slash + 1 : f->path);
	int err = dir_make(parent);

	if (!err)
		dir_sweep(parent, prefix);
	f->stage = str_fmt("%s.new.%d", f->path, (int)getpid());
	free(parent);
	free(prefix);
	return err;
}

int folder_create(struct folder *f, const char *path)
{
	char *manifest;
	int err = 0;

	*f = (struct folder){ .path = path_trim(path), .lock = -1 };
	manifest = folder_file(f, "manifest.json");
	if (file_exists(manifest)) {
		log_err("%s already holds a run; go on with it by --resume %s, or name another folder "
			"with -o", path, path);
		err = -EEXIST;
	} else {
		if (!file_exists(path))
			err = folder_stage(f);
		if (!err)
			err = folder_dirs(f);
	}
	free(manifest);
	f->manifest = json_object();
	f->cells = json_object();
	return err ? err : folder_lock(f);
}

/* Give a new folder its name; from here on a kill leaves something to resume. */
static int folder_publish(struct folder *f)
{
	int err = 0;

	if (!f->stage)
		return 0;
	if (rename(f->stage, f->path)) {
		err = -errno;
		log_err("cannot rename %s to %s: %s", f->stage, f->path,
			err == -ENOTEMPTY ? "another run has taken that name" : strerror(-err));
		dir_remove(f->stage);
	}
	free(f->stage);
	f->stage = NULL;
	return err;
}

/* One line of cells.jsonl into f->cells; what is wrong with it (caller frees), or NULL. */
static char *folder_load_line(struct folder *f, const char *line, size_t len)
{
	json_error_t bad;
	json_t *record = json_loadb(line, len, 0, &bad);
	const char *name = json_string_value(json_object_get(record, "cell"));
	json_int_t schema = json_integer_value(json_object_get(record, "schema"));
	char *fault = NULL;

	if (!record)
		return str_dup(bad.text);
	if (!name)
		fault = str_dup("it has no name");
	else if (schema > PB_SCHEMA)
		fault = str_fmt("schema %lld is newer than this probebench", (long long)schema);
	else
		json_object_set(f->cells, name, record);
	json_decref(record);
	return fault;
}

int folder_parse(struct folder *f, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	size_t line_no = 0;

	/* By length: a NUL, as a crashed file system leaves, must not hide the lines behind it. */
	for (const char *line = text; line < end; line = nl + 1) {
		char *fault;

		line_no++;
		nl = memchr(line, '\n', (size_t)(end - line));
		if (!nl) {
			log_warn("%s/cells.jsonl:%zu: the last line is cut off; that cell runs again",
				 f->path, line_no);
			break;
		}
		fault = folder_load_line(f, line, (size_t)(nl - line));
		if (fault) {
			log_err("%s/cells.jsonl:%zu: not a cell: %s; restore the file or run into a new "
				"folder", f->path, line_no, fault);
			free(fault);
			return -EINVAL;
		}
	}
	return 0;
}

/* "x.tmp.123": what file_write() leaves when it is killed. */
static int folder_is_leftover(const struct dirent *e)
{
	const char *tmp = strstr(e->d_name, ".tmp.");

	return tmp && isdigit((unsigned char)tmp[5]) && !tmp[5 + strspn(tmp + 5, "0123456789")];
}

static void folder_sweep(const struct folder *f, const char *dir)
{
	char *path = folder_file(f, dir);
	struct dirent **list;
	int n = scandir(path, &list, folder_is_leftover, alphasort);

	for (int i = 0; i < n; i++) {
		char *file = str_fmt("%s/%s", path, list[i]->d_name);

		unlink(file);
		free(file);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(path);
}

static int folder_load_manifest(struct folder *f)
{
	char *file = folder_file(f, "manifest.json");
	json_error_t bad;
	int err = 0;

	if (!file_exists(file)) {
		log_err("%s holds no run to resume: it has no manifest.json; name the folder of a run, or start "
			"one with -o", f->path);
		err = -ENOENT;
	} else if (!(f->manifest = json_load_file(file, 0, &bad))) {
		log_err("%s:%d: %s; the folder cannot be resumed", file, bad.line, bad.text);
		err = -EINVAL;
	} else if (!json_is_object(f->manifest)) {
		log_err("%s:1: not an object; the folder cannot be resumed", file);
		err = -EINVAL;
	}
	free(file);
	return err;
}

static int folder_load_cells(struct folder *f)
{
	char *file = folder_file(f, "cells.jsonl"), *text = NULL;
	size_t len;
	int err = file_read(file, &text, &len);

	/* Killed before its first cell, a run has none. Any other failure must not look like that. */
	if (err && err != -ENOENT)
		log_err("cannot read %s: %s", file, strerror(-err));
	else
		err = err ? 0 : folder_parse(f, text, len);
	free(text);
	free(file);
	return err;
}

static int folder_rewrite(struct folder *f, char *const *names, size_t n);

int folder_open(struct folder *f, const char *path)
{
	int err;

	*f = (struct folder){ .path = str_dup(path), .cells = json_object(), .lock = -1 };
	err = folder_load_manifest(f);
	if (!err)
		err = folder_lock(f);
	if (!err)
		err = folder_load_cells(f);
	if (!err)
		err = folder_dirs(f);
	if (err)
		return err;
	folder_sweep(f, ".");
	for (size_t i = 0; folder_subdirs[i]; i++)
		folder_sweep(f, folder_subdirs[i]);
	/* Appending after half a line would damage two. */
	return folder_rewrite(f, NULL, 0);
}

int folder_load(struct folder *f, const char *path)
{
	int err;

	*f = (struct folder){ .path = path_trim(path), .cells = json_object(), .lock = -1 };
	err = folder_load_manifest(f);
	return err ? err : folder_load_cells(f);
}

int folder_file_write(struct folder *f, const char *name, const char *text)
{
	char *file = folder_file(f, name);
	int err = file_write(file, text, strlen(text));

	free(file);
	return err;
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
	char *inside = str_fmt("console/%s", name), *file = folder_file(f, inside);
	int err = file_write(file, text, len);

	free(inside);
	free(file);
	return err;
}

int folder_manifest(struct folder *f)
{
	int err = folder_json(f, "manifest.json", f->manifest);

	return err ? err : folder_publish(f);
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

int folder_finish(struct folder *f, char *const *names, size_t n, bool complete)
{
	int err = folder_rewrite(f, names, n);
	json_t *sums;

	json_object_set_new(f->manifest, "complete", json_boolean(complete));
	sums = err ? NULL : sums_of(f->path, folder_subdirs);
	if (!err && !sums)
		err = -EIO;
	if (sums)
		json_object_set_new(f->manifest, "files", sums);
	return err ? err : folder_manifest(f);
}

void folder_close(struct folder *f)
{
	json_decref(f->manifest);
	json_decref(f->cells);
	if (f->stage)
		dir_remove(f->stage);
	if (f->path && f->lock >= 0) /* one that was never opened is all zeros */
		close(f->lock);
	free(f->stage);
	free(f->path);
	*f = (struct folder){ .lock = -1 };
}
