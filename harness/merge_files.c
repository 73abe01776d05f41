// SPDX-License-Identifier: GPL-2.0-only
/*
 * merge_files - what parts have beside their cells: consoles, environments, the matrix.
 *
 * Consoles are renumbered with their boots. Environments that are equal fold into one; of those that
 * differ the first keeps its name, and the others say which shard they are of.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "merge.h"

static int merge_console(struct folder *to, const struct merge_part *p, const char *name, const char *text,
			 size_t len)
{
	unsigned int boot;
	int end = 0, err;
	char *renamed;

	/* "boot-3.log", and whatever else an experiment may keep of boot 3. */
	if (sscanf(name, "boot-%6u%n", &boot, &end) == 1 && end)
		renamed = str_fmt("boot-%u%s", boot + p->first_boot, name + end);
	else
		renamed = p->shard ? str_fmt("shard-%u-%s", p->shard, name) : str_dup(name);
	err = folder_console(to, renamed, text, len);
	free(renamed);
	return err;
}

static int merge_env(struct folder *to, const struct merge_part *p, size_t nr, const char *name,
		     const char *text)
{
	char *inside = str_fmt("env/%s", name), *path = str_fmt("%s/%s", to->path, inside), *have = NULL;
	int err = 0;

	if (file_read(path, &have, NULL)) {
		err = folder_file_write(to, inside, text);
	} else if (strcmp(have, text)) {
		char *other = str_fmt("env/%.*s.%s-%zu.json", (int)(strlen(name) - strlen(".json")), name,
				      p->shard ? "shard" : "part", p->shard ? p->shard : nr + 1);

		err = folder_file_write(to, other, text);
		free(other);
	}
	free(have);
	free(path);
	free(inside);
	return err;
}

static int merge_dir(struct folder *to, const struct merge_part *p, size_t nr, const char *dir)
{
	char *path = str_fmt("%s/%s", p->folder.path, dir);
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort), err = 0;

	for (int i = 0; i < n; i++) {
		char *file = str_fmt("%s/%s", path, list[i]->d_name), *text = NULL;
		size_t len;

		if (!err && list[i]->d_name[0] != '.' && !(err = file_read(file, &text, &len)))
			err = *dir == 'c' ? merge_console(to, p, list[i]->d_name, text, len) :
			      str_ends(list[i]->d_name, ".json") ? merge_env(to, p, nr, list[i]->d_name, text) : 0;
		free(text);
		free(file);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(path);
	return err;
}

/* The matrix as it is cut; without, what the folder would hold is what it holds. */
static int merge_matrix(struct folder *to, const struct merge_part *p)
{
	char *text = NULL;
	int err;

	if (!p->text)
		return 0;
	text_add(&text, "%s", MATRIX_HEAD);
	for (const struct matrix_line *l = p->lines; l < p->lines + p->nr_lines; l++)
		text_add(&text, "%u\t%llu\t%s\n", l->shard, (unsigned long long)l->repeats, l->cell);
	err = folder_file_write(to, MATRIX_FILE, text);
	free(text);
	return err;
}

int merge_files(struct folder *to, const struct merge_part *parts, size_t nr)
{
	int err = nr ? 0 : merge_matrix(to, &parts[0]);

	err = err ? err : merge_dir(to, &parts[nr], nr, "env");
	return err ? err : merge_dir(to, &parts[nr], nr, "console");
}
