// SPDX-License-Identifier: GPL-2.0-only
/*
 * packages - what a machine with nothing but the essential system must download before it can build one side.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "effort/packages.h"
#include "files.h"
#include "proc.h"
#include "vm/apt.h"
#include "vm/buildroot.h"

#define PACKAGES_LIMIT_S 120
#define PACKAGES_ROOTS	 16

static bool packages_has(const char *lines, const char *file, size_t len)
{
	for (const char *p = lines; p && (p = strstr(p, " ")); p++)
		if (!strncmp(p + 1, file, len) && p[1 + len] == ' ')
			return true;
	return false;
}

void packages_sum(const char *lines, const char *without, struct packages *p)
{
	*p = (struct packages){ 0 };
	for (const char *l = lines; l && *l; l += strcspn(l, "\n"), l += *l == '\n') {
		const char *file = *l == '\'' ? strchr(l, ' ') : NULL;
		size_t len = file ? strcspn(file + 1, " \n") : 0;
		u64 bytes;

		if (!len || file > l + strcspn(l, "\n") || packages_has(without, file + 1, len))
			continue;
		bytes = strtoull(file + 1 + len, NULL, 10);
		/* kbuild and common headers belong to one kernel and are fetched again for the next. */
		if (str_starts(file + 1, APT_HEADERS) || str_starts(file + 1, "linux-kbuild-")) {
			p->headers_bytes += bytes;
			p->headers++;
		} else {
			p->tools_bytes += bytes;
			p->tools++;
		}
	}
}

/* The lines for what @names would install into nothing at all; NULL with *why. */
static char *packages_ask(const char *const names[], char **why)
{
	const char *args[PACKAGES_ROOTS + 8] = { "install", "--print-uris", "-qq", "--no-install-recommends", "apt",
						 "?essential" };
	size_t n = 6;
	char *out = NULL, *log;
	int err;

	for (; *names && n < ARRAY_SIZE(args) - 1; names++)
		args[n++] = *names;
	err = apt_run(PACKAGES_LIMIT_S, args, &out, NULL, NULL);
	if (!err)
		return out;
	log = apt_path("");
	*why = err < 0 ? str_fmt("apt-get: %s", strerror(-err)) :
			 str_fmt("the package index in %s does not resolve what is needed (apt-get exit status %d)", log, err);
	free(log);
	free(out);
	return NULL;
}

/* Names of the kernel's header packages, from what it was unpacked from; appended to @args. */
static size_t packages_headers(const struct kernel *k, const char **args, size_t n, size_t max)
{
	char *path = str_fmt("%s/kernels/%s/kernel.json", root_cache(), k->release);
	json_t *root = json_load_file(path, 0, NULL), *sum;
	const char *file;

	json_object_foreach(json_object_get(root, "packages"), file, sum)
		if (n < max && (str_starts(file, APT_HEADERS) || str_starts(file, "linux-kbuild-")))
			args[n++] = str_fmt("%.*s", (int)strcspn(file, "_"), file);
	json_decref(root);
	free(path);
	return n;
}

/* apt's word for a suite, with which states are told apart; NULL: the host's own. */
static const char *packages_suite(const char *name)
{
	for (const char *const *s = apt_suites; name && *s; s++)
		if (!strcmp(*s, name))
			return *s;
	return NULL;
}

static int packages_tools(const struct kernel *k, const char *const roots[], struct packages *p, char **why)
{
	static const char *const nothing[] = { NULL };
	char *names[2][PACKAGES_ROOTS + 1] = { { NULL } }, *base, *all = NULL;

	apt_use(packages_suite(k->suite ? buildroot_suite(k) : NULL));
	for (size_t n = 0; roots[n] && n < PACKAGES_ROOTS; n++) {
		const char *bar = strchr(roots[n], '|');

		names[0][n] = str_fmt("%.*s", (int)strcspn(roots[n], "|"), roots[n]);
		names[1][n] = str_dup(bar ? bar + 1 : roots[n]);
	}
	base = packages_ask(nothing, why);
	/* A package has another name in another suite. */
	for (int i = 0; base && i < 2 && !all; i++) {
		free(*why);
		*why = NULL;
		all = packages_ask((const char *const *)names[i], why);
	}
	if (all)
		packages_sum(all, base, p);
	apt_use(NULL);
	for (size_t n = 0; n < PACKAGES_ROOTS; n++) {
		free(names[0][n]);
		free(names[1][n]);
	}
	free(all);
	free(base);
	return *why ? -ENOENT : 0;
}

int packages_measure(const struct kernel *k, const char *const roots[], bool headers, struct packages *p, char **why)
{
	const char *args[PACKAGES_ROOTS + 4] = { "download", "--print-uris", "-qq" };
	struct packages more;
	char *out = NULL;
	size_t n = 3;
	int err;

	*p = (struct packages){ 0 };
	*why = NULL;
	err = packages_tools(k, roots, p, why);
	if (err || !headers)
		return err;
	n = packages_headers(k, args, n, ARRAY_SIZE(args) - 1);
	apt_use(packages_suite(k->suite));
	err = n == 3 ? -ENOENT : apt_run(PACKAGES_LIMIT_S, args, &out, NULL, NULL);
	apt_use(NULL);
	if (err)
		*why = str_fmt("the package index does not tell the size of the headers of %s", k->release);
	packages_sum(out, NULL, &more);
	p->headers_bytes = more.headers_bytes;
	p->headers = more.headers;
	while (n > 3)
		free((char *)args[--n]);
	free(out);
	return err ? -ENOENT : 0;
}
