// SPDX-License-Identifier: GPL-2.0-only
/*
 * sums - the SHA-256 of every file of a result folder, by the program that a reader checks them with.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "proc.h"
#include "shard.h"
#include "sums.h"

/* A growing argument vector whose first @fixed words are not ours. */
struct sums_argv {
	const char **v;
	size_t n, fixed;
};

static void sums_add(struct sums_argv *a, const char *word)
{
	a->v = mem_grow(a->v, a->n + 2, sizeof(*a->v));
	a->v[a->n++] = word;
	a->v[a->n] = NULL;
}

static void sums_add_dir(struct sums_argv *a, const char *path, const char *subdir)
{
	char *dir = str_fmt("%s/%s", path, subdir);
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.')
			sums_add(a, str_fmt("%s/%s", subdir, list[i]->d_name));
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(dir);
}

/* "hash  name" lines of sha256sum into an object. */
static json_t *sums_parse(char *out)
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

/* Sums of what @a names and of all files in @subdirs; takes over @a. */
static json_t *sums_make(struct sums_argv *a, const char *path, const char *const subdirs[])
{
	json_t *sums = NULL;
	char *out = NULL;

	a->fixed = a->n;
	for (size_t i = 0; subdirs[i]; i++)
		sums_add_dir(a, path, subdirs[i]);
	if (a->n == 1)
		sums = json_object(); /* without a name it would read its standard input */
	else if (!proc_run(a->v, &(struct proc_opts){ .cwd = path, .out = &out }) && out)
		sums = sums_parse(out);
	else
		log_err("sha256sum failed in %s; install coreutils", path);
	while (a->n > a->fixed)
		free((char *)a->v[--a->n]);
	free(a->v);
	free(out);
	return sums;
}

json_t *sums_of(const char *path, const char *const subdirs[])
{
	struct sums_argv a = { 0 };
	char *matrix = str_fmt("%s/" MATRIX_FILE, path);
	json_t *sums;

	sums_add(&a, "sha256sum");
	sums_add(&a, "cells.jsonl");
	if (file_exists(matrix))
		sums_add(&a, MATRIX_FILE);
	sums = sums_make(&a, path, subdirs);
	free(matrix);
	return sums;
}

json_t *sums_of_dirs(const char *path, const char *const subdirs[])
{
	struct sums_argv a = { 0 };

	sums_add(&a, "sha256sum");
	return sums_make(&a, path, subdirs);
}

int sums_check(const char *who, const char *path, const json_t *manifest)
{
	static const char *const subdirs[] = { "env", "console", NULL };
	json_t *want = json_object_get(manifest, "files"), *sums, *sum;
	const char *name;
	int err = 0;

	if (!json_is_object(want))
		return 0;
	sums = sums_of(path, subdirs);
	if (!sums)
		return -EIO;
	json_object_foreach(want, name, sum)
		if (!json_equal(json_object_get(sums, name), sum)) {
			log_err("%s: %s/%s is not what the run wrote (its sum differs from the manifest's); "
				"copy the folder again", who, path, name);
			err = -EBADMSG;
		}
	json_decref(sums);
	return err;
}
