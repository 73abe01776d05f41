// SPDX-License-Identifier: GPL-2.0-only
/*
 * outputs - writing a report's files, and removing what an earlier report left behind.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "report/outputs.h"

void output_keep(struct outputs *o, const char *name)
{
	o->names = mem_grow(o->names, o->nr_names + 1, sizeof(*o->names));
	o->names[o->nr_names++] = str_dup(name);
}

int output_write(struct outputs *o, const char *name, const char *text)
{
	char *path = str_fmt("%s/%s", o->dir, name), *folder = str_dup(path);

	if (o->err)
		goto out;
	*strrchr(folder, '/') = 0;
	o->err = dir_make(folder);
	if (!o->err)
		o->err = file_write(path, text, strlen(text));
	if (!o->err)
		output_keep(o, name);
out:
	free(folder);
	free(path);
	return o->err;
}

/* A stem that ends in "-" is followed by a kernel, which starts with a digit. */
static bool stem_matches(const char *name, const char *stem, const char *extensions)
{
	size_t n = strlen(stem);
	const char *dot = strrchr(name, '.');
	char *wanted;
	bool found;

	if (!dot || strncmp(name, stem, n))
		return false;
	if (stem[n - 1] == '-' ? !isdigit((unsigned char)name[n]) : name + n != dot)
		return false;
	wanted = str_fmt("%s ", dot);
	found = strstr(extensions, wanted) != NULL;
	free(wanted);
	return found;
}

bool output_is_ours(const char *name)
{
	static const char tables[] = ".md .tex ", plots[] = ".dat .gp .svg .pdf .png .log ";
	static const struct {
		const char *folder, *stem, *extensions;
	} ours[] = {
		{ "tables/", "kernels", tables },
		{ "tables/", "answer", tables },
		{ "tables/", "gates", tables },
		{ "tables/", "resolution", tables },
		{ "tables/", "equivalence-", tables },
		{ "tables/", "added-", tables },
		{ "tables/", "bodies-", tables },
		{ "tables/", "baseline-", tables },
		{ "tables/", "sampled-", tables },
		{ "tables/", "costs-by-kernel", tables },
		{ "tables/", "ratios-by-kernel", tables },
		{ "tables/", "numbers", ".tex " },
		{ "tables/", "overhead", ".csv " },
		{ "tables/", "pairs", ".csv " },
		{ "plots/", "answer-", plots },
		{ "plots/", "added-", plots },
		{ "plots/", "stack-", plots },
		{ "plots/", "ratio-", plots },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (str_starts(name, ours[i].folder) &&
		    stem_matches(name + strlen(ours[i].folder), ours[i].stem, ours[i].extensions))
			return true;
	return false;
}

static bool output_written(const struct outputs *o, const char *name)
{
	for (size_t i = 0; i < o->nr_names; i++)
		if (!strcmp(o->names[i], name))
			return true;
	return false;
}

static void sweep_folder(const struct outputs *o, const char *folder)
{
	char *path = str_fmt("%s/%s", o->dir, folder);
	DIR *dir = opendir(path);

	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		char *name = str_fmt("%s/%s", folder, e->d_name);
		char *file = str_fmt("%s/%s", path, e->d_name);

		if (output_is_ours(name) && !output_written(o, name) && unlink(file))
			log_warn("cannot remove %s, which an earlier report left behind: %m", file);
		free(file);
		free(name);
	}
	if (dir)
		closedir(dir);
	free(path);
}

void outputs_sweep(const struct outputs *o)
{
	sweep_folder(o, "tables");
	sweep_folder(o, "plots");
}

void outputs_free(struct outputs *o)
{
	for (size_t i = 0; i < o->nr_names; i++)
		free(o->names[i]);
	free(o->names);
	*o = (struct outputs){ 0 };
}
