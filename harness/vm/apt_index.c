// SPDX-License-Identifier: GPL-2.0-only
/*
 * apt_index - the kernels that the package lists offer, and the small file that remembers them.
 *
 * An update is the only slow step (seconds, and the network), so what it found is kept as
 * flavours.json, whose age is also the age of the index. apt's own lists stay beside it for the day
 * that the archives do not answer.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base.h"
#include "files.h"
#include "vm/apt.h"
#include "vm/kernels.h"

/* Not index.json: versions of this program that know one flavour only keep theirs there. */
#define INDEX_FILE "flavours.json"

enum {
	INDEX_FRESH_S = 24 * 3600 /* kernels come out every week or two */
};

static void index_add(struct apt_index *ix, const char *release, const char *version)
{
	for (int i = 0; i < ix->n; i++) {
		struct apt_kernel *k = &ix->list[i];

		if (strcmp(k->release, release))
			continue;
		if (kernel_compare(version, k->version) > 0) {
			free(k->version);
			k->version = str_dup(version);
		}
		return;
	}
	ix->list = mem_grow(ix->list, (size_t)ix->n + 1, sizeof(*ix->list));
	ix->list[ix->n++] = (struct apt_kernel){ str_dup(release), str_dup(version), apt_used() };
}

void apt_index_free(struct apt_index *ix)
{
	for (int i = 0; i < ix->n; i++) {
		free(ix->list[i].release);
		free(ix->list[i].version);
	}
	free(ix->list);
	*ix = (struct apt_index){ 0 };
}

const struct apt_flavour apt_flavours[] = {
	{ "cloud", APT_FLAVOUR },
	{ "rt", "-rt-amd64" },
	{ "generic", "-amd64" },
	{ NULL, NULL },
};

const struct apt_flavour *apt_flavour_of(const char *release)
{
	for (const struct apt_flavour *f = apt_flavours; f->name; f++)
		if (str_ends(release, f->ending))
			return f;
	return NULL;
}

/* Are there headers that the flavours of @release share? Those of rt have some of their own, or not. */
static bool headers_shared(const char *release, const struct apt_flavour *f, const char *headers)
{
	int len = (int)(strlen(release) - strlen(f->ending));
	char *common = str_fmt(APT_HEADERS "%.*s-common\n", len, release);
	char *own = str_fmt(APT_HEADERS "%.*s-common-%s\n", len, release, f->name);
	bool are = strstr(headers, common) || strstr(headers, own);

	free(own);
	free(common);
	return are;
}

/*
 * A kernel proper: not "linux-image-6.12-cloud-amd64", which only depends on the newest one. Where a
 * release has no third number ("7.3-cloud-amd64", from experimental) the headers that its flavours share
 * tell: @headers are the names of all headers, a line each.
 */
static bool name_is_image(const char *package, const char *headers)
{
	const char *release = package + strlen(APT_IMAGE);
	const struct apt_flavour *f;
	char *series;
	bool is;

	if (!str_starts(package, APT_IMAGE) || !(f = apt_flavour_of(release)))
		return false;
	series = kernel_series(release);
	is = series && (release[strlen(series)] == '.' || headers_shared(release, f, headers));
	free(series);
	return is;
}

/*
 * From lines "package | version | archive". Archives keep the signed image of a kernel longer than
 * its headers; such a kernel could boot but not load a module of ours, so it is left out.
 */
static void index_from_madison(struct apt_index *ix, char *text)
{
	char *save = NULL, *save_field;
	char **images = NULL, *headers = str_dup("\n"), *more;
	size_t n = 0;

	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		char *name = strtok_r(l, " |", &save_field);
		char *version = strtok_r(NULL, " |", &save_field);

		if (!version)
			continue;
		if (str_starts(name, APT_HEADERS)) {
			more = str_fmt("%s%s %s\n", headers, name + strlen(APT_HEADERS), version);
			free(headers);
			headers = more;
		} else {
			images = mem_grow(images, n + 1, sizeof(*images));
			images[n++] = str_fmt("%s %s", name + strlen(APT_IMAGE), version);
		}
	}
	for (size_t i = 0; i < n; i++) {
		char *key = str_fmt("\n%s\n", images[i]),
		     *space = images[i] + strcspn(images[i], " ");

		*space = 0;
		if (strstr(headers, key))
			index_add(ix, images[i], space + 1);
		free(key);
		free(images[i]);
	}
	free(images);
	free(headers);
}

void apt_index_from_lists(struct apt_index *ix)
{
	static const char *const list[] = { "pkgnames", APT_IMAGE, NULL };
	static const char *const others[] = { "pkgnames", APT_HEADERS, NULL };
	const char **args = mem_alloc(1, sizeof(*args));
	char *names, *headers, *out = NULL, *save = NULL;
	size_t n = 0;

	args[n++] = "madison";
	if (apt_run(0, list, &names, NULL, NULL) < 0)
		names = NULL;
	if (apt_run(0, others, &headers, NULL, NULL) < 0 || !headers)
		headers = str_dup("");
	for (char *l = names ? strtok_r(names, "\n", &save) : NULL; l;
	     l = strtok_r(NULL, "\n", &save)) {
		if (!name_is_image(l, headers))
			continue;
		args = mem_grow(args, n + 3, sizeof(*args));
		args[n++] = str_dup(l);
		args[n++] = str_fmt(APT_HEADERS "%s", l + strlen(APT_IMAGE));
	}
	args = mem_grow(args, n + 1, sizeof(*args));
	args[n] = NULL;
	if (n > 1 && apt_run(0, args, &out, NULL, NULL) >= 0)
		index_from_madison(ix, out);
	while (n-- > 1)
		free((char *)args[n]);
	free(args);
	free(out);
	free(headers);
	free(names);
}

void apt_index_save(const struct apt_index *ix)
{
	json_t *kernels = json_array(),
	       *root = json_pack("{s:i,s:o}", "schema", 1, "kernels", kernels);
	char *path = apt_path(INDEX_FILE), *text;

	for (int i = 0; i < ix->n; i++)
		json_array_append_new(kernels,
				      json_pack("{s:s,s:s}", "release", ix->list[i].release,
						"version", ix->list[i].version));
	text = json_dumps(root, JSON_INDENT(1));
	if (text)
		file_write(path, text, strlen(text));
	free(text);
	free(path);
	json_decref(root);
}

bool apt_index_load(struct apt_index *ix, long max_age_s)
{
	char *path = apt_path(INDEX_FILE);
	json_t *root = NULL, *item;
	struct stat st;
	long age_s;
	size_t i;

	*ix = (struct apt_index){ 0 };
	age_s = stat(path, &st) ? -1 : (long)(time(NULL) - st.st_mtime);
	if (age_s >= 0 && age_s <= max_age_s)
		root = json_load_file(path, 0, NULL);
	free(path);
	json_array_foreach(json_object_get(root, "kernels"), i, item)
	{
		const char *release = json_string_value(json_object_get(item, "release"));
		const char *version = json_string_value(json_object_get(item, "version"));

		if (release && version)
			index_add(ix, release, version);
	}
	json_decref(root);
	return ix->n > 0;
}

bool apt_index_saved(struct apt_index *ix)
{
	return apt_index_load(ix, INDEX_FRESH_S);
}
