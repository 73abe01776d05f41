// SPDX-License-Identifier: GPL-2.0-only
/*
 * sloc - lines of C that say something, and which files of this project an object is made from.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "effort/sloc.h"
#include "files.h"

#define SLOC_FILES 64

const char *const sloc_metrics[SLOC_PARTS] = {
	[SLOC_OWN] = "own_lines",
	[SLOC_CONTRACT] = "contract_lines",
	[SLOC_FRAME] = "frame_lines",
	[SLOC_COMPAT] = "compat_lines",
};

/* Behind a comment, a string or a character at @p; @code: was there anything but a comment? */
static const char *sloc_skip(const char *p, bool *code)
{
	if (p[0] == '/' && p[1] == '/')
		return p + strcspn(p, "\n");
	*code = true;
	if (*p != '"' && *p != '\'')
		return p + 1;
	for (char quote = *p++; *p && *p != quote && *p != '\n'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p && *p != '\n' ? p + 1 : p;
}

u64 sloc_text(const char *text)
{
	bool code = false, comment = false;
	u64 lines = 0;

	for (const char *p = text; *p;) {
		if (*p == '\n') {
			lines += code;
			code = false;
			p++;
		} else if (comment) {
			comment = !(p[0] == '*' && p[1] == '/');
			p += comment ? 1 : 2;
		} else if (p[0] == '/' && p[1] == '*') {
			comment = true;
			p += 2;
		} else if (isspace((unsigned char)*p)) {
			p++;
		} else {
			p = sloc_skip(p, &code);
		}
	}
	return lines + code;
}

struct sloc_walk {
	const char *project, *source;
	char *seen[SLOC_FILES];
	size_t n;
	u64 *lines;
};

static enum sloc_part sloc_part_of(const struct sloc_walk *w, const char *name)
{
	return !strcmp(name, w->source)	    ? SLOC_OWN
	       : str_starts(name, "include/") ? SLOC_CONTRACT
	       : strstr(name, "/compat/")     ? SLOC_COMPAT
					      : SLOC_FRAME;
}

static int sloc_file(struct sloc_walk *w, char *name);

/* What @name includes: "x" from its own folder, <probebench/x> from include/; all else is the system's. */
static void sloc_includes(struct sloc_walk *w, const char *name, const char *text)
{
	const char *slash = strrchr(name, '/');

	for (const char *l = text; *l; l += strcspn(l, "\n"), l += *l == '\n') {
		const char *at = l + strspn(l, " \t");
		size_t len;

		if (*at != '#')
			continue;
		at += 1 + strspn(at + 1, " \t");
		if (!str_starts(at, "include"))
			continue;
		at += strlen("include");
		at += strspn(at, " \t");
		len = strcspn(at, "\n");
		if (*at == '"')
			sloc_file(w, str_fmt("%.*s%.*s", slash ? (int)(slash - name + 1) : 0, name,
					     (int)strcspn(at + 1, "\"\n"), at + 1));
		else if (len > 1 && str_starts(at, "<probebench/"))
			sloc_file(w, str_fmt("include/%.*s", (int)strcspn(at + 1, ">\n"), at + 1));
	}
}

/* "ebpf/port/../pb_bpf.bpf.h" is "ebpf/pb_bpf.bpf.h"; in place. */
static void sloc_tidy(char *name)
{
	char *up;

	while ((up = strstr(name, "/../")) && up > name) {
		char *from = up;

		while (from > name && from[-1] != '/')
			from--;
		memmove(from, up + 4, strlen(up + 4) + 1);
	}
}

/* Takes over @name. */
static int sloc_file(struct sloc_walk *w, char *name)
{
	char *path, *text;
	int err;

	sloc_tidy(name);
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->seen[i], name)) {
			free(name);
			return 0;
		}
	path = str_fmt("%s/%s", w->project, name);
	err = w->n < SLOC_FILES ? file_read(path, &text, NULL) : -E2BIG;
	free(path);
	if (err) {
		free(name);
		return err;
	}
	w->seen[w->n++] = name;
	w->lines[sloc_part_of(w, name)] += sloc_text(text);
	sloc_includes(w, name, text);
	free(text);
	return 0;
}

int sloc_object(const char *project, const char *source, u64 lines[SLOC_PARTS])
{
	struct sloc_walk w = { .project = project, .source = source, .lines = lines };
	int err;

	memset(lines, 0, SLOC_PARTS * sizeof(*lines));
	err = sloc_file(&w, str_dup(source));
	while (w.n)
		free(w.seen[--w.n]);
	return err;
}
