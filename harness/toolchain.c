// SPDX-License-Identifier: GPL-2.0-only
/*
 * toolchain - what has to be installed before one side of a collector can be built.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "toolchain.h"

/* A package of the database. Text is borrowed from the file's buffer. */
struct dpkg {
	char *name, *depends, *pre_depends, *provides;
	u64 kib;
	bool essential;
	bool base, wanted; /* reached from an essential package; from a root */
};

struct dpkg_list {
	struct dpkg *v;
	size_t n;
};

/* The value of "Field: value" if @line is of that field, else NULL. */
static char *dpkg_field(char *line, const char *field)
{
	size_t n = strlen(field);

	return !strncmp(line, field, n) && line[n] == ':' ? line + n + 1 + strspn(line + n + 1, " ") : NULL;
}

static void dpkg_stanza(struct dpkg_list *l, char *text)
{
	struct dpkg p = { 0 };
	char *save = NULL, *v;
	bool installed = false;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if ((v = dpkg_field(line, "Package")))
			p.name = v;
		else if ((v = dpkg_field(line, "Status")))
			installed = !strcmp(v, "install ok installed");
		else if ((v = dpkg_field(line, "Installed-Size")))
			p.kib = strtoull(v, NULL, 10);
		else if ((v = dpkg_field(line, "Depends")))
			p.depends = v;
		else if ((v = dpkg_field(line, "Pre-Depends")))
			p.pre_depends = v;
		else if ((v = dpkg_field(line, "Provides")))
			p.provides = v;
		else if ((v = dpkg_field(line, "Essential")))
			p.essential = !strcmp(v, "yes");
	}
	if (!p.name || !installed)
		return;
	l->v = mem_grow(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = p;
}

static void dpkg_read(struct dpkg_list *l, char *text)
{
	while (*text) {
		char *end = strstr(text, "\n\n");

		if (end)
			*end = 0;
		dpkg_stanza(l, text);
		if (!end)
			break;
		text = end + 2;
	}
}

/* Is @name one of the words of "a, b (= 1), c"? */
static bool dpkg_lists(const char *list, const char *name, size_t len)
{
	for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',') {
		at += strspn(at, " ");
		if (!strncmp(at, name, len) && (!at[len] || strchr(" ,(", at[len])))
			return true;
	}
	return false;
}

static struct dpkg *dpkg_find(struct dpkg_list *l, const char *name, size_t len)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strncmp(l->v[i].name, name, len) && !l->v[i].name[len])
			return &l->v[i];
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].provides && dpkg_lists(l->v[i].provides, name, len))
			return &l->v[i];
	return NULL;
}

static struct dpkg *dpkg_alternative(struct dpkg_list *l, const char *any, size_t len)
{
	const char *end = any + len;
	struct dpkg *p = NULL;

	while (any < end && !p) {
		any += strspn(any, " |");
		/* "name:any (>= 1)": the architecture and the version are settled, it is installed. */
		p = dpkg_find(l, any, strcspn(any, " |,:("));
		any += strcspn(any, "|,");
	}
	return p;
}

static void dpkg_reach(struct dpkg_list *l, struct dpkg *p, bool base);

static void dpkg_reach_all(struct dpkg_list *l, const char *depends, bool base)
{
	for (const char *at = depends; at && *at; at += *at == ',') {
		size_t len = strcspn(at, ",");
		struct dpkg *p = dpkg_alternative(l, at, len);

		if (p)
			dpkg_reach(l, p, base);
		at += len;
	}
}

static void dpkg_reach(struct dpkg_list *l, struct dpkg *p, bool base)
{
	bool *mark = base ? &p->base : &p->wanted;

	if (*mark)
		return;
	*mark = true;
	dpkg_reach_all(l, p->pre_depends, base);
	dpkg_reach_all(l, p->depends, base);
}

int toolchain_measure(const char *status, const char *const roots[], struct toolchain *t,
		      const char **missing)
{
	struct dpkg_list l = { 0 };
	char *text = NULL;
	int err = file_read(status, &text, NULL);

	*t = (struct toolchain){ 0 };
	*missing = NULL;
	if (err)
		return err;
	dpkg_read(&l, text);
	for (size_t i = 0; i < l.n; i++)
		if (l.v[i].essential)
			dpkg_reach(&l, &l.v[i], true);
	for (; *roots && !err; roots++) {
		struct dpkg *p = dpkg_alternative(&l, *roots, strlen(*roots));

		if (p) {
			dpkg_reach(&l, p, false);
		} else {
			*missing = *roots;
			err = -ENOENT;
		}
	}
	for (size_t i = 0; i < l.n && !err; i++)
		if (l.v[i].wanted && !l.v[i].base) {
			t->bytes += l.v[i].kib * 1024;
			t->packages++;
		}
	free(l.v);
	free(text);
	return err;
}

u64 dir_bytes(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	u64 sum = 0;

	while (d && (e = readdir(d))) {
		char *path = str_fmt("%s/%s", dir, e->d_name);
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || lstat(path, &st))
			sum += 0;
		else if (S_ISDIR(st.st_mode))
			sum += dir_bytes(path);
		else if (S_ISREG(st.st_mode))
			sum += (u64)st.st_size;
		free(path);
	}
	if (d)
		closedir(d);
	return sum;
}
