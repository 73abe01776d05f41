// SPDX-License-Identifier: GPL-2.0-only
/*
 * baseline - the store of results to gate against.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compare/baseline.h"
#include "files.h"
#include "report/markup.h"

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || strchr("._+-", c);
}

bool baseline_name_ok(const char *name)
{
	size_t n = 0;

	while (name[n] && name_char(name[n]))
		n++;
	return n && !name[n] && *name != '.' && n <= 64;
}

char *baseline_store(void)
{
	return str_fmt("%s/baselines", root_cache());
}

/* Values of a folder come from elsewhere: what becomes a name here holds nothing but plain characters. */
static char *key_of(const struct results *r, const struct result_cell *c)
{
	char *series = results_series(r, *c->kernel ? c->kernel : "any");
	char *accel = results_text(c->record, "accel", "none");
	char *cpu = results_text(c->record, "cpu", "none");
	char *qemu = results_text(r->host, "qemu_version", "unknown");
	char *key = !strcmp(accel, "host") ? str_fmt("%s_%s_%s", series, accel, cpu)
					   : str_fmt("%s_%s_%s_qemu-%s", series, accel, cpu, qemu);

	for (char *s = key; *s; s++)
		if (!name_char(*s))
			*s = '-';
	if (*key == '.')
		*key = '-';
	free(qemu);
	free(cpu);
	free(accel);
	free(series);
	return key;
}

static void keys_add(struct baseline_key **keys, size_t *nr, const struct results *r,
		     const struct result_cell *c)
{
	char *name = key_of(r, c);
	struct baseline_key *k = NULL;

	for (size_t i = 0; i < *nr && !k; i++)
		if (!strcmp((*keys)[i].name, name))
			k = &(*keys)[i];
	if (k) {
		free(name);
	} else {
		*keys = mem_grow(*keys, *nr + 1, sizeof(**keys));
		k = &(*keys)[(*nr)++];
		*k = (struct baseline_key){ .name = name };
	}
	k->cells = mem_grow(k->cells, k->nr + 1, sizeof(*k->cells));
	k->cells[k->nr++] = c;
}

size_t baseline_keys(const struct results *r, struct baseline_key **keys)
{
	size_t nr = 0;

	*keys = NULL;
	for (size_t i = 0; i < r->nr_cells; i++)
		keys_add(keys, &nr, r, &r->cells[i]);
	for (size_t i = 0; i < r->nr_sampled; i++)
		keys_add(keys, &nr, r, &r->sampled[i]);
	return nr;
}

void baseline_keys_free(struct baseline_key *keys, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		free(keys[i].name);
		free(keys[i].cells);
	}
	free(keys);
}

static int save_json(const char *dir, const char *name, const json_t *value)
{
	char *path = str_fmt("%s/%s", dir, name);
	char *text =
		json_dumps(value, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
	int err = file_write(path, text, strlen(text));

	free(text);
	free(path);
	return err;
}

/* The environments of @k's kernels: without them the figures could not be read later. */
static int save_env(const char *dir, const struct results *r, const struct baseline_key *k)
{
	char *env = str_fmt("%s/env", dir), *name;
	int err = dir_make(env);

	if (!err && r->host)
		err = save_json(env, "host.json", r->host);
	for (size_t i = 0; i < r->nr_kernels && !err; i++) {
		bool used = false;

		for (size_t c = 0; c < k->nr; c++)
			used |= !strcmp(k->cells[c]->kernel, r->kernels[i].release);
		if (!used || !r->kernels[i].env)
			continue;
		name = str_fmt("%s.json", r->kernels[i].release);
		err = save_json(env, name, r->kernels[i].env);
		free(name);
	}
	free(env);
	return err;
}

static int save_cells(const char *dir, const struct baseline_key *k)
{
	char *path = str_fmt("%s/cells.jsonl", dir), *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err;

	if (!out)
		abort();
	for (size_t i = 0; i < k->nr; i++) {
		json_dumpf(k->cells[i]->record, out,
			   JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
		fputc('\n', out);
	}
	fclose(out);
	err = file_write(path, text, len);
	free(text);
	free(path);
	return err;
}

/* Under a temporary name first, so that a kill leaves the old baseline or the new one. */
static int save_key(const char *base, const struct results *r, const struct baseline_key *k)
{
	char *dir = str_fmt("%s/%s", base, k->name), *tmp = str_fmt("%s/.tmp.%d", base, getpid());
	json_t *manifest = json_copy(r->manifest);
	int err = dir_remove(tmp);

	/* Sums and counts are those of the folder that it was taken from. */
	json_object_del(manifest, "files");
	json_object_del(manifest, "planned");
	err = err ? err : dir_make(tmp);
	if (!err && json_object_size(manifest))
		err = save_json(tmp, "manifest.json", manifest);
	if (!err)
		err = save_env(tmp, r, k);
	if (!err)
		err = save_cells(tmp, k);
	if (!err)
		err = dir_remove(dir);
	if (!err && rename(tmp, dir)) {
		err = -errno;
		log_err("cannot keep a baseline as %s: %s", dir, strerror(-err));
	}
	dir_remove(tmp);
	json_decref(manifest);
	free(tmp);
	free(dir);
	return err;
}

int baseline_save(const char *store, const char *name, const struct results *r)
{
	char *base = str_fmt("%s/%s", store, name);
	struct baseline_key *keys;
	size_t nr = baseline_keys(r, &keys);
	int err = dir_make(base);

	for (size_t i = 0; i < nr && !err; i++) {
		err = save_key(base, r, &keys[i]);
		if (!err)
			log_info("baseline %s: %zu cells of %s", name, keys[i].nr, keys[i].name);
	}
	baseline_keys_free(keys, nr);
	free(base);
	return err;
}

/* What there is under @name, in words; caller frees. */
static char *baseline_have(const char *base)
{
	struct dirent **list;
	int n = scandir(base, &list, NULL, alphasort);
	char *have = NULL;

	for (int i = 0; i < n; i++) {
		if (*list[i]->d_name != '.')
			text_add(&have, "%s%s", have ? ", " : "", list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return have ? have : str_dup("nothing");
}

int baseline_load(const char *store, const char *name, const struct results *r, struct results *out,
		  size_t max, size_t *nr)
{
	char *base = str_fmt("%s/%s", store, name), *have = baseline_have(base), *missing = NULL;
	struct baseline_key *keys;
	size_t nr_keys = baseline_keys(r, &keys);
	int err = 0;

	*nr = 0;
	for (size_t i = 0; i < nr_keys && !err; i++) {
		char *dir = str_fmt("%s/%s", base, keys[i].name);

		if (!file_exists(dir))
			text_add(&missing, "%s%s", missing ? ", " : "", keys[i].name);
		else if (*nr < max)
			err = results_load(dir, &out[*nr]);
		if (!err && file_exists(dir) && *nr < max)
			(*nr)++;
		free(dir);
	}
	if (!err && !*nr) {
		log_err("the baseline %s in %s holds %s, and nothing for %s; keep one with `probebench gate "
			"DIR --baseline %s --save`",
			name, store, have, missing ? missing : "no cell", name);
		err = -ENOENT;
	} else if (!err && missing) {
		log_warn("the baseline %s holds %s, and nothing for %s: these cells are not judged",
			 name, have, missing);
	}
	baseline_keys_free(keys, nr_keys);
	free(missing);
	free(have);
	free(base);
	return err;
}
