// SPDX-License-Identifier: GPL-2.0-only
/*
 * resume - what a run takes over from the folder that it finishes.
 *
 * The folder knows how it was asked for, so that `--resume DIR` alone is enough after a kill: its
 * command line is read again as if it stood in front of the new one, and the exact kernels are those
 * that it has, because what a series means may have changed since.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "record.h"
#include "resume.h"

static json_t *resume_manifest(const char *dir)
{
	char *path = str_fmt("%s/manifest.json", dir);
	json_t *manifest = json_load_file(path, 0, NULL);

	free(path);
	return manifest;
}

/* "6.1.0-56-cloud-amd64,6.12.117+deb12-cloud-amd64", or NULL; caller frees. */
static char *resume_releases(const json_t *manifest)
{
	char *list = NULL;
	json_t *release;
	size_t i;

	json_array_foreach(json_object_get(manifest, "releases"), i, release) {
		char *longer = str_fmt("%s%s%s", list ? list : "", list ? "," : "",
				       json_string_value(release) ?: "");

		free(list);
		list = longer;
	}
	return list;
}

static int resume_check(const char *dir)
{
	struct folder f;
	int err = folder_load(&f, dir);

	folder_close(&f);
	return err;
}

/*
 * The options that the run in @dir was started with; @o stays as it is where there are none. 0, or an exit
 * code + 1: of args_parse(), or because @dir holds no run.
 */
static int resume_options(const char *dir, struct run_opts *o, struct resume_text *text)
{
	json_t *manifest = resume_manifest(dir), *argv = json_object_get(manifest, "argv"), *arg;
	size_t i;
	int code;

	/* Asked nothing that it could be asked again: what is wrong with the folder is said before anything else. */
	if (json_array_size(argv) < 2) {
		json_decref(manifest);
		return resume_check(dir) ? PB_EXIT_ENV + 1 : 0;
	}
	text->argv = mem_alloc(json_array_size(argv), sizeof(*text->argv));
	json_array_foreach(argv, i, arg)
		if (i) /* the name of the program */
			text->argv[text->argc++] = path_unmask(json_string_value(arg) ?: "");
	code = args_parse(&verb_run, text->argc, text->argv, o, &o->experiments);
	text->releases = resume_releases(manifest);
	/* A host's kernel is the one that runs; naming it would be asking for a guest. */
	if (!o->vmlinuz && text->releases && !(o->on && !strcmp(o->on, "host")))
		o->kernels = text->releases;
	o->out = o->resume = NULL;
	o->force = o->dry_run = false;
	json_decref(manifest);
	return code;
}

int resume_parse(int argc, char **argv, struct run_opts *o, struct resume_text *text)
{
	const struct run_opts defaults = *o;
	struct arg_list recorded;
	const char *dir;
	int code = args_parse(&verb_run, argc, argv, o, &o->experiments);

	if (code || !o->resume)
		return code;
	/* The two exclude one another, whatever is in the folder. */
	if (o->out)
		return run_check_opts(o) + 1;
	dir = o->resume;
	*o = defaults;
	code = resume_options(dir, o, text);
	recorded = o->experiments;
	if (!code)
		code = args_parse(&verb_run, argc, argv, o, &o->experiments);
	if (!o->experiments.n)
		o->experiments = recorded;
	return code;
}

void resume_text_free(struct resume_text *text)
{
	for (int i = 0; i < text->argc; i++)
		free(text->argv[i]);
	free(text->argv);
	free(text->releases);
}

static unsigned int resume_boots_recorded(const json_t *cells)
{
	json_t *record, *repeat;
	unsigned int boots = 0;
	const char *name;
	size_t i;

	json_object_foreach((json_t *)cells, name, record)
		json_array_foreach(json_object_get(record, "repeats"), i, repeat) {
			json_int_t boot = json_integer_value(json_object_get(repeat, "boot"));

			if (boot >= boots && boot < RESUME_MAX_BOOTS)
				boots = (unsigned int)boot + 1;
		}
	return boots;
}

unsigned int resume_boots(const struct folder *f)
{
	unsigned int boots = resume_boots_recorded(f->cells), boot;
	char *path = str_fmt("%s/console", f->path);
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (sscanf(list[i]->d_name, "boot-%6u.log", &boot) == 1 && boot >= boots)
			boots = boot + 1;
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(path);
	return boots;
}
