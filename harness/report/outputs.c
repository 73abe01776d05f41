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
#include "registry.h"
#include "report/chapter.h"

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

/* Does @name ("added-6.12.svg") fit what a chapter says that it writes? */
static bool output_matches(const char *name, const struct chapter_output *c)
{
	size_t n = strcspn(c->stem, "*");
	const char *dot = strrchr(name, '.');
	char *wanted;
	bool found;

	if (!dot || strncmp(name, c->stem, n))
		return false;
	if (c->stem[n] != '*' &&
	    (c->stem[n - 1] == '-' ? !isdigit((unsigned char)name[n]) : name + n != dot))
		return false;
	wanted = str_fmt("%s ", dot);
	found = strstr(c->extensions, wanted) != NULL;
	free(wanted);
	return found;
}

bool output_is_ours(const char *name)
{
	static const struct chapter_output common[] = { { "tables/", "kernels", OUTPUT_TABLE },
							{ "tables/", "skipped", OUTPUT_TABLE } };

	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		if (str_starts(name, common[i].folder) &&
		    output_matches(name + strlen(common[i].folder), &common[i]))
			return true;
	for (const struct experiment *const *e = experiments; *e; e++)
		for (const struct chapter_output *c = (*e)->chapter ? (*e)->chapter->outputs : NULL;
		     c && c->folder; c++)
			if (str_starts(name, c->folder) && output_matches(name + strlen(c->folder), c))
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
